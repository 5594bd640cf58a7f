package io.jenkins.plugins.orchestrator.jenkins.plan;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import hudson.model.Run;
import io.jenkins.plugins.orchestrator.engine.config.HttpAccess;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.jspecify.annotations.Nullable;

/**
 * Credentials of a build with which a host is asked by HTTP.
 *
 * @param user for Basic authentication; null for a bearer token
 * @param secret the password, or the token
 */
public record HttpCredentials(@Nullable String user, Secret secret) {
  /** What an id has to lead to. */
  public static final String EXPECTED =
      "username with password, the user without a colon, or a secret text of printable ASCII on"
          + " one line, that this build may use";

  /** What to do when it does not. */
  public static final String REMEDY = "check the id, its kind, and the folder it is in";

  /**
   * Those of an id that the build may use.
   *
   * @return empty when there are none, or none that a header can have
   */
  public static Optional<HttpCredentials> of(Run<?, ?> build, String id) {
    StandardCredentials found =
        CredentialsProvider.findCredentialById(id, StandardCredentials.class, build, List.of());
    if (found instanceof StandardUsernamePasswordCredentials login
        && !login.getUsername().contains(":")) {
      CredentialsProvider.track(build, found);
      return Optional.of(
          new HttpCredentials(login.getUsername(), Secret.of(login.getPassword().getPlainText())));
    }
    if (found instanceof StringCredentials text && isToken(text.getSecret().getPlainText())) {
      CredentialsProvider.track(build, found);
      return Optional.of(
          new HttpCredentials(null, Secret.of(text.getSecret().getPlainText().strip())));
    }
    return Optional.empty();
  }

  /** A host that is asked with them, and without anything else. */
  public HttpAccess access() {
    HttpAccess nothing = new HttpAccess(Map.of(), null, null);
    return user == null ? nothing.withBearer(secret) : nothing.withCredentials(user, secret);
  }

  /** Whether a header can have it. */
  private static boolean isToken(String text) {
    String token = text.strip();
    return !token.isEmpty() && token.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
  }
}
