package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.report.Finding;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a swap did.
 *
 * @param name the name that another database has now
 * @param kept the name of the one that had it
 * @param outage from the last answer of the old to the first of the new database, as a session saw
 *     it that asked all the time; null when none could
 * @param closed how long nobody could connect, on the server: from the lock to the commit
 * @param attempts how often it was tried, at least 1
 * @param endedSessions how many sessions of others were ended
 * @param findings what a person should know
 */
public record SwapResult(
    String name,
    String kept,
    @Nullable Duration outage,
    Duration closed,
    int attempts,
    int endedSessions,
    List<Finding> findings)
    implements Serializable {
  public SwapResult {
    findings = List.copyOf(findings);
  }
}
