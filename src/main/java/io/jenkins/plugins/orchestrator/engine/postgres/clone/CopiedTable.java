package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A table whose rows go from server to server, past the archive.
 *
 * @param oid in the source
 * @param bytes about so many in its heap and TOAST, to deal out the work; 0 when not known
 */
record CopiedTable(long oid, String schema, String name, long bytes) {
  /** Whether another reading of the catalog speaks of the same table under the same name. */
  boolean isSameAs(CopiedTable other) {
    return oid == other.oid && schema.equals(other.schema) && name.equals(other.name);
  }

  /** Its name as SQL wants it, with its schema. */
  String quotedName() {
    return Session.quoteIdentifier(schema) + "." + Session.quoteIdentifier(name);
  }

  /**
   * Its name as a pattern of {@code pg_dump} that means nothing else. Whatever has a meaning in the
   * pattern, or may not survive the way through the arguments of a program, is written as the
   * regular expression's escape for a code point, so this holds for databases in UTF-8 only.
   */
  String pattern() {
    return escaped(schema) + "." + escaped(name);
  }

  private static String escaped(String name) {
    return name.codePoints().mapToObj(CopiedTable::escaped).collect(Collectors.joining());
  }

  private static String escaped(int c) {
    boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    if (plain) {
      return Character.toString(c);
    }
    // Capital letters would be folded, that of the escape with eight digits among them.
    return c <= 0xFFFF ? "\\u%04x".formatted(c) : "(\\x%x)".formatted(c);
  }

  /**
   * What of it is copied, and how.
   *
   * @param columns all that hold values of their own: none that is dropped or generated
   * @param binary whether the values mean the same on both servers in COPY's binary format
   */
  record Rows(CopiedTable table, List<String> columns, boolean binary) {
    /** Reads the rows of this table alone: COPY never reads those of its children. */
    String copyOut() {
      return "COPY " + table.quotedName() + columnList() + " TO STDOUT" + (binary ? BINARY : "");
    }

    /** Writes them, frozen: they never have to be written again by a VACUUM. */
    String copyIn() {
      return "COPY "
          + table.quotedName()
          + columnList()
          + " FROM STDIN (FREEZE"
          + (binary ? ", FORMAT binary)" : ")");
    }

    private static final String BINARY = " (FORMAT binary)";

    /** Without columns there may be rows still; COPY takes no empty list. */
    private String columnList() {
      return columns.isEmpty()
          ? ""
          : columns.stream()
              .map(Session::quoteIdentifier)
              .collect(Collectors.joining(", ", " (", ")"));
    }
  }
}
