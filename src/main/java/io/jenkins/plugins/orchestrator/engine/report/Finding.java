package io.jenkins.plugins.orchestrator.engine.report;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Something that a person should know, which by itself does not end a branch.
 *
 * @param severity how bad
 * @param code a stable lower-case name with dashes, such as {@code invalid-index}; documented
 * @param message what was found, one sentence, free of secrets
 * @param script the script's name, null when it belongs to none
 * @param line from 1 in the script's file, null when it has none
 * @param object the database object, as {@code schema.name}, null when it has none
 * @param advice what to do, null when there is nothing to say
 */
public record Finding(
    Severity severity,
    String code,
    String message,
    @Nullable String script,
    @Nullable Integer line,
    @Nullable String object,
    @Nullable String advice)
    implements Serializable {
  /** How bad a finding is. */
  public enum Severity {
    /** Worth knowing. */
    INFO,
    /** Look at it before production. */
    WARNING,
    /** Makes the environment fail. */
    ERROR
  }

  /** One that belongs to the environment as a whole. */
  public static Finding of(
      Severity severity, String code, String message, @Nullable String advice) {
    return new Finding(severity, code, message, null, null, null, advice);
  }
}
