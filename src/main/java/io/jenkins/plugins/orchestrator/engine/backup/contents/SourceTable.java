package io.jenkins.plugins.orchestrator.engine.backup.contents;

import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import java.util.List;

/**
 * A table with rows of its own.
 *
 * @param schema its schema
 * @param name its name
 * @param blocks of its main fork when it was listed
 * @param heap whether its rows have addresses by which it can be read in pieces
 * @param condition of an extension's configuration table: the {@code WHERE} of the rows that a dump
 *     holds; empty for all rows
 * @param columns that a dump holds, by name
 * @param generated names of the others
 */
record SourceTable(
    String schema,
    String name,
    long blocks,
    boolean heap,
    String condition,
    List<SourceColumn> columns,
    List<String> generated) {
  SourceTable {
    columns = List.copyOf(columns);
    generated = List.copyOf(generated);
  }

  /** For SQL. */
  String quoted() {
    return Session.quoteIdentifier(schema) + "." + Session.quoteIdentifier(name);
  }

  /** For people. */
  @Override
  public String toString() {
    return schema + "." + name;
  }
}
