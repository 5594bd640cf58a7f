package io.jenkins.plugins.orchestrator.engine.report.junit;

import io.jenkins.plugins.orchestrator.engine.report.PlainText;
import io.jenkins.plugins.orchestrator.engine.report.ReportWords;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One test case. All its texts are legal in XML.
 *
 * @param name unique enough in its suite to be found again
 * @param outcome what the CI server counts
 * @param type the kind of failure: a SQLSTATE, or a status
 * @param message one line; empty when it passed
 * @param text everything that is known of a failure
 * @param output what the test printed, may be empty
 */
record TestCase(
    String name,
    Duration duration,
    Outcome outcome,
    String type,
    String message,
    String text,
    String output) {
  /** What the CI server counts. */
  enum Outcome {
    PASSED,
    FAILURE,
    SKIPPED
  }

  TestCase {
    name = PlainText.line(name);
    type = PlainText.line(type);
    message = PlainText.line(message);
    text = PlainText.visible(text);
    output = PlainText.visible(output);
  }

  static TestCase of(
      String name, Duration duration, Status status, @Nullable String reason, String output) {
    String message = reason == null ? ReportWords.of(status) : reason;
    Outcome outcome =
        switch (status) {
          case PASSED -> Outcome.PASSED;
          case FAILED, TIMED_OUT -> Outcome.FAILURE;
          case SKIPPED, UNKNOWN, CANCELLED -> Outcome.SKIPPED;
        };
    return new TestCase(
        name,
        duration,
        outcome,
        ReportWords.token(status),
        outcome == Outcome.PASSED ? "" : message,
        message,
        output);
  }

  TestCase withFailure(String newType, String newMessage, String newText) {
    return new TestCase(name, duration, outcome, newType, newMessage, newText, output);
  }

  TestCase named(String newName) {
    return new TestCase(newName, duration, outcome, type, message, text, output);
  }

  /** The same, skipped where it would be a failure. */
  TestCase tolerated() {
    return outcome == Outcome.FAILURE
        ? new TestCase(name, duration, Outcome.SKIPPED, type, message, text, output)
        : this;
  }
}
