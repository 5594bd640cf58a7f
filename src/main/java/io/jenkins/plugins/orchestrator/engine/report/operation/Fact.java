package io.jenkins.plugins.orchestrator.engine.report.operation;

import java.io.Serializable;

/**
 * Something worth knowing in one line, such as {@code RTO: 12.4 s (limit 30 min)}.
 *
 * @param label what it is, a few words, free of secrets
 * @param value for people, free of secrets
 */
public record Fact(String label, String value) implements Serializable {
  /** Where something can be reached that was handed out, without a password. */
  public static final String URL = "URL";

  /** Until when it is kept, ISO 8601. */
  public static final String KEPT_UNTIL = "Kept until";
}
