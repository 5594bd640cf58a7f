package io.jenkins.plugins.orchestrator.engine.migration.apply;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The last error that psql printed.
 *
 * @param file the included file as the script names it; null for the script itself
 * @param line where psql was in its input, from 1: the line on which the statement ends; 0 when it
 *     did not say
 * @param lineInStatement from 1; 0 when the server named no place
 * @param sqlState null when the error is psql's own
 * @param message never empty
 */
record PsqlError(
    @Nullable String file,
    int line,
    int lineInStatement,
    @Nullable String sqlState,
    String message,
    @Nullable String detail,
    @Nullable String hint,
    @Nullable String context) {
  /** {@code psql:<stdin>:3: ERROR: 42P01: relation "x" does not exist}, VERBOSITY verbose. */
  private static final Pattern PLACE = Pattern.compile("(?m)^psql:(.+?):(\\d+): (.*)$");

  private static final String INPUT = "<stdin>";

  private static final Pattern SERVER = Pattern.compile("^\\p{L}+:\\s+([0-9A-Z]{5}): (.*)$");
  private static final Pattern LINE = Pattern.compile("(?m)^LINE (\\d+): ");

  /** Reads what psql wrote to its standard error. */
  static PsqlError parse(String output) {
    Matcher place = PLACE.matcher(output);
    String file = null;
    int line = 0;
    String first = output.strip();
    String rest = "";
    while (place.find()) {
      file = place.group(1).equals(INPUT) ? null : place.group(1);
      line = Integer.parseInt(place.group(2));
      first = place.group(3);
      rest = output.substring(place.end());
    }
    if (first.isEmpty()) {
      first = "psql said nothing";
    }
    Matcher server = SERVER.matcher(first);
    boolean fromServer = server.matches();
    Matcher inStatement = LINE.matcher(rest);
    return new PsqlError(
        file,
        line,
        inStatement.find() ? Integer.parseInt(inStatement.group(1)) : 0,
        fromServer ? server.group(1) : null,
        fromServer ? server.group(2) : first,
        field(rest, "DETAIL"),
        field(rest, "HINT"),
        field(rest, "CONTEXT"));
  }

  private static @Nullable String field(String text, String name) {
    Matcher field = Pattern.compile("(?m)^" + name + ":\\s+(.*)$").matcher(text);
    return field.find() ? field.group(1) : null;
  }
}
