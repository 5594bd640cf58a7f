package io.jenkins.plugins.orchestrator.engine.migration.undo;

import java.util.List;
import java.util.Optional;

/**
 * What tells whether a table's rows may have changed, without reading them.
 *
 * @param oid of the table
 * @param schema its schema
 * @param name its name
 * @param storage the numbers of its files, its TOAST table's included: a rewrite or a TRUNCATE
 *     gives new ones
 * @param written rows inserted, updated and deleted since the statistics began
 * @param columns without the dropped ones, in order
 * @param key the columns of its primary key, by number; empty when it has none
 */
record TableState(
    long oid,
    String schema,
    String name,
    String storage,
    Written written,
    List<Column> columns,
    List<Integer> key) {
  /**
   * A column.
   *
   * @param number {@code attnum}, which survives renaming and never comes again
   * @param type with its modifier, as {@code format_type} prints it
   * @param base the name of its type in {@code pg_catalog}; empty for any other type
   * @param generated whether it is computed from the others
   */
  record Column(int number, String name, String type, String base, boolean generated) {}

  /** Counters of {@code pg_stat_all_tables}. */
  record Written(long inserted, long updated, long deleted) {}

  /** Qualified, for people. */
  String qualified() {
    return schema + "." + name;
  }

  /** The columns that hold data of their own. */
  List<Column> stored() {
    return columns.stream().filter(column -> !column.generated()).toList();
  }

  Optional<Column> column(String columnName) {
    return columns.stream().filter(column -> column.name().equals(columnName)).findFirst();
  }

  /** Whether rows that were here before may be others now; {@code later} has the same name. */
  boolean mayHaveChanged(TableState later) {
    return oid != later.oid
        || !storage.equals(later.storage)
        || !written.equals(later.written)
        || !later.columns.containsAll(stored());
  }
}
