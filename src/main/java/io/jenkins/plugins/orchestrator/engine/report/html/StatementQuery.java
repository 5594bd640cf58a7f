package io.jenkins.plugins.orchestrator.engine.report.html;

import io.jenkins.plugins.orchestrator.engine.report.PlainText;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which statements a page of them shows, as its address says it. Whatever an address holds makes a
 * valid query.
 *
 * @param environment one environment's name; empty for all
 * @param text words that a row must hold, in any order; empty for any
 * @param sort what the rows are sorted by
 * @param descending from the greatest
 * @param page from 1
 */
public record StatementQuery(
    String environment, String text, Sort sort, boolean descending, int page) {
  private static final int LONGEST = 200;

  /** A column. */
  public enum Sort {
    ORDER,
    STATEMENT,
    SCRIPT,
    ENVIRONMENT,
    RESULT,
    DURATION,
    ROWS;

    /** Numbers begin with the greatest: who sorts by duration looks for the slowest. */
    boolean fromTheGreatest() {
      return this == DURATION || this == ROWS;
    }

    /** As the address has it. */
    String token() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Out of the parameters of an address, any of which may be missing or anything. */
  public static StatementQuery of(
      @Nullable String environment,
      @Nullable String text,
      @Nullable String sort,
      @Nullable String order,
      @Nullable String page) {
    return new StatementQuery(
        shortened(environment),
        shortened(text),
        sort(sort),
        order == null ? sort == null : order.equals("desc"),
        page(page));
  }

  private static String shortened(@Nullable String text) {
    String line = text == null ? "" : PlainText.line(text);
    if (line.length() <= LONGEST) {
      return line;
    }
    boolean withinPair = Character.isHighSurrogate(line.charAt(LONGEST - 1));
    return line.substring(0, withinPair ? LONGEST - 1 : LONGEST).strip();
  }

  private static Sort sort(@Nullable String token) {
    for (Sort sort : Sort.values()) {
      if (sort.token().equals(token)) {
        return sort;
      }
    }
    return Sort.DURATION;
  }

  private static int page(@Nullable String text) {
    return text == null || !text.matches("[1-9][0-9]{0,6}") ? 1 : Integer.parseInt(text);
  }

  StatementQuery at(int other) {
    return new StatementQuery(environment, text, sort, descending, other);
  }

  /** The same by another column, or the other way round by the same one. */
  StatementQuery by(Sort column) {
    boolean down = column == sort ? !descending : column.fromTheGreatest();
    return new StatementQuery(environment, text, column, down, 1);
  }

  /** A relative address with this query. */
  String link() {
    return "?environment="
        + encoded(environment)
        + "&q="
        + encoded(text)
        + "&sort="
        + sort.token()
        + "&order="
        + (descending ? "desc" : "asc")
        + "&page="
        + page;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
