package io.jenkins.plugins.orchestrator.engine.migration.undo;

import io.jenkins.plugins.orchestrator.engine.migration.undo.TableState.Column;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * SQL that hashes values to 64 bits, by functions that 14 to 18 share. Values that print
 * differently hash differently ({@code 1.0} and {@code 1.00}, as the text is hashed); texts are
 * compared byte by byte, whatever their collation takes for equal.
 */
final class ColumnHash {
  /** What null hashes to: an arbitrary number, so that a null does not vanish in a sum. */
  private static final String NULL = "7046029254386353131";

  private static final Set<String> INTEGERS = Set.of("int2", "int4", "int8", "oid");

  private ColumnHash() {}

  /** The hash of one column, never null. */
  static String of(Column column) {
    String name = Session.quoteIdentifier(column.name());
    return "coalesce(" + hash(name, column.base()) + ", " + NULL + ")";
  }

  /** The hash of several columns together. */
  static String of(List<Column> columns) {
    return columns.stream()
        .map(ColumnHash::of)
        .collect(Collectors.joining(", ", "pg_catalog.hash_record_extended(ROW(", ")::record, 0)"));
  }

  private static String hash(String name, String type) {
    if (INTEGERS.contains(type)) {
      return "pg_catalog.hashint8extended(" + name + "::pg_catalog.int8, 0)";
    }
    return switch (type) {
      case "bool" ->
          "pg_catalog.hashint8extended(" + name + "::pg_catalog.int4::pg_catalog.int8, 0)";
      case "uuid" -> "pg_catalog.uuid_hash_extended(" + name + ", 0)";
      case "timestamp" -> "pg_catalog.timestamp_hash_extended(" + name + ", 0)";
      case "timestamptz" ->
          "pg_catalog.timestamp_hash_extended(pg_catalog.timezone('UTC', " + name + "), 0)";
      default ->
          "pg_catalog.hashtextextended(" + name + "::pg_catalog.text COLLATE pg_catalog.\"C\", 0)";
    };
  }
}
