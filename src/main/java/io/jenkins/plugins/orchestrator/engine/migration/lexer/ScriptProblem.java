package io.jenkins.plugins.orchestrator.engine.migration.lexer;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import org.jspecify.annotations.Nullable;

/**
 * A mistake in a script that shows without a server.
 *
 * @param file the script's path as the user knows it
 * @param offset where it is in the script's text
 * @param line of the user's file, from 1
 * @param column from 1, in characters
 * @param isMetaCommand whether it is a command of psql, which psql itself would run
 * @param connectsElsewhere whether it is one that leaves the database that the script was given
 * @param found what stands there
 * @param expected what should
 * @param advice what to do, null when that is plain
 */
public record ScriptProblem(
    String file,
    int offset,
    int line,
    int column,
    boolean isMetaCommand,
    boolean connectsElsewhere,
    String found,
    String expected,
    @Nullable String advice) {
  /** Whether it keeps the script from being run, by psql or by the built-in runner. */
  public boolean stops(boolean psql) {
    return !psql || !isMetaCommand || connectsElsewhere;
  }

  /** The same as a mistake in the input. */
  public ConfigurationProblem toConfigurationProblem() {
    return new ConfigurationProblem(file, line, column, "", found, expected, advice);
  }
}
