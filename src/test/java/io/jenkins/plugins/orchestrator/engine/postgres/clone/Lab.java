package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientTools;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.run.StateDirectory;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A run of a test with a state directory of its own, and looks at what it leaves. */
final class Lab {
  final RunId run = RunId.random();
  final StateDirectory state;
  final Redactor redactor = Redactor.of(List.of());
  final List<String> messages = java.util.Collections.synchronizedList(new ArrayList<>());
  private final Snapshots snapshots;

  Lab(Path directory) {
    state = new StateDirectory(directory);
    snapshots = new Snapshots(run, state, redactor, System.getenv());
  }

  Snapshots snapshots() {
    return snapshots;
  }

  Snapshot take(EnvironmentConfiguration environment) throws SnapshotException {
    return snapshots.take(environment, new Cancellation(), messages::add);
  }

  Snapshot take(Environments environment) throws SnapshotException {
    return take(environment.build());
  }

  List<Reaped> recover(DatabaseTarget... servers) {
    return Reaper.recover(List.of(servers), state, redactor);
  }

  /** Databases that this run made and that are still there. */
  List<String> databases(TestServer server) {
    return strings(
        server,
        "postgres",
        "SELECT datname FROM pg_database WHERE datname LIKE 'orch\\_" + run + "\\_%' ORDER BY 1");
  }

  /** Golden databases of this run are to stay; this takes them away after a test. */
  void dropDatabases(TestServer server) {
    for (String name : databases(server)) {
      server.execute("postgres", "ALTER DATABASE " + name + " IS_TEMPLATE false");
      server.execute("postgres", "DROP DATABASE " + name + " WITH (FORCE)");
    }
  }

  /** Sessions of this run. */
  List<String> sessions(TestServer server) {
    return strings(
        server,
        "postgres",
        "SELECT application_name FROM pg_stat_activity WHERE application_name LIKE 'orchestrate/"
            + run
            + "/%'");
  }

  /** Files below the state directory. */
  List<Path> files() throws IOException {
    if (!Files.exists(state.path())) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(state.path())) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  /** Whether a client new enough for the server is installed. */
  static boolean hasClientFor(TestServer server) {
    return ClientTools.locate(System.getenv()).installations().stream()
        .anyMatch(installation -> installation.version().isAtLeast(server.major()));
  }

  static List<String> strings(TestServer server, String database, String sql) {
    try (Connection connection = server.connect(database)) {
      return strings(connection, sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<String> strings(Connection connection, String sql) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }

  static String string(TestServer server, String database, String sql) {
    return strings(server, database, sql).get(0);
  }
}
