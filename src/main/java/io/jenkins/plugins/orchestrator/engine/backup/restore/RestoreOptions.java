package io.jenkins.plugins.orchestrator.engine.backup.restore;

import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a backup is restored.
 *
 * @param replace whether it may take the place of a database in use, which is kept under another
 *     name
 * @param isProtected whether the target belongs to a protected environment
 * @param confirm the target database's name once more, as a person wrote it; needed to replace and
 *     for a protected environment, else null
 * @param allowUnverified whether a backup is restored that no restore has proven
 * @param createRoles whether roles that the server lacks are made, unable to log in
 * @param jobs how many sessions restore and compare, at least 1
 * @param timeout of all of it but the cleanup
 * @param identity file with the private key of {@code age}; null for none, or for gpg's own keys
 */
public record RestoreOptions(
    boolean replace,
    boolean isProtected,
    @Nullable String confirm,
    boolean allowUnverified,
    boolean createRoles,
    int jobs,
    Duration timeout,
    @Nullable String identity)
    implements Serializable {
  public RestoreOptions {
    if (jobs < 1) {
      throw new IllegalArgumentException("at least one job");
    }
  }
}
