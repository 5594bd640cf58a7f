package io.jenkins.plugins.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line promises of its outputs, with the real engine and a real server. */
class CommandPromisesTest {
  private static final String PASSWORD = "T0p$ecret/w:rd+42";
  private static final String IN_URL = "T0p%24ecret%2Fw%3Ard%2B42";

  private static TestServer server;

  @TempDir private Path directory;
  private String source;

  /** Nobody else writes on it, not even the server itself. */
  @BeforeAll
  static void startAServer() {
    server = TestServer.startOwn(16, Map.of("autovacuum", "off"));
  }

  @AfterAll
  static void stopIt() {
    server.close();
  }

  @BeforeEach
  void makeASource() throws IOException {
    source = server.createDatabase();
    server.execute(source, "CREATE TABLE t (id int PRIMARY KEY CHECK (id > 0))");
    write("db/001_x.sql", "CREATE TABLE x (id int);");
    write("db/001_x.down.sql", "DROP TABLE x;");
    configure("exclusive: true", "");
  }

  private void write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private String url(String database) {
    return server.url(database).replace("postgres@", "postgres:" + IN_URL + "@");
  }

  private void configure(String ofEnvironment, String top) throws IOException {
    write(
        "test.yaml",
        """
        test_environments:
          dev: {db_url: '%s', %s}
        migrations: {path: db, baseline: none}
        %s
        """
            .formatted(url(source), ofEnvironment, top));
  }

  private CommandRun run(String... options) {
    String[] arguments =
        Stream.concat(
                Stream.of("migration-test", directory.resolve("test.yaml").toString()),
                Stream.of(options))
            .toArray(String[]::new);
    return CommandRun.of(new EngineCalls(), directory, arguments);
  }

  // ---- --json: the report on standard output and nothing else there -----------------------------

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT 1;                                             | 0 | success",
        "DO $$BEGIN RAISE WARNING 'a warning'; END$$; SELECT no(); | 1 | failed",
      })
  void jsonIsTheReportAlsoWhenItFails(String script, int code, String status) throws Exception {
    write("db/002_y.sql", script);
    CommandRun run = run("--json", "--report", "report");
    assertThat(run.code()).as(run.err()).isEqualTo(code);
    JsonNode report = onlyValueOf(run.out());
    assertThat(report.path("status").asText()).isEqualTo(status);
    assertThat(run.err()).contains("[dev] apply");
    assertThat(run.out()).isEqualToIgnoringWhitespace(read("report/report.json"));
  }

  @Test
  void jsonIsTheReportAlsoWhenTheServerIsDown() throws Exception {
    write(
        "test.yaml",
        """
        test_environments: {dev: {db_url: 'postgresql://u:hunter2222@127.0.0.1:1/x'}}
        migrations: {path: db, baseline: none}
        """);
    CommandRun run = run("--json");
    assertThat(run.code()).isEqualTo(3);
    assertThat(onlyValueOf(run.out()).path("status").asText()).isEqualTo("failed");
    assertThat(run.out() + run.err()).doesNotContain("hunter2222");
  }

  @Test
  void jsonPrintsNothingWhereThereIsNoReport() throws Exception {
    configure("exclusive: perhaps", "");
    CommandRun run = run("--json");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("perhaps").contains("1 problem; nothing was touched");
  }

  private static JsonNode onlyValueOf(String text) throws IOException {
    return new ObjectMapper()
        .enable(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .readTree(text);
  }

  // ---- --plan: nothing is made, here or there
  // ----------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"exclusive: true", "snapshot: {strategy: dump}", "exclusive: false"})
  void aPlanMakesNothing(String ofEnvironment) throws Exception {
    configure(ofEnvironment, "validate: {tables: [public.t]}");
    List<String> server = stateOfServer();
    List<Path> files = files();

    CommandRun run = run("--plan", "--report", "report");

    assertThat(run.code()).as(run.err() + run.out()).isZero();
    assertThat(run.out()).contains("001_x.sql");
    assertThat(stateOfServer()).isEqualTo(server);
    assertThat(files()).isEqualTo(files);
  }

  @Test
  void aPlanDoesNotTakeAwayEitherWhatAKilledRunLeft() throws Exception {
    Path left = Files.createDirectories(directory.resolve("orchestrate-aaaaaaaaaa"));
    write("orchestrate-aaaaaaaaaa/orchestrate-run", "aaaaaaaaaa");
    write("state/embedded/aaaaaaaaaa", left.toString());
    assertThat(run("--plan").code()).isZero();
    assertThat(left).exists();
  }

  /** The next transaction's number tells of every write, also of one that was rolled back. */
  private static List<String> stateOfServer() throws Exception {
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT pg_snapshot_xmax(pg_current_snapshot())::text,"
                    + " (SELECT string_agg(datname, ',' ORDER BY oid) FROM pg_database),"
                    + " (SELECT string_agg(rolname, ',' ORDER BY oid) FROM pg_roles),"
                    + " (SELECT count(*) FROM pg_replication_slots)::text")) {
      row.next();
      return List.of(row.getString(1), row.getString(2), row.getString(3), row.getString(4));
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.sorted().toList();
    }
  }

  // ---- the password of a URL: nowhere
  // ------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DO $$BEGIN RAISE WARNING '%1$s'; RAISE EXCEPTION 'no %1$s' USING HINT = '%1$s'; END$$;",
        "SELECT '%1$s'::int;",
        "SELECT 1/0; -- %1$s",
        "SELECT 'postgresql://u:%2$s@h/d'::int;",
        "CREATE TABLE \"%1$s\" (id int); CREATE TABLE \"%1$s\" (id int);"
      })
  void aPasswordInAScriptOrAMessageIsInNoOutput(String script) throws Exception {
    write("db/002_y.sql", script.formatted(PASSWORD, IN_URL));
    CommandRun text = run("--report", "report", "--debug");
    CommandRun json = run("--json", "--debug");
    CommandRun plan = run("--plan", "--debug");
    assertThat(List.of(text.code(), json.code(), plan.code())).containsExactly(1, 1, 0);
    assertThat(text.out()).contains("002_y.sql");
    for (CommandRun run : List.of(text, json, plan)) {
      assertNoPassword(run.out());
      assertNoPassword(run.err());
    }
    for (String file : List.of("report.json", "report.html", "junit.xml", "handoff.yaml")) {
      assertNoPassword(read("report/" + file));
    }
  }

  /** Refused before anything is touched, with an excerpt of the statement. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER SYSTEM SET cluster_name = '%1$s';",
        "CREATE DATABASE \"%1$s\";",
        "\\connect %1$s",
        "SELECT '%1$s",
        "COPY t FROM stdin; -- %1$s"
      })
  void aPasswordInARefusedScriptIsNotInTheRefusal(String script) throws Exception {
    write("db/002_y.sql", script.formatted(PASSWORD));
    for (CommandRun run : List.of(run("--debug"), run("--plan", "--debug"), run("--json"))) {
      assertThat(run.code()).as(run.err()).isEqualTo(2);
      assertThat(run.err()).contains("002_y.sql:1");
      assertNoPassword(run.out() + run.err());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dev: {db_ulr: '%1$s'}",
        "dev: {db_url: '%1$s', purpose: [x], exclusive: '%1$s'}",
        "dev: {db_url: '%1$s', migrations_to_test: {until: [1]}, snapshot: {server: '%1$s&x'}}",
        "dev: {db_url: '%1$s?sslmode=maybe'}",
        "dev: {db_url: '%1$s?no_such=1', max_parallel: '%1$s'}",
        "dev: {db_url: ['%1$s']}",
        "dev: {'%1$s': 1}",
        "'%1$s': {purpose: x}",
        "dev: {db_url: %1$s: x}",
        "dev: {db_url: \"%1$s}",
        "dev: '%1$s'",
        "dev: {db_url: 'postgresql//postgres:%2$s@h/d'}",
        "dev: {db_url: 'postgresql://postgres:%2$s%%zz@h:x/d'}",
        "dev: {db_url: 'jdbc:postgresql://h:x/d?user=u&password=%2$s'}",
        "dev: {db_url: 'host=h port=x user=u password=%2$s'}"
      })
  void aPasswordIsNotInAnErrorOfTheConfiguration(String environment) throws Exception {
    write(
        "test.yaml",
        "test_environments:\n  "
            + environment.formatted(url("d"), IN_URL)
            + "\nmigrations: {path: db}\n");
    for (CommandRun run : List.of(run("--debug"), run("--plan"), run("--json"))) {
      assertThat(run.code()).as(run.err()).isEqualTo(2);
      assertThat(run.err()).contains("test.yaml:");
      assertNoPassword(run.out() + run.err());
    }
  }

  private String read(String file) throws IOException {
    return Files.readString(directory.resolve(file));
  }

  private static void assertNoPassword(String text) {
    assertThat(text)
        .doesNotContain("T0p$ecret", "T0p%24ecret", "T0p$$ecret")
        .doesNotContain("w:rd+42", "w%3Ard%2B42");
  }
}
