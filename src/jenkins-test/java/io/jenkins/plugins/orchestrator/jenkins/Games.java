package io.jenkins.plugins.orchestrator.jenkins;

import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** A database with two games in it, and the configurations and Pipelines that test it. */
final class Games {
  /** A migration that does what it should. */
  static final String GOOD = "ALTER TABLE public.games ADD COLUMN name text;";

  /** A migration whose second line is wrong. */
  static final String WRONG = "-- the table is called games\nALTER TABLE public.gmaes ADD x int;";

  /** A migration that never ends by itself. */
  static final String ENDLESS = "SELECT pg_catalog.pg_sleep(3000);";

  /** Nothing else of the tests takes that long. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final TestServer server;
  private final String database;
  private final String user;

  private Games(TestServer server, String user) {
    this.server = server;
    this.user = user;
    this.database = server.createDatabase();
    server.execute(
        database,
        "CREATE TABLE public.games (id int PRIMARY KEY, home text);"
            + " INSERT INTO public.games VALUES (1, 'north'), (2, 'south')");
  }

  /** On the server that all tests of the class share. */
  static Games create() {
    return new Games(TestServer.of(17), "postgres");
  }

  /** On a server of the test's own, and read by somebody else than the superuser. */
  static Games create(TestServer server, String user) {
    Games games = new Games(server, user);
    server.execute(
        games.database,
        "ALTER DATABASE "
            + games.database
            + " OWNER TO "
            + user
            + ";"
            + " ALTER TABLE public.games OWNER TO "
            + user);
    return games;
  }

  String url() {
    return "postgresql://" + user + "@127.0.0.1:" + server.port() + "/" + database;
  }

  /** A configuration with one environment, {@code staging}; further keys of it follow. */
  String configuration(String... keys) {
    StringBuilder yaml = new StringBuilder("test_environments:\n");
    yaml.append("  staging:\n    db_url: \"").append(url()).append("\"\n    exclusive: true\n");
    for (String key : keys) {
      yaml.append("    ").append(key).append('\n');
    }
    return yaml.append("migrations: {baseline: none}\n").toString();
  }

  /** Groovy that writes {@link #configuration} and one script into the workspace. */
  String files(String script, String... keys) {
    return "writeFile file: 'db/migrations/1_name.sql', text: '''"
        + script
        + "'''\nwriteFile file: 'test.yaml', text: '''"
        + configuration(keys)
        + "'''\n";
  }

  /** How many throw-away databases there are on the server. */
  int copies() {
    return count("SELECT count(*) FROM pg_catalog.pg_database WHERE datname LIKE 'orch\\_%'");
  }

  /** How many sessions run {@link #ENDLESS}. */
  int endlessStatements() {
    return count(
        "SELECT count(*) FROM pg_catalog.pg_stat_activity"
            + " WHERE state = 'active' AND query LIKE '%pg_sleep(3000)%'"
            + " AND pid <> pg_catalog.pg_backend_pid()");
  }

  void awaitEndlessStatement() throws InterruptedException {
    await("the script to run", () -> endlessStatements() > 0);
  }

  void awaitNothingLeft() throws InterruptedException {
    await("the copy to be dropped", () -> copies() == 0 && endlessStatements() == 0);
  }

  static void await(String what, BooleanSupplier condition) throws InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError("waited " + PATIENCE.toSeconds() + " s for " + what);
      }
      Thread.sleep(100);
    }
  }

  private int count(String sql) {
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getInt(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
