package io.jenkins.plugins.orchestrator.engine.provision;

import io.jenkins.plugins.orchestrator.engine.migration.CancellableSession;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Counts the values of columns that are in the source still. Both sides give the SHA-256 of each
 * distinct value in order, and the two streams are merged: exact, with a few thousand hashes in
 * memory whatever the size; sorting is done by the servers. A value is a whole cell, as it prints;
 * NULL and the empty text are none. Values never leave the servers.
 */
final class SurvivingValues {
  /** One snapshot that only reads, in which equal values print equally on both sides. */
  private static final String PIN =
      """
      SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;
      SET LOCAL search_path = '';
      SET LOCAL row_security = off;
      SET LOCAL TimeZone = 'UTC';
      SET LOCAL DateStyle = 'ISO, YMD';
      SET LOCAL IntervalStyle = 'postgres';
      SET LOCAL extra_float_digits = 1;
      SET LOCAL bytea_output = 'hex';
      SET LOCAL lc_monetary = 'C';
      SET LOCAL xmloption = 'content';
      SET LOCAL statement_timeout = '1h';
      SET LOCAL jit = off;
      SET LOCAL max_parallel_workers_per_gather = 0
      """;

  /** A column by the names of its schema, table and itself; foreign tables are elsewhere. 14–18. */
  private static final String COLUMN =
      """
      SELECT n.nspname, c.relname FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
      WHERE c.oid = pg_catalog.to_regclass(?) AND c.relkind IN ('r', 'p', 'm', 'v')
        AND a.attname = ? AND a.attnum > 0 AND NOT a.attisdropped
      """;

  /** Of the quoted column and table; the parameter holds the values that are allowed. */
  private static final String VALUES =
      """
      SELECT DISTINCT pg_catalog.sha256(pg_catalog.convert_to(v.value, 'UTF8'))
      FROM (SELECT CAST(t.%s AS pg_catalog.text) COLLATE pg_catalog."C" AS value FROM %s t) v
      WHERE v.value IS NOT NULL AND v.value <> '' AND v.value <> ALL (?)
      ORDER BY 1
      """;

  private static final String KIND = "anonymized";
  private static final String EXPECTED = "no value of the source";
  private static final int FETCH = 5_000;

  private final DatabaseTarget source;
  private final DatabaseTarget clone;
  private final String applicationName;
  private final Meeting meeting;
  private final Cancellation cancellation;

  SurvivingValues(
      DatabaseTarget source,
      DatabaseTarget clone,
      String applicationName,
      Meeting meeting,
      Cancellation cancellation) {
    this.source = source;
    this.clone = clone;
    this.applicationName = applicationName;
    this.meeting = meeting;
    this.cancellation = cancellation;
  }

  /**
   * Looks at all columns, one after the other.
   *
   * @param allowed values that may be in both
   * @throws SQLException when a server is lost
   */
  List<CheckReport> check(List<ColumnName> columns, List<String> allowed) throws SQLException {
    List<CheckReport> reports = new ArrayList<>();
    SessionSettings settings = SessionSettings.readOnly(applicationName);
    Meeting.Turn turn = meeting.readingSource(cancellation);
    try (Session original = CancellableSession.open(source, settings, cancellation);
        Session copy = CancellableSession.open(clone, settings, cancellation)) {
      for (ColumnName column : columns) {
        cancellation.check();
        reports.add(check(column, allowed, original, copy));
      }
    } finally {
      turn.end();
    }
    return reports;
  }

  private CheckReport check(ColumnName column, List<String> allowed, Session original, Session copy)
      throws SQLException {
    long began = System.nanoTime();
    Count count = null;
    String found;
    try {
      Optional<String> ofSource = query(original, column);
      Optional<String> ofClone = query(copy, column);
      if (ofSource.isEmpty() || ofClone.isEmpty()) {
        found = "no such column in the " + (ofSource.isEmpty() ? "source" : "clone");
      } else {
        count = count(ofSource.get(), original, ofClone.get(), copy, allowed);
        found =
            count.survived()
                + " of "
                + count.distinct()
                + " distinct values are values of the source";
      }
    } catch (SQLException e) {
      if (original.connection().isClosed() || copy.connection().isClosed()) {
        throw e;
      }
      // Not its message: that may quote a value.
      found = "an error of the server, SQLSTATE " + e.getSQLState();
    }
    boolean passed = count != null && count.survived() == 0;
    return new CheckReport(
        KIND,
        column.toString(),
        passed ? Status.PASSED : Status.FAILED,
        EXPECTED,
        found,
        Duration.ofNanos(System.nanoTime() - began),
        passed ? null : advice(count));
  }

  private static String advice(@Nullable Count count) {
    return count == null
        ? "name a column that both have and that the roles may read; take it from the list when"
            + " the migrations made or dropped it"
        : "let the anonymizing SQL write other values, or allow those that say nothing";
  }

  /** The query for the values of a column; empty when there is no such column. */
  private static Optional<String> query(Session session, ColumnName name) throws SQLException {
    // Outside the transaction: the search path is the database's own here.
    try (PreparedStatement statement = session.connection().prepareStatement(COLUMN)) {
      statement.setString(1, name.quotedTable());
      statement.setString(2, name.column());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        return Optional.of(
            VALUES.formatted(
                Session.quoteIdentifier(name.column()),
                Session.quoteIdentifier(row.getString(1))
                    + "."
                    + Session.quoteIdentifier(row.getString(2))));
      }
    }
  }

  /**
   * What was counted.
   *
   * @param distinct values of the clone
   * @param survived those of them that are in the source
   */
  private record Count(long distinct, long survived) {}

  private Count count(
      String ofSource, Session original, String ofClone, Session copy, List<String> allowed)
      throws SQLException {
    try (Hashes theirs = new Hashes(original, ofSource, allowed);
        Hashes ours = new Hashes(copy, ofClone, allowed)) {
      long distinct = 0;
      long survived = 0;
      byte[] their = theirs.next();
      for (byte[] our = ours.next(); our != null; our = ours.next()) {
        distinct++;
        while (their != null && Arrays.compareUnsigned(their, our) < 0) {
          their = theirs.next();
        }
        if (their != null && Arrays.equals(their, our)) {
          survived++;
        }
      }
      return new Count(distinct, survived);
    }
  }

  /** The hashes of one side in order, a few at a time. */
  private final class Hashes implements AutoCloseable {
    private final Connection connection;
    private final PreparedStatement statement;
    private final ResultSet rows;

    Hashes(Session session, String query, List<String> allowed) throws SQLException {
      connection = session.connection();
      // The driver reads a part at a time only inside a transaction of its own.
      connection.setAutoCommit(false);
      boolean open = false;
      try {
        session.execute(PIN);
        statement = connection.prepareStatement(query);
        statement.setFetchSize(FETCH);
        statement.setArray(1, connection.createArrayOf("text", allowed.toArray()));
        rows = statement.executeQuery();
        open = true;
      } finally {
        if (!open) {
          end();
        }
      }
    }

    byte @Nullable [] next() throws SQLException {
      if (cancellation.isCancelled()) {
        cancellation.check();
      }
      return rows.next() ? rows.getBytes(1) : null;
    }

    private void end() throws SQLException {
      if (!connection.isClosed()) {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }

    @Override
    public void close() throws SQLException {
      try (statement;
          rows) {
        // Both are closed before the transaction ends.
      } finally {
        end();
      }
    }
  }
}
