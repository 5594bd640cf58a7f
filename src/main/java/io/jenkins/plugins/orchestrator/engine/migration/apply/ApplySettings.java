package io.jenkins.plugins.orchestrator.engine.migration.apply;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The limits under which scripts run.
 *
 * @param scriptTimeout for one script, its checks afterwards not included
 * @param statementTimeout for one statement; null: only the script's limit holds
 * @param lockTimeout for waiting for one lock, outside {@code CONCURRENTLY}
 * @param sharedServer whether the server has other databases that a script must not reach
 * @param psql whether scripts run through {@code psql}
 */
public record ApplySettings(
    Duration scriptTimeout,
    @Nullable Duration statementTimeout,
    Duration lockTimeout,
    boolean sharedServer,
    boolean psql) {
  /** The longest that one statement may take. */
  Duration longestStatement() {
    return statementTimeout == null || statementTimeout.compareTo(scriptTimeout) > 0
        ? scriptTimeout
        : statementTimeout;
  }
}
