package io.jenkins.plugins.orchestrator.engine.report.html;

import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.ReportWords;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.report.StatementReport;
import io.jenkins.plugins.orchestrator.engine.report.html.Table.Column;
import io.jenkins.plugins.orchestrator.engine.report.markup.Markup;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The scripts of an environment in the order they ran, and its slowest statements. */
final class ScriptTables {
  private final EnvironmentReport environment;
  private final RowLimits limits;
  private final ReportView view;
  private final Markup to;

  ScriptTables(EnvironmentReport environment, RowLimits limits, ReportView view, Markup to) {
    this.view = view;
    this.environment = environment;
    this.limits = limits;
    this.to = to;
  }

  void write() throws IOException {
    if (!environment.scripts().isEmpty()) {
      scripts();
      statements();
    }
  }

  private void scripts() throws IOException {
    List<ScriptReport> scripts = environment.scripts();
    begin("Scripts (" + ReportWords.count(scripts.size(), "run") + ")");
    Table table =
        Table.begin(
            to,
            "Scripts in the order they ran",
            true,
            Column.TEXT,
            "Script",
            Column.TEXT,
            "Pass",
            Column.TEXT,
            "Result",
            Column.NUMBER,
            "Duration",
            Column.NUMBER,
            "Statements",
            Column.TEXT,
            "Transaction");
    for (ScriptReport script : shown(scripts)) {
      table.row();
      to.open("th", "scope", "row", "class", "po-name").element("code", script.name()).close();
      table.words(ReportWords.of(script.direction()));
      Badges.status(table.cell(), script.status());
      to.close();
      table.duration(script.duration()).number(script.statements().size());
      table.words(script.transactional() ? "one" : "none or its own").endRow();
    }
    table.end();
    if (scripts.size() > limits.scripts()) {
      to.element(
          "p",
          "Those that did not pass and the slowest; all "
              + ReportWords.count(scripts.size(), "script run")
              + " are in report.json.",
          "class",
          "po-note");
    }
    to.close();
  }

  /** All in their order; when they are too many, the bad and the slow ones in their order. */
  private List<ScriptReport> shown(List<ScriptReport> scripts) {
    if (scripts.size() <= limits.scripts()) {
      return scripts;
    }
    return scripts.stream()
        .sorted(
            Comparator.comparing((ScriptReport script) -> script.status() == Status.PASSED)
                .thenComparing(ScriptReport::duration, Comparator.reverseOrder()))
        .limit(limits.scripts())
        .sorted(Comparator.comparing(ScriptReport::start))
        .toList();
  }

  private record Ran(ScriptReport script, StatementReport statement) {}

  private void statements() throws IOException {
    long count = all().count();
    if (count == 0) {
      return;
    }
    List<Ran> slowest =
        all()
            .sorted(
                Comparator.comparing((Ran ran) -> ran.statement().status() == Status.PASSED)
                    .thenComparing(ran -> ran.statement().duration(), Comparator.reverseOrder()))
            .limit(limits.statements())
            .toList();
    begin("Statements (" + ReportWords.count(count, "run") + ")");
    Table table =
        Table.begin(
            to,
            "Statements, those that did not pass first, then the slowest",
            true,
            Column.TEXT,
            "Statement",
            Column.TEXT,
            "Place",
            Column.TEXT,
            "Pass",
            Column.TEXT,
            "Result",
            Column.NUMBER,
            "Duration",
            Column.NUMBER,
            "Rows");
    for (Ran ran : slowest) {
      row(table, ran);
    }
    table.end();
    if (count > slowest.size()) {
      to.open("p", "class", "po-note").text("The slowest " + slowest.size() + "; ");
      String all = "all " + ReportWords.count(count, "statement");
      if (view.statements() == null) {
        to.text(all + " are in report.json.");
      } else {
        to.element("a", all, "href", view.statements());
      }
      to.close();
    }
    to.close();
  }

  private void row(Table table, Ran ran) throws IOException {
    StatementReport statement = ran.statement();
    table.row();
    to.open("th", "scope", "row", "class", "po-name po-sql");
    to.element("code", statement.excerpt()).close();
    table.place(ran.script().name(), statement.line());
    table.words(ReportWords.of(ran.script().direction()));
    Badges.status(table.cell(), statement.status());
    to.close();
    table.duration(statement.duration());
    if (statement.rows() < 0) {
      table.noNumber();
    } else {
      table.number(statement.rows());
    }
    table.endRow();
  }

  private Stream<Ran> all() {
    return environment.scripts().stream()
        .flatMap(script -> script.statements().stream().map(part -> new Ran(script, part)));
  }

  private void begin(String title) throws IOException {
    to.line().open("details", "class", "po-part");
    to.open("summary").element("h3", title).close();
  }
}
