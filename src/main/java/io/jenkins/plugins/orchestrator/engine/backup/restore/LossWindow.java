package io.jenkins.plugins.orchestrator.engine.backup.restore;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.DatabaseFacts;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.TargetServer;
import io.jenkins.plugins.orchestrator.engine.report.HumanDuration;
import io.jenkins.plugins.orchestrator.engine.report.operation.Fact;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;

/** What a restore in the place of a database in use loses. */
final class LossWindow {
  private LossWindow() {}

  /**
   * In words.
   *
   * @param server as it is now
   * @param now the wall clock
   */
  static Fact of(DatabaseFacts backup, TargetServer server, Instant now) {
    Duration since = Duration.between(backup.takenAt(), now);
    OptionalLong transactions = transactions(backup, server);
    return new Fact(
        "Loss window",
        "everything written in the last "
            + HumanDuration.of(since.isNegative() ? Duration.ZERO : since)
            + ", since "
            + backup.takenAt().truncatedTo(ChronoUnit.SECONDS)
            + (transactions.isPresent()
                ? " (at most " + transactions.getAsLong() + " transactions of the whole server)"
                : " (how many transactions is not known)"));
  }

  /** Known only where the backup is of the same cluster; all its databases count together. */
  private static OptionalLong transactions(DatabaseFacts backup, TargetServer server) {
    String[] parts = backup.snapshot().split(":", -1);
    boolean same =
        backup.systemIdentifier() != null
            && backup.systemIdentifier().equals(server.systemIdentifier());
    if (!same || parts.length < 2 || !parts[1].matches("\\d{1,18}")) {
      return OptionalLong.empty();
    }
    long written = server.nextTransaction() - Long.parseLong(parts[1]);
    return written < 0 ? OptionalLong.empty() : OptionalLong.of(written);
  }
}
