package io.jenkins.plugins.orchestrator.engine.report.html;

import io.jenkins.plugins.orchestrator.engine.report.HumanDuration;
import io.jenkins.plugins.orchestrator.engine.report.markup.Markup;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** A table that scrolls by itself where it is too wide, and names its columns to screen readers. */
final class Table {
  /** A name that stays on one line. */
  private static final int SHORT = 16;

  /** A name that needs less room than what longer ones are given. */
  private static final int LABEL = 24;

  private static final Pattern PART_END = Pattern.compile("(?<=[_./-])(?=.)");

  private final Markup to;

  private Table(Markup to) {
    this.to = to;
  }

  /** The alignment of a column. */
  enum Column {
    TEXT(""),
    NUMBER("po-number");

    private final String style;

    Column(String style) {
      this.style = style;
    }
  }

  /**
   * Begins a table.
   *
   * @param caption says what it holds
   * @param sortable whether the page's script may offer sorting and filtering
   * @param heads column, name in turn
   */
  static Table begin(Markup to, String caption, boolean sortable, Object... heads)
      throws IOException {
    to.line();
    to.open("div", "class", "po-scroll", "tabindex", "0", "role", "region", "aria-label", caption);
    to.open("table", "class", sortable ? "po-table po-sortable" : "po-table");
    to.element("caption", caption);
    to.open("thead").open("tr");
    for (int i = 0; i < heads.length; i += 2) {
      String style = ((Column) heads[i]).style;
      to.element("th", (String) heads[i + 1], attributes(style, "scope", "col"));
    }
    to.close(2).open("tbody");
    return new Table(to);
  }

  Table row() throws IOException {
    to.line().open("tr");
    return this;
  }

  Table endRow() throws IOException {
    to.close();
    return this;
  }

  void end() throws IOException {
    to.close(3).line();
  }

  /** Opens a cell whose content the caller writes and that {@link Markup#close} ends. */
  Markup cell() throws IOException {
    return to.open("td");
  }

  Table text(String text) throws IOException {
    to.element("td", text);
    return this;
  }

  /**
   * The class of the cells that name the rows: short ones are not broken, and take no more room
   * than they need.
   */
  static String nameStyle(List<String> names) {
    return names.stream().allMatch(name -> name.length() <= LABEL) ? "po-label" : "po-name";
  }

  /** The cell that names the row. */
  Table head(String text) throws IOException {
    to.element("th", text, "scope", "row", "class", "po-name");
    return this;
  }

  Table code(String text) throws IOException {
    to.open("td").element("code", text).close();
    return this;
  }

  /** A place in a script, without its directory, which is the same in most rows. */
  Table place(String script, int line) throws IOException {
    place(to, script, line);
    return this;
  }

  static void place(Markup to, String script, int line) throws IOException {
    String place = script + ":" + line;
    String file = place.substring(script.lastIndexOf('/') + 1);
    name(to, file, "title", place);
  }

  /** A name that takes little room: it may go on in another line after each of its parts. */
  static void name(Markup to, String name, String... attributes) throws IOException {
    to.open("td", attributes);
    String separator = "";
    for (String part : name.length() <= SHORT ? new String[] {name} : PART_END.split(name, -1)) {
      if (!separator.isEmpty()) {
        to.empty(separator);
      }
      to.text(part);
      separator = "wbr";
    }
    to.close();
  }

  /** A few words that stay on one line. */
  Table words(String text) throws IOException {
    to.element("td", text, "class", "po-words");
    return this;
  }

  Table number(long number) throws IOException {
    to.element(
        "td",
        String.format(Locale.ROOT, "%,d", number),
        "class",
        "po-number",
        "data-sort",
        String.valueOf(number));
    return this;
  }

  /** A number cell that shows nothing, sorted before all numbers. */
  Table noNumber() throws IOException {
    to.element("td", "–", "class", "po-number", "data-sort", "-1");
    return this;
  }

  Table duration(Duration duration) throws IOException {
    to.element(
        "td",
        HumanDuration.shortly(duration),
        "class",
        "po-number",
        "data-sort",
        String.valueOf(duration.toNanos()));
    return this;
  }

  private static String[] attributes(String style, String... others) {
    if (style.isEmpty()) {
      return others;
    }
    return new String[] {others[0], others[1], "class", style};
  }
}
