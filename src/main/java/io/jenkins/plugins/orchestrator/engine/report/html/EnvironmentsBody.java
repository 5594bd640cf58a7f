package io.jenkins.plugins.orchestrator.engine.report.html;

import io.jenkins.plugins.orchestrator.engine.report.HumanDuration;
import io.jenkins.plugins.orchestrator.engine.report.HumanTime;
import io.jenkins.plugins.orchestrator.engine.report.ReportWords;
import io.jenkins.plugins.orchestrator.engine.report.Sentences;
import io.jenkins.plugins.orchestrator.engine.report.html.Table.Column;
import io.jenkins.plugins.orchestrator.engine.report.markup.Markup;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationWords;
import io.jenkins.plugins.orchestrator.engine.report.state.BackupRow;
import io.jenkins.plugins.orchestrator.engine.report.state.Condition;
import io.jenkins.plugins.orchestrator.engine.report.state.StateHistory;
import io.jenkins.plugins.orchestrator.engine.report.state.StateRow;
import io.jenkins.plugins.orchestrator.engine.report.state.StateRow.Look;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How every environment of a job is now, since when, and which backups there are. */
public final class EnvironmentsBody {
  private static final int MOST_ROWS = 1_000;
  private static final int MOST_BACKUPS = 500;

  /** On the job's own page, of those that are not as they should be. */
  private static final int MOST_IN_BRIEF = 10;

  /** What is stored is not believed where it becomes an address. */
  private static final Pattern RUN = Pattern.compile("[a-z0-9]{1,20}");

  private static final Pattern PLACE = Pattern.compile("[a-z][a-z0-9-]{0,60}");

  private final StateHistory history;
  private final EnvironmentsView view;
  private final Markup to;

  private EnvironmentsBody(StateHistory history, EnvironmentsView view, Markup to) {
    this.history = history;
    this.view = view;
    this.to = to;
  }

  /** Writes one {@code div} of class {@code po-report}. */
  public static void write(StateHistory history, EnvironmentsView view, Markup to)
      throws IOException {
    new EnvironmentsBody(history, view, to).page();
  }

  /**
   * Writes those that are not as they should be, and how many the others are, for a page that shows
   * other things too; nothing when nothing is known.
   *
   * @param all the address of the page that shows everything
   */
  public static void brief(StateHistory history, EnvironmentsView view, String all, Markup to)
      throws IOException {
    if (!history.rows().isEmpty()) {
      new EnvironmentsBody(history, view, to).brief(all);
    }
  }

  private void page() throws IOException {
    to.open("div", "class", "po-report").line();
    if (history.rows().isEmpty()) {
      SummaryBlocks.banner(
          to, "Environments", "unknown", "?", "unknown", "No build that is kept looked at one.");
    } else {
      Condition worst = history.rows().get(0).now().condition();
      SummaryBlocks.banner(
          to,
          "Environments",
          ReportWords.token(worst),
          sign(worst),
          ReportWords.token(worst),
          sentence());
      environments();
    }
    backups();
    about();
    to.close().line();
  }

  private static String sign(Condition condition) {
    return switch (condition) {
      case FAILED -> "✕";
      case UNKNOWN -> "?";
      case WARNING -> "!";
      case PASSED -> "✓";
      case SKIPPED -> "–";
    };
  }

  /** {@code 2 failed: a (health), b (backup); 4 passed.} */
  private String sentence() {
    List<String> parts = new ArrayList<>();
    for (Condition condition : Condition.values()) {
      List<String> names =
          history.rows().stream()
              .filter(row -> row.now().condition() == condition)
              .map(row -> row.now().environment() + " (" + check(row) + ")")
              .toList();
      if (!names.isEmpty()) {
        parts.add(
            names.size()
                + " "
                + ReportWords.token(condition)
                + (isGood(condition) ? "" : ": " + Sentences.names(names)));
      }
    }
    return String.join("; ", parts) + ".";
  }

  private static boolean isGood(Condition condition) {
    return condition == Condition.PASSED || condition == Condition.SKIPPED;
  }

  /** What looked: {@code health}, {@code migration test}. */
  private static String check(StateRow row) {
    return OperationWords.words(row.operation()).toLowerCase(Locale.ROOT);
  }

  private void environments() throws IOException {
    to.open("section", "aria-labelledby", "po-states");
    to.element("h2", "State of every environment", "id", "po-states");
    to.open("div", "class", "po-titled po-stack po-roomy");
    Table table =
        Table.begin(
            to,
            "State of every environment",
            true,
            Column.TEXT,
            "Environment",
            Column.TEXT,
            "Checked by",
            Column.TEXT,
            "State",
            Column.TEXT,
            "Since",
            Column.TEXT,
            "Last checked",
            Column.TEXT,
            "Most important");
    int shown = Math.min(MOST_ROWS, history.rows().size());
    for (StateRow row : history.rows().subList(0, shown)) {
      row(table, row);
    }
    table.end();
    to.close();
    if (history.rows().size() > shown) {
      to.element(
          "p",
          ReportWords.count(history.rows().size() - shown, "more environment")
              + ", no worse than these, are on the pages of the builds.",
          "class",
          "po-note");
    }
    to.close().line();
  }

  private void row(Table table, StateRow row) throws IOException {
    table.row();
    to.open("th", "scope", "row", "class", "po-name");
    link(row.now().environment(), address(row.last(), row.now().place()));
    to.close();
    to.element("td", check(row), "class", "po-words", "data-label", "Checked by");
    to.open("td", "data-sort", worseness(row.now().condition()));
    Badges.condition(to, row.now().condition());
    to.close();
    since(row);
    look("Last checked", row.last(), row.skippedByLast() ? "left out by the last run" : "");
    to.open("td", "class", "po-long", "data-label", "Most important");
    String finding = row.now().finding();
    to.text(finding == null ? "–" : finding).close();
    table.endRow();
  }

  /** Sorted upwards the worst comes first. */
  private static String worseness(Condition condition) {
    return Integer.toString(List.of(Condition.values()).indexOf(condition));
  }

  private void since(StateRow row) throws IOException {
    Condition before = row.before();
    look(
        "Since",
        row.since(),
        before == null ? "or longer" : "before: " + ReportWords.token(before));
  }

  /** When it was, how long ago, and in which build. */
  private void look(String label, Look look, String note) throws IOException {
    to.open(
        "td",
        "class",
        "po-fact",
        "data-label",
        label,
        "data-sort",
        Long.toString(look.at().toEpochMilli()));
    to.element("time", ago(look.at()), "datetime", look.at().toString(), "title", time(look.at()));
    to.text(", ");
    link("#" + look.build(), address(look, null));
    if (!note.isEmpty()) {
      to.empty("br").element("span", note, "class", "po-note");
    }
    to.close();
  }

  private static String time(Instant at) {
    return HumanTime.of(at);
  }

  private String ago(Instant at) {
    Duration age = Duration.between(at, view.now());
    return age.toSeconds() < 60 ? "just now" : HumanDuration.of(age) + " ago";
  }

  private void link(String text, @Nullable String address) throws IOException {
    if (address == null) {
      to.text(text);
    } else {
      to.element("a", text, "href", address);
    }
  }

  /** Of the part of a build's page; that of the run when the environment has none of its own. */
  private @Nullable String address(Look look, @Nullable String place) {
    if (!RUN.matcher(look.run()).matches()) {
      return null;
    }
    String id =
        place != null && PLACE.matcher(place).matches()
            ? "r" + look.run() + "-" + place
            : "run-" + look.run();
    return view.job() + look.build() + "/orchestration/#" + id;
  }

  private void backups() throws IOException {
    if (history.backups().isEmpty()) {
      return;
    }
    to.open("section", "aria-labelledby", "po-backups");
    to.element("h2", "Backups", "id", "po-backups");
    to.open("div", "class", "po-titled po-stack");
    Table table =
        Table.begin(
            to,
            "Backups",
            true,
            Column.TEXT,
            "Backup",
            Column.TEXT,
            "Environment",
            Column.TEXT,
            "State",
            Column.NUMBER,
            "Age",
            Column.TEXT,
            "Last seen");
    int shown = Math.min(MOST_BACKUPS, history.backups().size());
    for (BackupRow row : history.backups().subList(0, shown)) {
      backup(table, row);
    }
    table.end();
    to.close();
    Blocks.rest(to, history.backups().size(), shown);
    to.element(
        "p",
        "In the state in which the last build saw them; the newest of each environment. Only a"
            + " verified backup is known to restore.",
        "class",
        "po-note");
    to.close().line();
  }

  private void backup(Table table, BackupRow row) throws IOException {
    table.row();
    to.open("th", "scope", "row", "class", "po-name").element("code", row.backup().id()).close();
    to.element("td", row.backup().environment(), "data-label", "Environment");
    to.open("td");
    Badges.backup(to, row.backup().state());
    to.close();
    Duration age = Duration.between(row.backup().takenAt(), view.now());
    to.element(
        "td",
        HumanDuration.shortly(age.isNegative() ? Duration.ZERO : age),
        "class",
        "po-number",
        "data-label",
        "Age",
        "title",
        time(row.backup().takenAt()),
        "data-sort",
        Long.toString(age.toSeconds()));
    look("Last seen", row.seen(), "");
    table.endRow();
  }

  private void about() throws IOException {
    to.open("footer", "class", "po-about").open("p");
    to.text(
        history.oldestBuild() == 0
            ? "Shows what builds that are kept found."
            : "Shows what builds that are kept found, back to #"
                + history.oldestBuild()
                + ". Or longer: none of them found it otherwise.");
    to.close(2);
  }

  private void brief(String all) throws IOException {
    to.open("div", "class", "po-report po-brief").line();
    to.open("h2").element("a", "Environments", "href", all).close();
    to.element("p", sentence());
    List<StateRow> bad =
        history.rows().stream().filter(row -> !isGood(row.now().condition())).toList();
    if (!bad.isEmpty()) {
      to.open("ul", "class", "po-findings");
      for (StateRow row : bad.subList(0, Math.min(MOST_IN_BRIEF, bad.size()))) {
        bad(row);
      }
      to.close();
    }
    to.close().line();
  }

  private void bad(StateRow row) throws IOException {
    to.line().open("li", "class", "po-finding").open("p");
    Badges.condition(to, row.now().condition());
    to.text(" ");
    link(row.now().environment(), address(row.last(), row.now().place()));
    to.text(" (" + check(row) + "), since ");
    link("#" + row.since().build(), address(row.since(), null));
    String longer = row.before() == null ? " or longer" : "";
    to.element("span", ", " + ago(row.since().at()) + longer, "class", "po-quiet");
    to.close();
    String finding = row.now().finding();
    if (finding != null) {
      to.element("p", finding, "class", "po-quiet");
    }
    to.close();
  }
}
