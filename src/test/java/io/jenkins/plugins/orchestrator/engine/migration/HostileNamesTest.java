package io.jenkins.plugins.orchestrator.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that break whoever pastes them into SQL, a shell, XML, YAML or a page. */
class HostileNamesTest {
  @TempDir Path directory;
  private final TestServer server = TestServer.of(15);
  private Scenario scenario;

  @BeforeEach
  void scenario() {
    scenario =
        new Scenario(directory)
            .script("1_games.sql", "CREATE TABLE public.games (id int);")
            .script("1_games.down.sql", "DROP TABLE public.games;");
  }

  static Stream<String> names() {
    return Stream.of(
        "\"; DROP DATABASE postgres; --",
        "it's \"quoted\" 'twice'",
        "back\\slash $HOME `id` $(id)",
        "per%20cent & <b>html</b>",
        "Größe ☃ 数据库",
        "n".repeat(63),
        "é".repeat(31));
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  private String url(String database) {
    String encoded = URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
    return server.url(encoded);
  }

  private void inNewDatabase(String name, String keys) throws Exception {
    server.execute("postgres", "CREATE DATABASE " + quoted(name));
    try {
      scenario.environment("dev", url(name), keys);
      MigrationTestReport report = scenario.run();

      assertThat(report.status()).as(report.toString()).isEqualTo(Status.PASSED);
      EnvironmentReport dev = report.environments().get(0);
      assertThat(dev.snapshot().source()).endsWith("/" + name);
      assertThat(scenario.published(report)).isNotEmpty();
      scenario.assertOnlyGoldenCopiesAreLeft(server);
    } finally {
      server.execute("postgres", "DROP DATABASE " + quoted(name));
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void aDatabaseCopiedAsATemplate(String name) throws Exception {
    inNewDatabase(name, "exclusive: true");
  }

  @ParameterizedTest
  @MethodSource("names")
  void aDatabaseCopiedByDump(String name) throws Exception {
    // A name of its own: both tests run on one server.
    String other = name.length() == 63 ? "m" + name.substring(1) : name.replace("é", "è");
    inNewDatabase(other, "reversibility: none");
  }

  @Test
  void environments() throws Exception {
    List<String> hostile = names().toList();
    for (String name : hostile) {
      scenario.environment(name, server.url(server.createDatabase()), "exclusive: true");
    }

    MigrationTestReport report = scenario.run();

    assertThat(report.status()).as(report.toString()).isEqualTo(Status.PASSED);
    assertThat(report.environments()).extracting(EnvironmentReport::name).isEqualTo(hostile);
    assertThat(scenario.page(report)).doesNotContain("<b>html</b>").contains("&lt;b");
    scenario.assertNothingIsLeft(server);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2_\"; DROP TABLE games; --.sql",
        "2_it's $(id) `id`.sql",
        "2_<b>html<b> & more.sql",
        "2_Größe ☃.sql",
      })
  void scripts(String file) throws Exception {
    scenario.script(file, "CREATE TABLE public.plays (id int);\nSELECT 1/0;");
    scenario.environment("dev", server.url(server.createDatabase()), "exclusive: true");

    MigrationTestReport report = scenario.run();

    EnvironmentReport dev = report.environments().get(0);
    assertThat(dev.status()).isEqualTo(Status.FAILED);
    assertThat(dev.failure()).contains("db/migrations/" + file + ":2:").contains("by zero");
    assertThat(scenario.page(report)).doesNotContain("<b>html");
    scenario.assertNothingIsLeft(server);
  }

  @Test
  void tablesAndColumns() throws Exception {
    String table = quoted("\"; DROP TABLE games; --");
    String column = quoted("it's \"quoted\" é");
    scenario
        .script("2_hostile.sql", "CREATE TABLE public." + table + " (" + column + " int);")
        .script("2_hostile.down.sql", "DROP TABLE public." + table + ";");
    String database = server.createDatabase();
    server.execute(database, "CREATE TABLE public." + quoted("a\"b'c") + " (" + column + " int)");
    server.execute(database, "INSERT INTO public." + quoted("a\"b'c") + " VALUES (1)");
    scenario
        .fromTheFirst()
        .top("validate: {tables: ['public." + table + "']}")
        .environment("dev", server.url(database), "exclusive: true");

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).as(dev.toString()).isEqualTo(Status.PASSED);
  }

  /** A source may hold objects that shadow the server's own for whoever trusts search_path. */
  @Test
  void objectsThatShadowTheCatalog() throws Exception {
    String database = server.createDatabase();
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement()) {
      shadow(statement, database);
    }
    scenario.fromTheFirst().environment("dev", server.url(database), "exclusive: true");

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).as(dev.toString()).isEqualTo(Status.PASSED);
    scenario.assertNothingIsLeft(server);
  }

  private static void shadow(Statement statement, String database) throws SQLException {
    statement.execute("CREATE TABLE public.pg_class (trap int)");
    statement.execute("CREATE TABLE public.pg_stat_activity (trap int)");
    statement.execute(
        "CREATE FUNCTION public.current_database() RETURNS name LANGUAGE sql"
            + " AS $$ SELECT 'trap'::name $$");
    statement.execute(
        "CREATE FUNCTION public.md5(text) RETURNS text LANGUAGE sql AS $$ SELECT 'trap' $$");
    statement.execute("ALTER DATABASE " + database + " SET search_path = public, pg_catalog");
  }
}
