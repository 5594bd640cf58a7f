package io.jenkins.plugins.orchestrator.jenkins.step;

import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import hudson.model.Item;
import hudson.model.Queue;
import hudson.security.ACL;
import hudson.util.ListBoxModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The credentials that a form offers: usernames with passwords. */
final class CredentialsChoice {
  private CredentialsChoice() {}

  /**
   * Those that a build of the job could use.
   *
   * @param current the one that is chosen now, null for none
   */
  static ListBoxModel of(@Nullable Item item, @Nullable String current) {
    StandardListBoxModel result = new StandardListBoxModel();
    if (!FormAccess.mayConfigure(item)) {
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
