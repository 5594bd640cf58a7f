package io.jenkins.plugins.orchestrator.engine.report.html;

import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.ReportWords;
import io.jenkins.plugins.orchestrator.engine.report.ScriptError;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.report.TestReport;
import io.jenkins.plugins.orchestrator.engine.report.markup.Markup;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.util.List;

/** What ended the environments that did not pass, with everything the server said about it. */
final class FailuresSection {
  private static final int MOST_OF_A_KIND = 20;

  private final MigrationTestReport report;
  private final ReportView view;
  private final Markup to;

  FailuresSection(MigrationTestReport report, ReportView view, Markup to) {
    this.report = report;
    this.view = view;
    this.to = to;
  }

  void write() throws IOException {
    List<EnvironmentReport> ended =
        report.environments().stream()
            .filter(e -> e.status() != Status.PASSED && e.status() != Status.SKIPPED)
            .filter(e -> !view.running() || e.status() != Status.UNKNOWN)
            .toList();
    if (ended.isEmpty()) {
      return;
    }
    boolean failed = ended.stream().anyMatch(environment -> environment.status().isFailure());
    FailureBlocks.begin(failed, view, to);
    for (EnvironmentReport environment : ended) {
      environment(environment);
    }
    to.close().line();
  }

  private void environment(EnvironmentReport environment) throws IOException {
    int index = report.environments().indexOf(environment);
    FailureBlocks.beginPart(environment.name(), environment.status(), ReportBody.id(index), to);
    List<ScriptReport> scripts =
        environment.scripts().stream().filter(script -> script.error() != null).toList();
    String failure = environment.failure();
    // The script's own error says it again, with more.
    boolean repeated =
        failure != null
            && scripts.stream()
                .map(ScriptReport::error)
                .anyMatch(error -> error != null && failure.contains(error.message()));
    if (failure != null && !repeated) {
      to.element("p", failure, "class", "po-message");
    }
    for (ScriptReport script : first(scripts)) {
      ScriptError error = script.error();
      if (error != null) {
        script(script, error);
      }
    }
    for (CheckReport check : first(failing(environment.checks(), CheckReport::status))) {
      FailureBlocks.check(check, to);
    }
    for (TestReport test : first(failing(environment.tests(), TestReport::status))) {
      test(test);
    }
    tasks(environment);
    to.close();
  }

  private void script(ScriptReport script, ScriptError error) throws IOException {
    to.open("div", "class", "po-error");
    to.open("p", "class", "po-place");
    to.element("code", error.script());
    if (error.line() > 0) {
      to.text(" line " + error.line() + ", column " + error.column());
    }
    to.text(" (" + ReportWords.of(script.direction()) + ")");
    if (error.sqlState() != null) {
      to.text(" ").element("span", "SQLSTATE " + error.sqlState(), "class", "po-code-badge");
    }
    to.close();
    to.element("p", error.message(), "class", "po-server-message");
    excerpt(error.excerpt());
    to.open("dl", "class", "po-facts");
    BranchBlocks.factUnlessBlank("Detail", error.detail(), to);
    BranchBlocks.factUnlessBlank("Hint", error.hint(), to);
    BranchBlocks.factUnlessBlank("Context", error.context(), to);
    to.close(2);
  }

  private void excerpt(String excerpt) throws IOException {
    if (excerpt.isBlank()) {
      return;
    }
    to.open("pre", "class", "po-excerpt", "tabindex", "0", "aria-label", "The place in the script");
    for (String line : excerpt.stripTrailing().split("\n", -1)) {
      boolean marker = line.contains("^") && line.chars().allMatch(FailuresSection::isMargin);
      if (marker) {
        to.element("span", line, "class", "po-marker");
      } else {
        to.text(line);
      }
      to.text("\n");
    }
    to.close();
  }

  /** What may stand around the marker: spaces, line numbers and a rule. */
  private static boolean isMargin(int c) {
    return c == '^' || c == ' ' || c == '\t' || c == '|' || c == '│' || c == '~';
  }

  private void test(TestReport test) throws IOException {
    to.open("div", "class", "po-error");
    to.open("p", "class", "po-place").text("Test: ").element("code", test.name());
    if (test.exitCode() != null) {
      to.text(" ").element("span", "exit code " + test.exitCode(), "class", "po-code-badge");
    }
    to.close();
    if (test.message() != null) {
      to.element("p", test.message(), "class", "po-server-message");
    }
    Blocks.output(to, "Output", test.output(), true);
    to.close();
  }

  /** The messages of tasks that are not said by the environment or by what is in the task. */
  private void tasks(EnvironmentReport environment) throws IOException {
    for (TaskReport task : environment.tasks()) {
      String message = task.message();
      if (task.status() != Status.PASSED
          && message != null
          && !message.equals(environment.failure())
          && !isExplained(task, environment)) {
        FailureBlocks.task(task, message, to);
      }
    }
  }

  private static boolean isExplained(TaskReport task, EnvironmentReport environment) {
    return switch (task.kind()) {
      case APPLY, REVERSE -> environment.scripts().stream().anyMatch(s -> s.error() != null);
      case VALIDATE -> !failing(environment.checks(), CheckReport::status).isEmpty();
      case TEST -> !failing(environment.tests(), TestReport::status).isEmpty();
      default -> false;
    };
  }

  private interface Ended<T> {
    Status status(T part);
  }

  private static <T> List<T> failing(List<T> parts, Ended<T> ended) {
    return parts.stream().filter(part -> ended.status(part).isFailure()).toList();
  }

  private static <T> List<T> first(List<T> parts) {
    return parts.subList(0, Math.min(MOST_OF_A_KIND, parts.size()));
  }
}
