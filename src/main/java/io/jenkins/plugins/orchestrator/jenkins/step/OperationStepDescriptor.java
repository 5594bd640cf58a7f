package io.jenkins.plugins.orchestrator.jenkins.step;

import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import io.jenkins.plugins.orchestrator.engine.config.Durations;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** Describes an {@link OperationStep} to Jenkins. */
public abstract class OperationStepDescriptor extends StepDescriptor {
  @Override
  public Set<? extends Class<?>> getRequiredContext() {
    return Set.of(Run.class, TaskListener.class);
  }

  /** Whether the text is a duration. */
  @POST
  public FormValidation doCheckTimeout(
      @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String value) {
    return checkDuration(item, value);
  }

  static FormValidation checkDuration(@Nullable Item item, @Nullable String value) {
    if (!FormAccess.mayConfigure(item) || value == null || value.isBlank()) {
      return FormValidation.ok();
    }
    return ParameterText.duration(value.strip()).isPresent()
        ? FormValidation.ok()
        : FormValidation.error("Give " + Durations.EXPECTED + ".");
  }

  /** Whether the number is one. */
  @POST
  public FormValidation doCheckMaxParallel(
      @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String value) {
    if (!FormAccess.mayConfigure(item) || value == null || value.isBlank()) {
      return FormValidation.ok();
    }
    return value.strip().matches("[0-9]{1,4}")
        ? FormValidation.ok()
        : FormValidation.error("Give a number: 1 or more, or 0 for what the configuration says.");
  }
}
