package io.jenkins.plugins.orchestrator.engine.report;

import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.Serializable;
import java.time.Duration;

/**
 * One statement of a script as it ran.
 *
 * @param index from 1 in the script
 * @param line from 1 in the script's file
 * @param column from 1, in characters
 * @param excerpt its first characters on one line, at most {@value #MAX_EXCERPT}, free of secrets
 * @param status how it ended
 * @param duration on the client's clock
 * @param rows the update count that the server gave, -1 when it gave none
 */
public record StatementReport(
    int index, int line, int column, String excerpt, Status status, Duration duration, long rows)
    implements Serializable {
  /** The length of an excerpt in characters. */
  public static final int MAX_EXCERPT = 160;
}
