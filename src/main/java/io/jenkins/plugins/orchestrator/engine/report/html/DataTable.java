package io.jenkins.plugins.orchestrator.engine.report.html;

import io.jenkins.plugins.orchestrator.engine.report.html.Table.Column;
import io.jenkins.plugins.orchestrator.engine.report.markup.Markup;
import io.jenkins.plugins.orchestrator.engine.report.operation.CellText;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportColumn;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportColumn.Kind;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportTable;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A table of a report, whatever it holds, each cell written the way of its column. */
final class DataTable {
  /** A text that may be broken anywhere. */
  private static final int LONG = 32;

  /** A table of so few rows and columns becomes a list where there is no room. */
  private static final int FEW_ROWS = 30;

  private static final int FEW_COLUMNS = 8;

  /** The length of the bar of a whole. */
  private static final int WHOLE = 120;

  /** What follows is in report.json. */
  private static final int LONGEST = 600;

  private final ReportTable table;
  private final Markup to;
  private final String nameStyle;

  private DataTable(ReportTable table, Markup to) {
    this.table = table;
    this.to = to;
    this.nameStyle = Table.nameStyle(table.rows().stream().map(row -> row.get(0)).toList());
  }

  /** Writes at most so many rows, and how many more there are. */
  static void write(ReportTable table, int most, Markup to) throws IOException {
    new DataTable(table, to).write(most);
  }

  /** Whether a cell says that something is bad. */
  static boolean hasFailure(ReportTable table) {
    for (int column = 0; column < table.columns().size(); column++) {
      if (table.columns().get(column).kind() == Kind.STATUS) {
        for (List<String> row : table.rows()) {
          Status status = CellText.status(row.get(column));
          if (status != null && status.isFailure()) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private void write(int most) throws IOException {
    Object[] heads = new Object[2 * table.columns().size()];
    for (int i = 0; i < table.columns().size(); i++) {
      ReportColumn column = table.columns().get(i);
      heads[2 * i] = isNumber(column.kind()) ? Column.NUMBER : Column.TEXT;
      heads[2 * i + 1] = column.name();
    }
    // The heading above says the same as the caption, which is left to those who hear it.
    boolean few = table.rows().size() <= FEW_ROWS && table.columns().size() <= FEW_COLUMNS;
    to.open("div", "class", few ? "po-titled po-stack" : "po-titled");
    Table written = Table.begin(to, table.title(), true, heads);
    for (List<String> row : table.rows().subList(0, Math.min(most, table.rows().size()))) {
      written.row();
      for (int i = 0; i < row.size(); i++) {
        cell(i, row.get(i));
      }
      written.endRow();
    }
    written.end();
    to.close();
    Blocks.rest(to, table.rows().size(), most);
    if (!table.note().isBlank()) {
      to.element("p", table.note(), "class", "po-note");
    }
  }

  private static boolean isNumber(Kind kind) {
    return kind == Kind.NUMBER || kind == Kind.BYTES || kind == Kind.DURATION;
  }

  private void cell(int column, String value) throws IOException {
    Kind kind = table.columns().get(column).kind();
    CellText cell = CellText.of(kind, value);
    Status status = kind == Kind.STATUS ? CellText.status(value) : null;
    String label = label(column);
    if (status != null) {
      to.open("td", "data-label", label, "data-sort", sort(cell));
      Badges.status(to, status);
      to.close();
    } else if (kind == Kind.SHARE) {
      share(label, cell);
    } else if (kind == Kind.TEXT) {
      text(column, value);
    } else {
      String shown = cell.text().isEmpty() ? "–" : shortened(cell.text());
      String style = isNumber(kind) ? "po-number" : "po-words";
      to.element("td", shown, "class", style, "data-label", label, "data-sort", sort(cell));
    }
  }

  /** The number says all; the bar is for those who compare by looking. */
  private void share(String label, CellText cell) throws IOException {
    to.open("td", "class", "po-share", "data-label", label, "data-sort", sort(cell));
    Double percent = cell.sort();
    if (percent != null && percent >= 0) {
      String length = String.format(Locale.ROOT, "%.1f", Math.min(percent, 100) / 100 * WHOLE);
      String whole = Integer.toString(WHOLE);
      to.open("svg", "width", whole, "height", "12", "aria-hidden", "true", "focusable", "false");
      to.empty("rect", "class", "po-share-whole", "width", whole, "height", "12", "rx", "2");
      to.empty("rect", "class", "po-share-part", "width", length, "height", "12", "rx", "2");
      to.close();
    }
    to.element("span", cell.text().isEmpty() ? "–" : cell.text());
    to.close();
  }

  private void text(int column, String value) throws IOException {
    String shown = shortened(value);
    if (column == 0) {
      to.element("th", shown, "scope", "row", "class", nameStyle);
    } else if (shown.length() > LONG) {
      to.element("td", shown, "class", "po-long", "data-label", label(column));
    } else {
      to.element("td", shown, "data-label", label(column));
    }
  }

  private String label(int column) {
    return table.columns().get(column).name();
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST
        ? text
        : text.substring(0, text.offsetByCodePoints(0, Math.min(LONGEST, codePoints(text)) - 1))
            + "…";
  }

  private static int codePoints(String text) {
    return text.codePointCount(0, text.length());
  }

  private static String sort(CellText cell) {
    return plain(cell.sort());
  }

  /** As the page's script reads it. */
  private static String plain(@Nullable Double sort) {
    if (sort == null) {
      return "0";
    }
    boolean whole = sort == Math.rint(sort) && Math.abs(sort) < 1e15;
    return whole ? String.valueOf(sort.longValue()) : sort.toString();
  }
}
