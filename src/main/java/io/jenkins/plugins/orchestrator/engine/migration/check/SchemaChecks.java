package io.jenkins.plugins.orchestrator.engine.migration.check;

import io.jenkins.plugins.orchestrator.engine.config.ValidationSettings;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks what the configuration names. Each check runs in a transaction of its own that only reads,
 * with a time limit; what it cannot find out is a failed check that says why.
 */
public final class SchemaChecks {
  /** What one check found. */
  record Outcome(boolean passed, String found, @Nullable String advice) {
    static Outcome passed(String found) {
      return new Outcome(true, found, null);
    }

    static Outcome failed(String found, @Nullable String advice) {
      return new Outcome(false, found, advice);
    }
  }

  /** How a check is made. */
  interface Check {
    Outcome run(Connection connection) throws SQLException;
  }

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final Session session;
  private final Redactor redactor;
  private final List<CheckReport> reports = new ArrayList<>();

  private SchemaChecks(Session session, Redactor redactor) {
    this.session = session;
    this.redactor = redactor;
  }

  /**
   * Makes all checks, in the order tables, views, indexes, columns, queries.
   *
   * @param session in no transaction
   * @throws SQLException when the session itself is lost
   */
  public static List<CheckReport> run(
      Session session, ValidationSettings settings, Redactor redactor) throws SQLException {
    SchemaChecks checks = new SchemaChecks(session, redactor);
    for (String table : settings.tables()) {
      checks.check("table", table, "exists", connection -> Relations.table(connection, table));
    }
    for (String view : settings.views()) {
      checks.check("view", view, "exists", connection -> Relations.view(connection, view));
    }
    for (String index : settings.indexes()) {
      checks.check(
          "index", index, "exists and is valid", connection -> Relations.index(connection, index));
    }
    for (ValidationSettings.Column column : settings.columns()) {
      checks.check(
          "column",
          column.table() + "." + column.name(),
          Columns.expectation(column),
          connection -> Columns.check(connection, column));
    }
    for (ValidationSettings.Query query : settings.queries()) {
      checks.check(
          "query",
          query.name(),
          QueryResult.describe(query.expect()),
          connection -> Queries.check(connection, query));
    }
    return List.copyOf(checks.reports);
  }

  private void check(String kind, String name, String expected, Check check) throws SQLException {
    long began = System.nanoTime();
    Outcome outcome = outcome(check);
    reports.add(
        new CheckReport(
            kind,
            name,
            outcome.passed() ? Status.PASSED : Status.FAILED,
            expected,
            redactor.redact(outcome.found()),
            Duration.ofNanos(System.nanoTime() - began),
            redactor.redactNullable(outcome.advice())));
  }

  private Outcome outcome(Check check) throws SQLException {
    Connection connection = session.connection();
    session.execute(
        "BEGIN TRANSACTION READ ONLY; SET LOCAL statement_timeout = " + TIMEOUT.toMillis());
    try {
      return check.run(connection);
    } catch (SQLException e) {
      if (connection.isClosed()) {
        throw e;
      }
      return Outcome.failed(e.getMessage() + " (SQLSTATE " + e.getSQLState() + ")", null);
    } finally {
      if (!connection.isClosed()) {
        session.execute("ROLLBACK");
      }
    }
  }
}
