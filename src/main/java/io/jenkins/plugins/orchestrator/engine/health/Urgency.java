package io.jenkins.plugins.orchestrator.engine.health;

import io.jenkins.plugins.orchestrator.engine.config.HealthLimit;
import org.jspecify.annotations.Nullable;

/** Severities of the alert matrix, and how soon somebody has to look. */
enum Urgency {
  IMMEDIATE("Critical", "respond immediately"),
  CRITICAL("Critical", "respond within 15 min"),
  HIGH("High", "respond within 30 min"),
  MEDIUM("Medium", "respond within 1 hour"),
  LOW("Low", "respond within 4 hours");

  private final String severity;
  private final String response;

  Urgency(String severity, String response) {
    this.severity = severity;
    this.response = response;
  }

  /** Of the alert matrix. */
  String severity() {
    return severity;
  }

  /** How soon somebody has to look. */
  String response() {
    return response;
  }

  /** A sentence without its end. */
  String text() {
    return severity + ": " + response;
  }

  /**
   * Of a check that is not as it should be.
   *
   * @param check null for one of the user's own
   */
  static Urgency of(@Nullable HealthLimit check, Level level) {
    if (check == HealthLimit.SLOW_STATEMENTS) {
      return MEDIUM;
    }
    return switch (level) {
      case CRITICAL -> check == null ? HIGH : CRITICAL;
      case WARNING, UNKNOWN -> MEDIUM;
      case OK, SKIPPED -> LOW;
    };
  }
}
