package io.jenkins.plugins.orchestrator.jenkins.step;

import hudson.model.Item;
import hudson.util.FormValidation;
import java.util.Map;
import org.jenkinsci.plugins.structs.describable.CustomDescribableModel;
import org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** Describes a {@link ConfiguredStep} to Jenkins. */
public abstract class ConfiguredStepDescriptor extends OperationStepDescriptor
    implements CustomDescribableModel {
  @Override
  public Map<String, Object> customInstantiate(Map<String, Object> arguments) {
    if (arguments.get("configText") instanceof CharSequence text) {
      // Not in the setter alone: what that throws is logged with all arguments.
      LiteralPasswords.refuse(text.toString());
    }
    return StepArguments.toLists(getFunctionName(), arguments);
  }

  @Override
  public UninstantiatedDescribable customUninstantiate(UninstantiatedDescribable step) {
    return step.withArguments(StepArguments.toMaps(step.getArguments()));
  }

  /** Whether the text holds a password. */
  @POST
  public FormValidation doCheckConfigText(
      @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String value) {
    if (!FormAccess.mayConfigure(item) || value == null) {
      return FormValidation.ok();
    }
    try {
      LiteralPasswords.refuse(value);
      return FormValidation.ok();
    } catch (IllegalArgumentException e) {
      return FormValidation.error(e.getMessage());
    }
  }
}
