package io.jenkins.plugins.orchestrator.engine.health;

import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.util.Collection;
import java.util.Comparator;

/** How a check ended, the worse the later. */
public enum Level {
  /** It does not apply here, or not yet. */
  SKIPPED,
  OK,
  WARNING,
  /** It was not measured, or only in part. */
  UNKNOWN,
  CRITICAL;

  /** A warning passes, with a finding that says so. */
  Status status() {
    return switch (this) {
      case SKIPPED -> Status.SKIPPED;
      case OK, WARNING -> Status.PASSED;
      case UNKNOWN -> Status.UNKNOWN;
      case CRITICAL -> Status.FAILED;
    };
  }

  /**
   * The exit code of a Nagios plugin: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN (Monitoring Plugins
   * Development Guidelines, "Plugin Return Codes").
   */
  public int exitCode() {
    return switch (this) {
      case SKIPPED, OK -> 0;
      case WARNING -> 1;
      case CRITICAL -> 2;
      case UNKNOWN -> 3;
    };
  }

  /** The worst; {@link #UNKNOWN} when there is none, as nothing was measured. */
  static Level worst(Collection<Level> levels) {
    return levels.stream().max(Comparator.naturalOrder()).orElse(UNKNOWN);
  }
}
