package io.jenkins.plugins.orchestrator.engine.report.html;

import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.ReportWords;
import io.jenkins.plugins.orchestrator.engine.report.ReversibilityReport;
import io.jenkins.plugins.orchestrator.engine.report.markup.Markup;
import io.jenkins.plugins.orchestrator.engine.report.state.Condition;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;

/** States as a sign, a word and a colour: never by colour alone. */
final class Badges {
  private Badges() {}

  static void status(Markup to, Status status) throws IOException {
    badge(to, sign(status), ReportWords.of(status), ReportWords.token(status));
  }

  /** The status of a part of the run, which may not have ended yet. */
  static void status(Markup to, Status status, ReportView view) throws IOException {
    if (view.running() && status == Status.UNKNOWN) {
      badge(to, "…", "not ended", "info");
    } else {
      status(to, status);
    }
  }

  static void reversibility(Markup to, ReversibilityReport.Verdict verdict) throws IOException {
    String word = ReportWords.of(verdict);
    switch (verdict) {
      case REVERSIBLE -> badge(to, sign(Status.PASSED), word, "passed");
      case LOSSY -> badge(to, "!", word, "warning");
      case NOT -> badge(to, sign(Status.FAILED), word, "failed");
      case UNKNOWN -> badge(to, sign(Status.UNKNOWN), word, "unknown");
    }
  }

  static void severity(Markup to, Finding.Severity severity) throws IOException {
    switch (severity) {
      case ERROR -> badge(to, sign(Status.FAILED), "error", "failed");
      case WARNING -> badge(to, "!", "warning", "warning");
      case INFO -> badge(to, "i", "info", "info");
    }
  }

  static void condition(Markup to, Condition condition) throws IOException {
    switch (condition) {
      case FAILED -> status(to, Status.FAILED);
      case UNKNOWN -> status(to, Status.UNKNOWN);
      case WARNING -> severity(to, Finding.Severity.WARNING);
      case PASSED -> status(to, Status.PASSED);
      case SKIPPED -> status(to, Status.SKIPPED);
    }
  }

  /** How far a backup is proven; only a verified one is good. */
  static void backup(Markup to, String state) throws IOException {
    switch (state) {
      case "verified" -> badge(to, sign(Status.PASSED), state, "passed");
      case "broken" -> badge(to, sign(Status.FAILED), state, "failed");
      case "restored" -> badge(to, "!", state, "warning");
      default -> badge(to, sign(Status.UNKNOWN), state, "unknown");
    }
  }

  static String sign(Status status) {
    return switch (status) {
      case PASSED -> "✓";
      case FAILED -> "✕";
      // The same as for FAILED: signs for clocks are missing in many fonts.
      case TIMED_OUT -> "✕";
      case CANCELLED -> "⊘";
      case SKIPPED -> "–";
      case UNKNOWN -> "?";
    };
  }

  private static void badge(Markup to, String sign, String word, String kind) throws IOException {
    to.open("span", "class", "po-badge po-is-" + kind);
    to.element("span", sign, "class", "po-sign", "aria-hidden", "true");
    to.text(word).close();
  }
}
