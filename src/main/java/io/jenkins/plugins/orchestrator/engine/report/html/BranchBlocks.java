package io.jenkins.plugins.orchestrator.engine.report.html;

import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.HumanDuration;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.report.html.Table.Column;
import io.jenkins.plugins.orchestrator.engine.report.markup.Markup;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the branches of all operations have: facts, checks, findings, tasks. */
final class BranchBlocks {
  private static final int MOST_FINDINGS = 100;

  /** Less is the program's own time. */
  private static final int AT_ONCE_MILLIS = 100;

  private BranchBlocks() {}

  /** One of the facts, which stand in a {@code dl} of class {@code po-facts}. */
  static void fact(String name, String value, Markup to) throws IOException {
    to.open("div").element("dt", name).element("dd", value).close();
  }

  /** A fact that is left out when it is nothing. */
  static void factUnlessBlank(String name, @Nullable String value, Markup to) throws IOException {
    if (value != null && !value.isBlank()) {
      fact(name, value, to);
    }
  }

  /** When the branch ran. */
  static void time(Duration start, Duration duration, Markup to) throws IOException {
    String began =
        start.toMillis() < AT_ONCE_MILLIS ? "at once" : "after " + HumanDuration.of(start);
    fact("Time", HumanDuration.of(duration) + ", began " + began, to);
  }

  /** All checks with what was expected and what was found. */
  static void checks(List<CheckReport> checks, int most, Markup to) throws IOException {
    if (checks.isEmpty()) {
      return;
    }
    boolean good = checks.stream().allMatch(check -> check.status() == Status.PASSED);
    beginPart("Checks", checks.size(), !good, to);
    to.open("div", "class", "po-titled po-stack");
    Table table =
        Table.begin(
            to,
            "Checks, with what was expected and what was found",
            true,
            Column.TEXT,
            "Check",
            Column.TEXT,
            "Result",
            Column.TEXT,
            "Expected",
            Column.TEXT,
            "Found",
            Column.NUMBER,
            "Duration");
    for (CheckReport check : checks.subList(0, Math.min(most, checks.size()))) {
      table.row();
      to.open("th", "scope", "row", "class", "po-name");
      to.element("span", check.kind() + " ", "class", "po-quiet").text(check.name()).close();
      Badges.status(table.cell(), check.status());
      to.close();
      to.element("td", check.expected(), "data-label", "Expected");
      found(check, to);
      table.duration(check.duration()).endRow();
    }
    table.end();
    to.close();
    Blocks.rest(to, checks.size(), most);
    to.close();
  }

  private static void found(CheckReport check, Markup to) throws IOException {
    to.open("td", "data-label", "Found").text(check.found());
    String advice = check.message();
    if (advice != null && check.status() != Status.PASSED) {
      to.empty("br").element("span", advice, "class", "po-note");
    }
    to.close();
  }

  static void findings(List<Finding> findings, Markup to) throws IOException {
    if (findings.isEmpty()) {
      return;
    }
    to.element("h3", "Findings (" + findings.size() + ")");
    to.open("ul", "class", "po-findings");
    for (Finding finding : findings.subList(0, Math.min(MOST_FINDINGS, findings.size()))) {
      Blocks.finding(to, finding, "");
    }
    to.close();
    Blocks.rest(to, findings.size(), MOST_FINDINGS);
  }

  static void tasks(List<TaskReport> tasks, Markup to) throws IOException {
    if (tasks.isEmpty()) {
      return;
    }
    beginPart("Tasks", tasks.size(), false, to);
    Table table =
        Table.begin(
            to,
            "Tasks, the timeline as a table",
            false,
            Column.TEXT,
            "Task",
            Column.TEXT,
            "Result",
            Column.NUMBER,
            "Began after",
            Column.NUMBER,
            "Duration",
            Column.TEXT,
            "What it did");
    for (TaskReport task : tasks) {
      table.row().head(task.kind().label());
      Badges.status(table.cell(), task.status());
      to.close();
      table.duration(task.start()).duration(task.duration());
      table.text(task.message() == null ? task.name() : task.name() + ": " + task.message());
      table.endRow();
    }
    table.end();
    to.close();
  }

  /** A part that unfolds; unfolded when something in it is not as it should be. */
  static void beginPart(String title, int size, boolean open, Markup to) throws IOException {
    to.line();
    if (open) {
      to.open("details", "class", "po-part", "open", "open");
    } else {
      to.open("details", "class", "po-part");
    }
    to.open("summary").element("h3", title + " (" + size + ")").close();
  }
}
