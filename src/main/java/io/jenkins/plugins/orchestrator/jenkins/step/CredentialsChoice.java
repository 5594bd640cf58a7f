package io.jenkins.plugins.orchestrator.jenkins.step;

import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import hudson.model.Item;
import hudson.model.Queue;
import hudson.security.ACL;
import hudson.util.ListBoxModel;
import java.util.List;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.jspecify.annotations.Nullable;

/** The credentials that a form offers. */
final class CredentialsChoice {
  private CredentialsChoice() {}

  /**
   * Usernames with passwords that a build of the job could use.
   *
   * @param current the one that is chosen now, null for none
   */
  static ListBoxModel of(@Nullable Item item, @Nullable String current) {
    return of(item, current, List.of(StandardUsernamePasswordCredentials.class));
  }

  /**
   * Those with which a host is asked by HTTP: secret texts too.
   *
   * @param current the one that is chosen now, null for none
   */
  static ListBoxModel ofHttp(@Nullable Item item, @Nullable String current) {
    return of(
        item, current, List.of(StandardUsernamePasswordCredentials.class, StringCredentials.class));
  }

  private static ListBoxModel of(
      @Nullable Item item,
      @Nullable String current,
      List<Class<? extends StandardCredentials>> kinds) {
    StandardListBoxModel result = new StandardListBoxModel();
    if (!FormAccess.mayConfigure(item)) {
      return result.includeCurrentValue(current == null ? "" : current);
    }
    var list = result.includeEmptyValue();
    for (Class<? extends StandardCredentials> kind : kinds) {
      list =
          list.includeMatchingAs(
              item instanceof Queue.Task task ? task.getDefaultAuthentication2() : ACL.SYSTEM2,
              item,
              kind,
              List.of(),
              CredentialsMatchers.always());
    }
    return list.includeCurrentValue(current == null ? "" : current);
  }
}
