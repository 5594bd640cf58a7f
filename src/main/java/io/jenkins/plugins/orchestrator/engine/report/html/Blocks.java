package io.jenkins.plugins.orchestrator.engine.report.html;

import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.ObjectDifference;
import io.jenkins.plugins.orchestrator.engine.report.ReportWords;
import io.jenkins.plugins.orchestrator.engine.report.html.Table.Column;
import io.jenkins.plugins.orchestrator.engine.report.markup.Markup;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pieces that several sections show. */
final class Blocks {
  /** More rows of one kind are in report.json. */
  static final int MOST_DIFFERENCES = 100;

  private static final int OUTPUT = 8 * 1024;

  private Blocks() {}

  /** A list of a few texts in one line's style, such as file names. */
  static void codes(Markup to, String title, List<String> texts) throws IOException {
    if (texts.isEmpty()) {
      return;
    }
    to.open("div", "class", "po-codes");
    to.element("strong", title);
    to.open("ul");
    for (String text : texts.subList(0, Math.min(MOST_DIFFERENCES, texts.size()))) {
      to.open("li").element("code", text).close();
    }
    to.close();
    rest(to, texts.size(), MOST_DIFFERENCES);
    to.close();
  }

  static void differences(
      Markup to, String caption, String left, String right, List<ObjectDifference> differences)
      throws IOException {
    if (differences.isEmpty()) {
      return;
    }
    Table table =
        Table.begin(
            to,
            caption,
            true,
            Column.TEXT,
            "Object",
            Column.TEXT,
            "What differs",
            Column.TEXT,
            left,
            Column.TEXT,
            right);
    for (ObjectDifference difference :
        differences.subList(0, Math.min(MOST_DIFFERENCES, differences.size()))) {
      table.row();
      to.open("th", "scope", "row", "class", "po-name");
      to.element("span", difference.kind() + " ", "class", "po-quiet");
      to.element("code", difference.object()).close();
      table.text(difference.property() == null ? "the whole object" : difference.property());
      side(table, difference.left());
      side(table, difference.right());
      table.endRow();
    }
    table.end();
    rest(to, differences.size(), MOST_DIFFERENCES);
  }

  private static void side(Table table, @Nullable String value) throws IOException {
    if (value == null) {
      table.cell().element("span", "absent", "class", "po-quiet").close();
    } else {
      table.code(value);
    }
  }

  /** Says what was left out, and where it is. */
  static void rest(Markup to, int size, int shown) throws IOException {
    if (size > shown) {
      to.element(
          "p",
          ReportWords.count(size - shown, "more entry is", "more entries are") + " in report.json.",
          "class",
          "po-note");
    }
  }

  static void finding(Markup to, Finding finding, String where) throws IOException {
    to.line().open("li", "class", "po-finding po-finding-" + ReportWords.token(finding.severity()));
    to.open("p");
    Badges.severity(to, finding.severity());
    to.text(" ").element("span", finding.message(), "class", "po-message");
    to.close();
    to.open("p", "class", "po-quiet");
    to.element("code", finding.code());
    if (finding.script() != null) {
      to.text(" in ");
      to.element(
          "code",
          finding.line() == null ? finding.script() : finding.script() + ":" + finding.line());
    }
    if (finding.object() != null) {
      to.text(", object ").element("code", finding.object());
    }
    if (!where.isEmpty()) {
      to.text(", " + where);
    }
    to.close();
    if (finding.advice() != null) {
      to.open("p", "class", "po-advice");
      to.element("strong", "What to do: ").text(finding.advice()).close();
    }
    to.close();
  }

  /** What a command printed; its end, where the reasons are, when it is long. */
  static void output(Markup to, String title, String output, boolean open) throws IOException {
    if (output.isBlank()) {
      return;
    }
    String[] attributes =
        open
            ? new String[] {"class", "po-output", "open", "open"}
            : new String[] {"class", "po-output"};
    to.open("details", attributes);
    to.element("summary", title);
    int from = Math.max(0, output.length() - OUTPUT);
    if (from > 0) {
      to.element(
          "p",
          "The last " + OUTPUT / 1024 + " KiB; all that was kept is in report.json.",
          "class",
          "po-note");
    }
    to.element("pre", output.substring(from), "tabindex", "0");
    to.close();
  }
}
