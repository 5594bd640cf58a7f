package io.jenkins.plugins.orchestrator.engine.backup.verify;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a backup is proven.
 *
 * @param restore whether it is restored and compared, not only hashed
 * @param server any database of the server that restores it; null when nothing is restored
 * @param jobs how many sessions restore and compare, at least 1
 * @param timeout of all of it
 * @param identity file with the private key of {@code age}; null for none, or for gpg's own keys
 * @param maxRecoveryTime what the measured time to restore may be at most; null for no limit
 */
public record VerifyOptions(
    boolean restore,
    @Nullable DatabaseTarget server,
    int jobs,
    Duration timeout,
    @Nullable String identity,
    @Nullable Duration maxRecoveryTime)
    implements Serializable {
  public VerifyOptions {
    if (jobs < 1) {
      throw new IllegalArgumentException("at least one job");
    }
  }
}
