package io.jenkins.plugins.orchestrator.engine.config;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * One mistake in an input.
 *
 * @param file its path as the user gave it
 * @param line from 1; 0 when it is about the file as a whole
 * @param column from 1; 0 likewise
 * @param key where in the structure: {@code test_environments.staging.db_url}; empty for the whole
 * @param found what stands there, free of secrets
 * @param expected what should
 * @param advice such as {@code did you mean "staging_clone"?}; null when there is none
 */
public record ConfigurationProblem(
    String file,
    int line,
    int column,
    String key,
    String found,
    String expected,
    @Nullable String advice)
    implements Serializable {
  /** {@code file:line:column: key: found …, expected …; advice}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(file);
    if (line > 0) {
      text.append(':').append(line).append(':').append(column);
    }
    text.append(": ");
    if (!key.isEmpty()) {
      text.append(key).append(": ");
    }
    text.append("found ").append(found).append(", expected ").append(expected);
    if (advice != null) {
      text.append("; ").append(advice);
    }
    return text.toString();
  }
}
