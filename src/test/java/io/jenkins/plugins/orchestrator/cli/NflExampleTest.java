package io.jenkins.plugins.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The example's SQL by itself, sent file by file, without the engine. */
class NflExampleTest {
  private static final Path EXAMPLE = Path.of("docs/examples/nfl");

  /** Of the data of one season; the same on every version, or it is not reproducible. */
  private static final String DIGEST =
      """
      SELECT md5(string_agg(line, ',' ORDER BY line)) FROM (
        SELECT md5(string_agg(plays::text, ',' ORDER BY play_id)) AS line FROM plays
        UNION ALL SELECT md5(string_agg(games::text, ',' ORDER BY game_id)) FROM games
        UNION ALL SELECT md5(string_agg(odds_history::text, ',' ORDER BY odds_id)) FROM odds_history
        UNION ALL SELECT md5(string_agg(rosters::text, ',' ORDER BY season, team, player_id))
                    FROM rosters
        UNION ALL SELECT md5(string_agg(players::text, ',' ORDER BY player_id)) FROM players) lines
      """;

  private static final String DATA = "4b958042172e8f768a51ded4d366c081";

  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17, 18})
  void makesTheSameDataOnEveryVersionAndItsMigrationsRunUpDownAndUp(int major) throws Exception {
    TestServer server = TestServer.of(major);
    try (Connection connection = connect(server, server.createDatabase())) {
      send(connection, EXAMPLE.resolve("sizes/dev_local.sql"));
      send(connection, EXAMPLE.resolve("db/migrations/001_init.sql"));
      send(connection, EXAMPLE.resolve("data.sql"));
      assertThat(one(connection, "SELECT count(*) FROM plays")).isEqualTo("43520");
      assertThat(one(connection, "SELECT count(*) FROM rosters")).isEqualTo("1696");
      assertThat(one(connection, "SET timezone = 'UTC'; " + DIGEST)).isEqualTo(DATA);

      List<Path> up = migrations().subList(1, 13);
      for (Path script : up) {
        send(connection, script);
      }
      for (int i = up.size() - 1; i >= 0; i--) {
        send(connection, down(up.get(i)));
      }
      assertThat(one(connection, DIGEST)).isEqualTo(DATA);
      for (Path script : up) {
        send(connection, script);
      }
      send(connection, EXAMPLE.resolve("tests/standings.sql"));
    }
  }

  @Test
  void theLargestEnvironmentHasMoreThanTwoHundredThousandPlays() throws Exception {
    String size = Files.readString(EXAMPLE.resolve("sizes/production_snapshot.sql"));
    assertThat(size).contains("'nfl.seasons', '5'");
    assertThat(5 * 17 * 16 * 160).isGreaterThan(200_000);
  }

  @Test
  void everyMigrationHasItsWayBack() throws IOException {
    assertThat(migrations()).hasSize(13).allSatisfy(script -> assertThat(down(script)).exists());
  }

  @ParameterizedTest
  @ValueSource(strings = {"parallel_migration_test.yaml", "failing.yaml"})
  void everyFileThatAConfigurationNamesIsThere(String file) throws IOException {
    Map<?, ?> yaml =
        new Yaml(new SafeConstructor(new LoaderOptions()))
            .load(Files.readString(EXAMPLE.resolve(file)));
    Map<?, ?> environments = (Map<?, ?>) yaml.get("test_environments");
    assertThat(environments).isNotEmpty();
    for (Object environment : environments.values()) {
      Map<?, ?> embedded = (Map<?, ?>) ((Map<?, ?>) environment).get("embedded");
      for (Object script : (List<?>) embedded.get("init")) {
        assertThat(EXAMPLE.resolve((String) script)).exists();
      }
    }
    String path = (String) ((Map<?, ?>) yaml.get("migrations")).get("path");
    assertThat(EXAMPLE.resolve(path)).isDirectory();
  }

  @Test
  void theServersOfTheScriptAreThoseOfTheConfiguration() throws IOException {
    Map<?, ?> yaml =
        new Yaml(new SafeConstructor(new LoaderOptions()))
            .load(Files.readString(EXAMPLE.resolve("parallel_migration_test.yaml")));
    String script =
        Files.readString(Path.of("bin/example-servers")).replaceAll("(\\\\\n|[ \n])+", " ");
    Map<?, ?> environments = (Map<?, ?>) yaml.get("test_environments");
    for (Map.Entry<?, ?> environment : environments.entrySet()) {
      Map<?, ?> keys = (Map<?, ?>) environment.getValue();
      URI url = URI.create((String) keys.get("db_url"));
      List<String> words = new ArrayList<>();
      words.add((String) environment.getKey());
      words.add(Integer.toString(url.getPort()));
      words.add(url.getPath().substring(1));
      ((List<?>) ((Map<?, ?>) keys.get("embedded")).get("init"))
          .forEach(file -> words.add((String) file));
      assertThat(script).contains("\"$1\" " + String.join(" ", words) + " ");
      assertThat(url.getHost() + " " + url.getUserInfo()).isEqualTo("localhost nfl");
    }
    assertThat(script.split("\"\\$1\" [a-z_]+ [0-9]{4} ", -1)).hasSize(environments.size() + 1);
  }

  private static List<Path> migrations() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLE.resolve("db/migrations"))) {
      return files
          .filter(file -> !file.toString().endsWith(".down.sql"))
          .sorted(Comparator.comparing(Path::toString))
          .toList();
    }
  }

  private static Path down(Path script) {
    return Path.of(script.toString().replaceAll("\\.sql$", ".down.sql"));
  }

  private static Connection connect(TestServer server, String database) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", "postgres");
    properties.setProperty("preferQueryMode", "simple");
    return new org.postgresql.Driver()
        .connect("jdbc:postgresql://127.0.0.1:" + server.port() + "/" + database, properties);
  }

  private static void send(Connection connection, Path script) throws IOException, SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(Files.readString(script));
    } catch (SQLException e) {
      throw new AssertionError(script + ": " + e.getMessage(), e);
    }
  }

  private static String one(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      boolean rows = statement.execute(sql);
      while (!rows) {
        rows = statement.getMoreResults();
      }
      try (ResultSet result = statement.getResultSet()) {
        result.next();
        return result.getString(1);
      }
    }
  }
}
