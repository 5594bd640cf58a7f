package io.jenkins.plugins.orchestrator.engine.migration;

import io.jenkins.plugins.orchestrator.engine.run.Status;
import org.jspecify.annotations.Nullable;

/**
 * How the body of a task ended.
 *
 * @param message why it did not pass, or what is worth knowing; null when nothing is
 */
record TaskOutcome(Status status, @Nullable String message) {
  static TaskOutcome passed() {
    return new TaskOutcome(Status.PASSED, null);
  }

  static TaskOutcome passed(String message) {
    return new TaskOutcome(Status.PASSED, message);
  }

  static TaskOutcome skipped(String message) {
    return new TaskOutcome(Status.SKIPPED, message);
  }

  static TaskOutcome failed(String message) {
    return new TaskOutcome(Status.FAILED, message);
  }

  boolean isPassed() {
    return status == Status.PASSED;
  }
}
