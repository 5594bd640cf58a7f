package io.jenkins.plugins.orchestrator.engine.report.state;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an environment is now, seen by one operation.
 *
 * @param operation as a command of the command line
 * @param now what the last run that looked at it found
 * @param last that run
 * @param since the first run that found it so, with none in between that found it otherwise
 * @param before how the run before that found it; null when none is known: it may have been so for
 *     longer
 * @param skippedByLast whether a later run of the operation left it out
 */
public record StateRow(
    String operation,
    EnvironmentState now,
    Look last,
    Look since,
    @Nullable Condition before,
    boolean skippedByLast) {
  /**
   * A run that looked.
   *
   * @param build the number of its build
   * @param run its id
   * @param at when it ended
   */
  public record Look(int build, String run, Instant at) {}
}
