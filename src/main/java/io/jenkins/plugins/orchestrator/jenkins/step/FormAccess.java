package io.jenkins.plugins.orchestrator.jenkins.step;

import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import hudson.model.Item;
import hudson.model.Queue;
import hudson.security.ACL;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import java.util.List;
import jenkins.model.Jenkins;
import org.jspecify.annotations.Nullable;

/** What the forms tell, and to whom: those who may configure the job they belong to. */
final class FormAccess {
  private FormAccess() {}

  /**
   * Whether the current user may.
   *
   * @param item the job, null for none
   */
  static boolean mayConfigure(@Nullable Item item) {
    return item == null
        ? Jenkins.get().hasPermission(Jenkins.ADMINISTER)
        : item.hasPermission(Item.CONFIGURE);
  }

  static FormValidation checkEnvironment(@Nullable Item item, @Nullable String name) {
    if (!mayConfigure(item)) {
      return FormValidation.ok();
    }
    return name == null || name.isBlank()
        ? FormValidation.error("Give the environment's name, as in test_environments.")
        : FormValidation.ok();
  }

  /**
   * Those that a build of the job could use.
   *
   * @param current the one that is chosen now, null for none
   */
  static ListBoxModel credentials(@Nullable Item item, @Nullable String current) {
    StandardListBoxModel result = new StandardListBoxModel();
    if (!mayConfigure(item)) {
      return result.includeCurrentValue(current == null ? "" : current);
    }
    return result
        .includeEmptyValue()
        .includeMatchingAs(
            item instanceof Queue.Task task ? task.getDefaultAuthentication2() : ACL.SYSTEM2,
            item,
            StandardUsernamePasswordCredentials.class,
            List.of(),
            CredentialsMatchers.always())
        .includeCurrentValue(current == null ? "" : current);
  }
}
