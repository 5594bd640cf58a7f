package io.jenkins.plugins.orchestrator.engine.report.html;

import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.HumanDuration;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.ReportWords;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.report.StatementReport;
import io.jenkins.plugins.orchestrator.engine.report.html.StatementQuery.Sort;
import io.jenkins.plugins.orchestrator.engine.report.markup.Markup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The statements of a run, page by page, filtered and sorted where the report is: a browser gets a
 * hundred rows of however many there are, and needs no script.
 */
public final class StatementPage {
  private static final int ROWS = 100;

  private final MigrationTestReport report;
  private final StatementQuery query;
  private final Markup to;

  private StatementPage(MigrationTestReport report, StatementQuery query, Markup to) {
    this.report = report;
    this.query = query;
    this.to = to;
  }

  private record Ran(
      int order, EnvironmentReport environment, ScriptReport script, StatementReport statement) {
    String place() {
      return script.name() + ":" + statement.line();
    }

    String words() {
      return String.join(
              " ",
              statement.excerpt(),
              place(),
              environment.name(),
              ReportWords.of(script.direction()),
              ReportWords.of(statement.status()))
          .toLowerCase(Locale.ROOT);
    }
  }

  /** Writes one {@code div} of class {@code po-report}. */
  public static void write(MigrationTestReport report, StatementQuery query, Markup to)
      throws IOException {
    new StatementPage(report, query, to).write();
  }

  private void write() throws IOException {
    List<Ran> found = matching().sorted(order()).toList();
    int pages = Math.max(1, (found.size() + ROWS - 1) / ROWS);
    int page = Math.min(query.page(), pages);
    to.open("div", "class", "po-report").line();
    form();
    to.open("p", "class", "po-note", "role", "status");
    to.text(ReportWords.count(found.size(), "statement") + ", page " + page + " of " + pages);
    to.close();
    table(found.subList((page - 1) * ROWS, Math.min(found.size(), page * ROWS)));
    pages(page, pages);
    to.close().line();
  }

  private Stream<Ran> matching() {
    List<String> words =
        Arrays.stream(query.text().toLowerCase(Locale.ROOT).split(" ", -1))
            .filter(word -> !word.isEmpty())
            .toList();
    int[] order = {0};
    return report.environments().stream()
        .flatMap(
            environment ->
                environment.scripts().stream()
                    .flatMap(
                        script ->
                            script.statements().stream()
                                .map(
                                    statement ->
                                        new Ran(order[0]++, environment, script, statement))))
        .filter(
            ran ->
                query.environment().isEmpty()
                    || query.environment().equals(ran.environment().name()))
        .filter(ran -> words.isEmpty() || words.stream().allMatch(ran.words()::contains));
  }

  private Comparator<Ran> order() {
    Comparator<Ran> by =
        switch (query.sort()) {
          case ORDER -> Comparator.comparingInt(Ran::order);
          case STATEMENT -> Comparator.comparing(ran -> ran.statement().excerpt());
          case SCRIPT -> Comparator.comparing(ran -> ran.script().name());
          case ENVIRONMENT -> Comparator.comparing(ran -> ran.environment().name());
          case RESULT -> Comparator.comparing(ran -> ran.statement().status());
          case DURATION -> Comparator.comparing(ran -> ran.statement().duration());
          case ROWS -> Comparator.comparingLong(ran -> ran.statement().rows());
        };
    return (query.descending() ? by.reversed() : by).thenComparingInt(Ran::order);
  }

  private void form() throws IOException {
    to.open(
        "form",
        "method",
        "get",
        "class",
        "po-filter",
        "role",
        "search",
        "aria-label",
        "Statements");
    to.open("label").text("Filter ");
    to.empty("input", "type", "search", "name", "q", "value", query.text()).close();
    to.open("label").text("Environment ").open("select", "name", "environment");
    option("", "all");
    for (EnvironmentReport environment : report.environments()) {
      option(environment.name(), environment.name());
    }
    to.close(2);
    to.empty("input", "type", "hidden", "name", "sort", "value", query.sort().token());
    String order = query.descending() ? "desc" : "asc";
    to.empty("input", "type", "hidden", "name", "order", "value", order);
    to.element("button", "Show", "type", "submit", "class", "jenkins-button");
    to.close().line();
  }

  private void option(String value, String text) throws IOException {
    if (value.equals(query.environment())) {
      to.element("option", text, "value", value, "selected", "selected");
    } else {
      to.element("option", text, "value", value);
    }
  }

  private void table(List<Ran> rows) throws IOException {
    to.open(
        "div", "class", "po-scroll", "tabindex", "0", "role", "region", "aria-label", "Statements");
    to.open("table", "class", "po-table po-statements", "aria-label", "Statements");
    to.open("thead").open("tr");
    head("Statement", Sort.STATEMENT);
    head("Place", Sort.SCRIPT);
    head("Environment", Sort.ENVIRONMENT);
    to.element("th", "Pass", "scope", "col");
    head("Result", Sort.RESULT);
    head("Duration", Sort.DURATION, "class", "po-number");
    head("Rows", Sort.ROWS, "class", "po-number");
    to.close(2).open("tbody");
    for (Ran ran : rows) {
      row(ran);
    }
    to.close(3).line();
  }

  private void head(String name, Sort column, String... attributes) throws IOException {
    String sorted =
        query.sort() != column ? "none" : query.descending() ? "descending" : "ascending";
    List<String> all = new ArrayList<>(List.of("scope", "col", "aria-sort", sorted));
    all.addAll(List.of(attributes));
    to.open("th", all.toArray(String[]::new));
    to.element("a", name, "class", "po-sort", "href", query.by(column).link()).close();
  }

  private void row(Ran ran) throws IOException {
    StatementReport statement = ran.statement();
    to.line().open("tr");
    to.open("th", "scope", "row", "class", "po-name po-sql");
    to.element("code", statement.excerpt()).close();
    Table.place(to, ran.script().name(), statement.line());
    Table.name(to, ran.environment().name(), "class", "po-short");
    to.element("td", ReportWords.of(ran.script().direction()), "class", "po-words");
    Badges.status(to.open("td"), statement.status());
    to.close();
    to.element("td", HumanDuration.shortly(statement.duration()), "class", "po-number");
    String count = statement.rows() < 0 ? "–" : String.format(Locale.ROOT, "%,d", statement.rows());
    to.element("td", count, "class", "po-number").close();
  }

  private void pages(int page, int pages) throws IOException {
    if (pages == 1) {
      return;
    }
    to.open("nav", "class", "po-pages", "aria-label", "Pages");
    if (page > 1) {
      to.element("a", "Previous", "rel", "prev", "href", query.at(page - 1).link()).text(" ");
    }
    if (page < pages) {
      to.element("a", "Next", "rel", "next", "href", query.at(page + 1).link());
    }
    to.close().line();
  }
}
