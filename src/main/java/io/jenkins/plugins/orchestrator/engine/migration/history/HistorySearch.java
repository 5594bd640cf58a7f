package io.jenkins.plugins.orchestrator.engine.migration.history;

import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.Finding.Severity;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One search of a database for the histories of a format. */
final class HistorySearch {
  /**
   * Whether users have a relation that holds or shows rows, apart from these tables, these schemas,
   * and what extensions brought. Holds for 14 to 18.
   */
  private static final String EMPTY =
      """
      SELECT NOT EXISTS (
        SELECT 1
          FROM pg_catalog.pg_class c
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'p', 'f', 'm', 'v')
           AND n.nspname NOT IN ('pg_catalog', 'information_schema')
           AND NOT pg_catalog.starts_with(n.nspname::pg_catalog.text, 'pg_t')
           AND n.nspname <> ALL (?)
           AND NOT EXISTS (
             SELECT 1
               FROM ROWS FROM (pg_catalog.unnest(?), pg_catalog.unnest(?)) AS known (s, t)
              WHERE known.s = n.nspname AND known.t = c.relname)
           AND NOT EXISTS (
             SELECT 1
               FROM pg_catalog.pg_depend d
              WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                AND d.objid = c.oid AND d.deptype = 'e'))
      """;

  private final Connection connection;
  private final String format;
  private final List<Finding> findings = new ArrayList<>();
  private final List<String> read = new ArrayList<>();
  private final List<AppliedMigration> migrations = new ArrayList<>();

  HistorySearch(Connection connection, String format) {
    this.connection = connection;
    this.format = format;
  }

  AppliedMigrations read() throws SQLException {
    List<HistoryTable> tables = tables();
    boolean engine = readEngine(tables);
    Optional<HistoryTable> ledger = tables.stream().filter(Ledger::fits).findFirst();
    if (ledger.isPresent() && readable(ledger.get())) {
      read.add(ledger.get().label());
      migrations.addAll(Ledger.read(connection, format));
    }
    // What a command runs keeps whichever history it likes.
    if (!engine && !format.equals("command")) {
      otherHistories(tables);
    }
    findings.addAll(RunnerLocks.read(connection, tables));
    String history = read.isEmpty() ? AppliedMigrations.NONE : String.join(" and ", read);
    return new AppliedMigrations(history, engine, isEmpty(tables), migrations, findings);
  }

  private List<HistoryTable> tables() throws SQLException {
    Set<String> names = new TreeSet<>(Set.of("ledger", RunnerLocks.LIQUIBASE_TABLE));
    Set<String> marks = new TreeSet<>();
    for (EngineHistory history : EngineHistories.ALL) {
      names.addAll(history.names());
      marks.addAll(history.marks());
    }
    return HistoryTable.search(connection, names, marks);
  }

  private boolean readEngine(List<HistoryTable> tables) throws SQLException {
    HistoryTable chosen = null;
    EngineHistory engine = null;
    for (EngineHistory history : EngineHistories.ALL) {
      if (history.format().equals(format)) {
        for (HistoryTable table : tables) {
          if (history.fits(table) && (chosen == null || better(history, table, chosen))) {
            engine = history;
            chosen = table;
          }
        }
      }
    }
    if (engine == null || chosen == null) {
      return false;
    }
    HistoryTable taken = chosen;
    String others =
        tables.stream()
            .filter(table -> !table.equals(taken) && engineOf(table, format) != null)
            .map(HistoryTable::label)
            .collect(Collectors.joining(", "));
    if (!others.isEmpty()) {
      findings.add(
          Finding.of(
              Severity.WARNING,
              "several-histories",
              "read " + chosen.label() + " and not " + others + ", which have its form too",
              "put the schema of the right one on the search path of the environment's user"));
    }
    if (!readable(chosen)) {
      return false;
    }
    read.add(chosen.label());
    migrations.addAll(engine.read(connection, chosen));
    return true;
  }

  /** The tables come in the order of the search path; a default name goes before another one. */
  private static boolean better(EngineHistory history, HistoryTable table, HistoryTable than) {
    return table.onSearchPath() == than.onSearchPath()
        && history.names().contains(table.name())
        && !history.names().contains(than.name());
  }

  private boolean readable(HistoryTable table) {
    if (!table.readable()) {
      findings.add(
          new Finding(
              Severity.ERROR,
              "history-unreadable",
              "the environment's user may not read the history " + table.label(),
              null,
              null,
              table.label(),
              "GRANT USAGE on its schema and SELECT on it"));
    }
    return table.readable();
  }

  /** Tables of another engine, and tables that only have a history's name. */
  private void otherHistories(List<HistoryTable> tables) {
    for (HistoryTable table : tables) {
      EngineHistory other = engineOf(table, null);
      if (other != null && !other.format().equals(format)) {
        findings.add(
            object(
                "other-history",
                table,
                table.label()
                    + " is a history of "
                    + other.format()
                    + ", the scripts are of "
                    + format,
                "check migrations.format"));
      } else if (other == null) {
        for (EngineHistory history : EngineHistories.ALL) {
          if (history.format().equals(format) && history.names().contains(table.name())) {
            findings.add(
                object(
                    "foreign-table",
                    table,
                    table.label()
                        + " is called like the history of "
                        + format
                        + " and lacks columns of it: "
                        + missing(history, table),
                    "it is taken for a table like any other"));
          }
        }
      }
    }
  }

  private static Finding object(String code, HistoryTable table, String message, String advice) {
    return new Finding(Severity.WARNING, code, message, null, null, table.label(), advice);
  }

  private static String missing(EngineHistory history, HistoryTable table) {
    return history.columns().stream()
        .filter(column -> !table.columns().contains(column))
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static @Nullable EngineHistory engineOf(HistoryTable table, @Nullable String format) {
    for (EngineHistory history : EngineHistories.ALL) {
      if (history.fits(table) && (format == null || history.format().equals(format))) {
        return history;
      }
    }
    return null;
  }

  private boolean isEmpty(List<HistoryTable> tables) throws SQLException {
    Set<String> schemas = new TreeSet<>(Set.of(Ledger.SCHEMA));
    List<HistoryTable> histories = new ArrayList<>();
    for (HistoryTable table : tables) {
      EngineHistory engine = engineOf(table, null);
      if (engine instanceof SqitchHistory) {
        // Its registry is a schema of its own, with five tables more.
        schemas.add(table.schema());
      } else if (engine != null || table.name().equals(RunnerLocks.LIQUIBASE_TABLE)) {
        histories.add(table);
      }
    }
    try (PreparedStatement statement = connection.prepareStatement(EMPTY)) {
      statement.setArray(1, connection.createArrayOf("text", schemas.toArray()));
      statement.setArray(2, array(histories, HistoryTable::schema));
      statement.setArray(3, array(histories, HistoryTable::name));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  private Array array(List<HistoryTable> tables, Function<HistoryTable, String> part)
      throws SQLException {
    return connection.createArrayOf("text", tables.stream().map(part).toArray());
  }
}
