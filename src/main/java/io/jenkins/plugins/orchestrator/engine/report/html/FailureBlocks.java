package io.jenkins.plugins.orchestrator.engine.report.html;

import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.ReportWords;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.report.markup.Markup;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Pieces of the section that says what did not pass. */
final class FailureBlocks {
  private FailureBlocks() {}

  /** Opens the section. */
  static void begin(boolean failed, ReportView view, Markup to) throws IOException {
    to.open("section", "aria-labelledby", "po-failures");
    to.element("h2", failed ? "Failures" : "Not finished", "id", "po-failures");
    if (view.log() != null) {
      to.open("p").element("a", "The log of this run", "href", view.log()).close();
    }
  }

  /**
   * Opens the article of a branch.
   *
   * @param id of the branch's own section; null when it has none
   */
  static void beginPart(String name, Status status, @Nullable String id, Markup to)
      throws IOException {
    String kind = status.isFailure() ? "failed" : "unknown";
    to.line().open("article", "class", "po-failure po-edge-" + kind);
    to.open("h3");
    Badges.status(to, status);
    to.text(" ");
    if (id == null) {
      to.text(name);
    } else {
      to.element("a", name, "href", "#" + id);
    }
    to.close();
  }

  static void check(CheckReport check, Markup to) throws IOException {
    to.open("div", "class", "po-error");
    to.open("p", "class", "po-place").text("Check: " + check.kind() + " ");
    to.element("code", check.name()).close();
    to.open("dl", "class", "po-facts");
    BranchBlocks.factUnlessBlank("Expected", check.expected(), to);
    BranchBlocks.factUnlessBlank("Found", check.found(), to);
    BranchBlocks.factUnlessBlank("What to do", check.message(), to);
    to.close(2);
  }

  static void task(TaskReport task, String message, Markup to) throws IOException {
    to.open("p", "class", "po-quiet");
    to.text(task.kind().label() + " " + ReportWords.of(task.status()) + ": " + message);
    to.close();
  }
}
