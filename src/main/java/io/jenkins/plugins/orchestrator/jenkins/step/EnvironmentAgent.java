package io.jenkins.plugins.orchestrator.jenkins.step;

import hudson.Extension;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.model.Label;
import hudson.util.FormValidation;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** Which agents may test an environment; {@code [environment: 'label']} in a Pipeline. */
public final class EnvironmentAgent implements Describable<EnvironmentAgent>, Serializable {
  private static final long serialVersionUID = 1L;

  private final String environment;
  private final String label;

  @DataBoundConstructor
  public EnvironmentAgent(String environment, String label) {
    this.environment = environment;
    this.label = label;
  }

  public String getEnvironment() {
    return environment;
  }

  /** A label, or an expression of labels. */
  public String getLabel() {
    return label;
  }

  /** Describes it to Jenkins' forms. */
  @Extension
  public static final class DescriptorImpl extends Descriptor<EnvironmentAgent> {
    @Override
    public String getDisplayName() {
      return "Agents of an environment";
    }

    /** Whether there are agents with the label. */
    @POST
    public FormValidation doCheckLabel(
        @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String value) {
      if (!FormAccess.mayConfigure(item)) {
        return FormValidation.ok();
      }
      if (value == null || value.isBlank()) {
        return FormValidation.error("Give a label, such as: linux && staging");
      }
      try {
        Label label = Label.parseExpression(value);
        return label.isEmpty()
            ? FormValidation.warning("No agent has this label now; the step would wait for one.")
            : FormValidation.ok();
      } catch (IllegalArgumentException e) {
        return FormValidation.error("This is no expression of labels: " + e.getMessage());
      }
    }

    /** Whether a name is given. */
    @POST
    public FormValidation doCheckEnvironment(
        @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String value) {
      return FormAccess.checkEnvironment(item, value);
    }
  }
}
