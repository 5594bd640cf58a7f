package io.jenkins.plugins.orchestrator.engine.report.state;

import java.time.Instant;
import java.util.List;

/**
 * What a run leaves for the page of its job: a few lines for each environment, so that many runs
 * can be read at once.
 *
 * @param run its id
 * @param operation as a command of the command line, such as {@code health}
 * @param at when it ended
 * @param environments that it looked at
 * @param backups that it saw
 * @param listed whether all of the environments' backups are among them, not only those that the
 *     run looked at
 */
public record RunStates(
    String run,
    String operation,
    Instant at,
    List<EnvironmentState> environments,
    List<KnownBackup> backups,
    boolean listed) {
  /** The operation under which a migration test stands. */
  public static final String MIGRATION_TEST = "migration-test";

  public RunStates {
    environments = List.copyOf(environments);
    backups = List.copyOf(backups);
  }
}
