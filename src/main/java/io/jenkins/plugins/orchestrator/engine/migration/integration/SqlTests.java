package io.jenkins.plugins.orchestrator.engine.migration.integration;

import io.jenkins.plugins.orchestrator.engine.config.IntegrationTest;
import io.jenkins.plugins.orchestrator.engine.migration.check.QueryResult;
import io.jenkins.plugins.orchestrator.engine.migration.lexer.ScriptLexer;
import io.jenkins.plugins.orchestrator.engine.migration.lexer.SqlStatement;
import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.ApplicationName;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.engine.report.TestReport;
import io.jenkins.plugins.orchestrator.engine.report.TestReport.Latency;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs the user's SQL against a clone, as often as asked, each time in a transaction that is rolled
 * back.
 */
public final class SqlTests {
  private static final String QUERY_CANCELED = "57014";

  private final RunContext context;
  private final String environment;

  public SqlTests(RunContext context, String environment) {
    this.context = context;
    this.environment = environment;
  }

  /** Runs one test; a failure of any kind is in its report. */
  public TestReport run(
      IntegrationTest.Sql test, DatabaseTarget target, Cancellation cancellation) {
    Duration start = context.clock().elapsed();
    String application = ApplicationName.of(context.run(), environment, "test");
    Deadline deadline = Deadline.after(test.timeout());
    try (Session session = Session.open(target, SessionSettings.named(application));
        Statement statement = session.connection().createStatement();
        Watch watch = new Watch(statement, deadline, cancellation)) {
      session.connection().setAutoCommit(false);
      statement.setEscapeProcessing(false);
      Optional<String> broken = Optional.empty();
      List<Duration> durations = new ArrayList<>();
      try {
        List<SqlStatement> statements = statements(test);
        while (durations.size() < test.runs() && broken.isEmpty()) {
          long began = System.nanoTime();
          QueryResult last = execute(statement, statements);
          durations.add(Duration.ofNanos(System.nanoTime() - began));
          session.connection().rollback();
          broken = test.expect() == null ? broken : last.broken(test.expect());
        }
      } catch (SQLException e) {
        return failed(test, start, durations.size(), e, watch);
      }
      return judged(test, start, Percentiles.of(durations), broken);
    } catch (SQLException e) {
      return report(test, start, Status.FAILED, null, message(e));
    }
  }

  private static List<SqlStatement> statements(IntegrationTest.Sql test) {
    return ScriptLexer.lex(
            new ScriptText(test.file(), 1, test.sql(), ScriptText.TransactionMode.NONE))
        .statements();
  }

  private static QueryResult execute(Statement statement, List<SqlStatement> statements)
      throws SQLException {
    QueryResult last = QueryResult.none();
    for (SqlStatement one : statements) {
      if (statement.execute(one.text())) {
        try (ResultSet rows = statement.getResultSet()) {
          last = QueryResult.read(rows);
        }
      } else {
        last = QueryResult.none();
      }
    }
    return last;
  }

  private TestReport failed(
      IntegrationTest.Sql test, Duration start, int done, SQLException e, Watch watch) {
    String run = " in run " + (done + 1) + " of " + test.runs();
    if (QUERY_CANCELED.equals(e.getSQLState()) && watch.reason().isPresent()) {
      return report(test, start, watch.status(), null, watch.reason().get() + run);
    }
    return report(test, start, Status.FAILED, null, test.file() + ": " + message(e) + run);
  }

  private TestReport judged(
      IntegrationTest.Sql test, Duration start, Latency latency, Optional<String> broken) {
    List<String> wrong = new ArrayList<>();
    broken.ifPresent(wrong::add);
    tooSlow("p50", latency.p50(), test.maxP50()).ifPresent(wrong::add);
    tooSlow("p95", latency.p95(), test.maxP95()).ifPresent(wrong::add);
    tooSlow("p99", latency.p99(), test.maxP99()).ifPresent(wrong::add);
    return wrong.isEmpty()
        ? report(test, start, Status.PASSED, latency, null)
        : report(test, start, Status.FAILED, latency, String.join("; ", wrong));
  }

  private static Optional<String> tooSlow(String name, Duration found, @Nullable Duration most) {
    return most == null || found.compareTo(most) <= 0
        ? Optional.empty()
        : Optional.of(
            "%s is %.1f ms, expected at most %d ms"
                .formatted(name, found.toNanos() / 1e6, most.toMillis()));
  }

  private static String message(SQLException e) {
    return e.getMessage() + (e.getSQLState() == null ? "" : " (SQLSTATE " + e.getSQLState() + ")");
  }

  private TestReport report(
      IntegrationTest.Sql test,
      Duration start,
      Status status,
      @Nullable Latency latency,
      @Nullable String message) {
    return new TestReport(
        test.name(),
        "sql",
        status,
        start,
        context.clock().elapsed().minus(start),
        null,
        "",
        latency,
        context.redactor().redactNullable(message));
  }
}
