package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The name that a database gets when another one takes its own. */
final class ReplacedName {
  /** {@code NAMEDATALEN - 1}: the server would cut what is longer, in the middle of the time. */
  private static final int MAX_BYTES = 63;

  private static final int MAX_NUMBER = 99;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);

  private ReplacedName() {}

  /**
   * {@code <name>_replaced_<yyyymmddThhmmss>}, in UTC, the name cut so that the whole has at most
   * 63 bytes; numbered when several are replaced within one second.
   *
   * @param number from 1
   */
  static String of(String name, Instant at, int number) {
    String end = "_replaced_" + TIME.format(at) + (number == 1 ? "" : "_" + number);
    return beginning(name, MAX_BYTES - end.length()) + end;
  }

  /** One that no database of the server has. */
  static String free(Session session, String name, Instant at) throws SQLException {
    for (int number = 1; number <= MAX_NUMBER; number++) {
      String candidate = of(name, at, number);
      if (FoundDatabase.named(session, candidate).isEmpty()) {
        return candidate;
      }
    }
    throw new SQLException("all names such as " + of(name, at, MAX_NUMBER) + " are taken", "42P04");
  }

  /** As many whole characters as fit. */
  private static String beginning(String name, int bytes) {
    int end = 0;
    int used = 0;
    while (end < name.length()) {
      int next = end + Character.charCount(name.codePointAt(end));
      int width = name.substring(end, next).getBytes(StandardCharsets.UTF_8).length;
      if (used + width > bytes) {
        break;
      }
      used += width;
      end = next;
    }
    return name.substring(0, end);
  }
}
