package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.run.StateDirectory;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A database in use whose table says {@code old}, and a restored one whose table says new. */
final class SwapLab {
  final TestServer server;
  final RunId run = RunId.random();
  final StateDirectory state;
  final Redactor redactor = Redactor.of(List.of());
  final List<SwapStep> steps = new ArrayList<>();

  SwapLab(TestServer server, Path directory) {
    this.server = server;
    this.state = new StateDirectory(directory);
  }

  /** Makes the database in use. */
  void live(String name) {
    sql("CREATE DATABASE " + Session.quoteIdentifier(name));
    fill(name, "old");
  }

  /** Makes one as a restore leaves it, and returns its name. */
  String restored() {
    String name = CloneName.next(run, Instant.now().plusSeconds(3600), 'c').toString();
    sql("CREATE DATABASE " + name);
    Mark mark =
        new Mark(
            Mark.FORM,
            Mark.CLONE,
            run.value(),
            "postgres",
            oid(name),
            Instant.now().plusSeconds(3600).getEpochSecond(),
            "h:1/db",
            null);
    sql("COMMENT ON DATABASE " + name + " IS " + Session.quoteLiteral(mark.json()));
    sql("REVOKE ALL ON DATABASE " + name + " FROM PUBLIC");
    fill(name, "new");
    return name;
  }

  private void fill(String name, String word) {
    server.execute(
        name,
        "CREATE TABLE one (word text); CREATE TABLE two (word text);"
            + " GRANT ALL ON one, two TO PUBLIC;"
            + " INSERT INTO one VALUES ('"
            + word
            + "'); INSERT INTO two VALUES ('"
            + word
            + "')");
  }

  SwapResult swap(String live, String other) throws SwapException {
    return swap(Environments.target(server, live), other);
  }

  SwapResult swap(DatabaseTarget live, String other) throws SwapException {
    return swap(live, other, null);
  }

  SwapResult swap(DatabaseTarget live, String other, SwapStep.@Nullable Listener listener)
      throws SwapException {
    SwapStep.Listener both =
        step -> {
          steps.add(step);
          if (listener != null) {
            listener.reached(step);
          }
        };
    return new DatabaseSwap(run, "test", redactor, new IntentJournal(state, run, line -> {}), both)
        .swap(live, other, new Cancellation());
  }

  ReplacedDatabases replaced() {
    return new ReplacedDatabases(run, "test", state, redactor);
  }

  /** What both tables say. */
  String word(String database) {
    try (Connection connection = server.connect(database)) {
      return word(connection);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static String word(Connection connection) throws SQLException {
    return Lab.strings(
            connection, "SELECT DISTINCT word FROM (TABLE one UNION ALL TABLE two) AS words")
        .toString();
  }

  long oid(String name) {
    return Long.parseLong(
        Lab.string(
            server,
            "postgres",
            "SELECT oid FROM pg_database WHERE datname = " + Session.quoteLiteral(name)));
  }

  boolean exists(String name) {
    return databases().contains(name);
  }

  List<String> databases() {
    return Lab.strings(server, "postgres", "SELECT datname FROM pg_database ORDER BY 1");
  }

  void sql(String sql) {
    server.execute("postgres", sql);
  }

  void drop(String name) {
    sql("DROP DATABASE IF EXISTS " + Session.quoteIdentifier(name) + " WITH (FORCE)");
  }
}
