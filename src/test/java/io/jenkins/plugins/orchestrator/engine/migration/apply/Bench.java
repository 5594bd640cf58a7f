package io.jenkins.plugins.orchestrator.engine.migration.apply;

import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText;
import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText.TransactionMode;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.engine.report.Direction;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.RunClock;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A database of its own with a runner at it. */
final class Bench implements AutoCloseable {
  static final ApplySettings PATIENT =
      new ApplySettings(Duration.ofSeconds(60), null, Duration.ofSeconds(1), false, false);

  final TestServer server;
  final String database;
  final Session session;
  final Watchdog watchdog;
  final Cancellation cancellation = new Cancellation();
  final ScriptRunner runner;

  Bench(TestServer server, ApplySettings settings) throws SQLException {
    this(server, server.createDatabase(), settings);
  }

  Bench(TestServer server, String database, ApplySettings settings) throws SQLException {
    this.server = server;
    this.database = database;
    DatabaseTarget target = target(server, database);
    this.session = Session.open(target, SessionSettings.named("bench " + database));
    this.watchdog = Watchdog.start(target, "watchdog " + database);
    this.runner =
        new ScriptRunner(
            session, settings, watchdog, Redactor.of(List.of()), RunClock.start(), cancellation);
  }

  static Bench of(int major) throws SQLException {
    return new Bench(TestServer.of(major), PATIENT);
  }

  static Bench limited(Duration script, Duration lock) throws SQLException {
    return new Bench(TestServer.of(15), new ApplySettings(script, null, lock, false, false));
  }

  static DatabaseTarget target(TestServer server, String database) {
    return new DatabaseTarget(
        List.of(new DatabaseTarget.Host("127.0.0.1", server.port())),
        database,
        "postgres",
        null,
        Map.of());
  }

  static ScriptText script(String name, String sql) {
    return new ScriptText(name, 1, sql, TransactionMode.AUTO);
  }

  ScriptReport run(String sql) {
    return run(script("script.sql", sql));
  }

  ScriptReport run(ScriptText script) {
    return runner.run("1", script, Direction.UP);
  }

  /** Runs SQL in another session. */
  void elsewhere(String sql) {
    server.execute(database, sql);
  }

  /** The first column of the first row, read in another session; {@code null} as a word. */
  String value(String sql) throws SQLException {
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }

  @Override
  public void close() throws SQLException {
    watchdog.close();
    session.close();
  }
}
