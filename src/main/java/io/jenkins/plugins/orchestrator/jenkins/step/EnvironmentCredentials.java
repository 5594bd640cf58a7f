package io.jenkins.plugins.orchestrator.jenkins.step;

import hudson.Extension;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** Which credentials an environment is reached with; {@code [environment: 'id']} in a Pipeline. */
public final class EnvironmentCredentials
    implements Describable<EnvironmentCredentials>, Serializable {
  private static final long serialVersionUID = 1L;

  private final String environment;
  private final String credentialsId;

  @DataBoundConstructor
  public EnvironmentCredentials(String environment, String credentialsId) {
    this.environment = environment;
    this.credentialsId = credentialsId;
  }

  public String getEnvironment() {
    return environment;
  }

  public String getCredentialsId() {
    return credentialsId;
  }

  /** Describes it to Jenkins' forms. */
  @Extension
  public static final class DescriptorImpl extends Descriptor<EnvironmentCredentials> {
    @Override
    public String getDisplayName() {
      return "Credentials of an environment";
    }

    /** Those that a build of the job could use. */
    @POST
    public ListBoxModel doFillCredentialsIdItems(
        @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String credentialsId) {
      return CredentialsChoice.of(item, credentialsId);
    }

    /** Whether something is chosen. */
    @POST
    public FormValidation doCheckCredentialsId(
        @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String value) {
      if (!FormAccess.mayConfigure(item)) {
        return FormValidation.ok();
      }
      return value == null || value.isBlank()
          ? FormValidation.error("Choose a username with password.")
          : FormValidation.ok();
    }

    /** Whether a name is given. */
    @POST
    public FormValidation doCheckEnvironment(
        @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String value) {
      return FormAccess.checkEnvironment(item, value);
    }
  }
}
