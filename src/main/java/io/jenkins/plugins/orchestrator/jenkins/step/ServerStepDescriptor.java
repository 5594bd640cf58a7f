package io.jenkins.plugins.orchestrator.jenkins.step;

import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import java.util.Map;
import org.jenkinsci.plugins.structs.describable.CustomDescribableModel;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** Describes a step that is told a server by its URL and by credentials. */
public abstract class ServerStepDescriptor extends OperationStepDescriptor
    implements CustomDescribableModel {
  private final String urlParameter;

  /**
   * @param urlParameter the name of the parameter that is the URL
   */
  ServerStepDescriptor(String urlParameter) {
    this.urlParameter = urlParameter;
  }

  @Override
  public Map<String, Object> customInstantiate(Map<String, Object> arguments) {
    if (arguments.get(urlParameter) instanceof CharSequence url) {
      // Not in the setter alone: what that throws is logged with all arguments.
      LiteralPasswords.refuseIn(urlParameter, url.toString());
    }
    return arguments;
  }

  /** Credentials that a build of the job could use. */
  @POST
  public ListBoxModel doFillCredentialsIdItems(
      @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String credentialsId) {
    return CredentialsChoice.of(item, credentialsId);
  }

  /**
   * Whether the URL holds a password.
   *
   * @param missing what to say where there is none; null where it may be left out
   */
  FormValidation checkUrl(@Nullable Item item, @Nullable String value, @Nullable String missing) {
    if (!FormAccess.mayConfigure(item)) {
      return FormValidation.ok();
    }
    if (value == null || value.isBlank()) {
      return missing == null ? FormValidation.ok() : FormValidation.error(missing);
    }
    try {
      LiteralPasswords.refuseIn(urlParameter, value);
      return FormValidation.ok();
    } catch (IllegalArgumentException e) {
      return FormValidation.error(e.getMessage());
    }
  }
}
