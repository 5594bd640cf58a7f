package io.jenkins.plugins.orchestrator.engine.migration.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText;
import io.jenkins.plugins.orchestrator.engine.postgres.ServerVersion;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientInstallation;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientTools;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientToolsException;
import io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SchemaFingerprint;
import io.jenkins.plugins.orchestrator.engine.report.ScriptError;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * psql is the oracle: on two clones of one database, {@code psql -X -v ON_ERROR_STOP=1 -f} and the
 * runner agree on whether a script passes, and leave the same schema and the same data.
 *
 * <p>Where they are meant to differ has tests of its own below, but for one thing: psql sends each
 * statement in a transaction of its own, while the runner wraps a script in one where it can. Where
 * that shows (SET LOCAL, LOCK, a failure half-way), the file's name says {@code single} and psql
 * runs it with {@code --single-transaction}. A script that must not run in a transaction although
 * nothing in its text says so runs twice here; what the first attempt took from sequences is used
 * up. In the names of files, {@code crlf} stands for Windows' line ends and {@code bom} for a byte
 * order mark, which no editor or version control system can lose that way.
 */
class PsqlOracleTest {
  /** What every clone holds before the script. */
  private static final String BASE =
      """
      CREATE SCHEMA app;
      CREATE TYPE kind AS ENUM ('old');
      CREATE FUNCTION app.nothing() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
      CREATE TABLE log (id serial PRIMARY KEY, what text, of kind);
      INSERT INTO log (what, of) VALUES ('base', 'old'), (NULL, NULL);
      """;

  private static final String RELATIONS =
      """
      SELECT c.oid::regclass::text, c.relkind = 'S'
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'm', 'S') AND c.relpersistence <> 't'
        AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_toast'
      """;

  private static final String DATABASE_PARAMETERS =
      "SELECT 'large objects: ' || count(*) || ' ' || coalesce(sum(hashtext(data::text)), 0)"
          + " FROM pg_largeobject";

  @TempDir Path directory;

  static Stream<Arguments> corpus() throws IOException, URISyntaxException {
    Path resources =
        Path.of(Objects.requireNonNull(PsqlOracleTest.class.getResource("/oracle")).toURI());
    try (Stream<Path> files = Files.list(resources)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList().stream()
          .flatMap(name -> Stream.of(Arguments.of(15, name), Arguments.of(18, name)));
    }
  }

  @ParameterizedTest(name = "{1} on {0}")
  @MethodSource("corpus")
  void psqlAndTheRunnerAgreeOn(int major, String name) throws Exception {
    String text = resource(name);
    Agreement agreement = run(TestServer.of(major), text, name.contains(".single."));
    agreement.check();
    boolean fails = name.startsWith("fails");
    assertThat(agreement.runner().status())
        .as(String.valueOf(agreement.runner().error()))
        .isEqualTo(fails ? Status.FAILED : Status.PASSED);
  }

  /** The clients of the machine; each dumps a server of its own version, as it should be used. */
  static List<ClientInstallation> clients() {
    List<ClientInstallation> clients =
        ClientTools.locate(System.getenv()).installations().stream()
            .filter(client -> client.version().isAtLeast(14) && !client.version().isAtLeast(19))
            .toList();
    assertThat(clients).as("pg_dump 14 to 18 is needed: bin/test installs one").isNotEmpty();
    return clients;
  }

  @ParameterizedTest(name = "by pg_dump {0}")
  @MethodSource("clients")
  void aPlainDumpOfADatabaseWithEverything(ClientInstallation client) throws Exception {
    TestServer server = TestServer.of(client.version().major());
    String source = server.createDatabase();
    server.execute(source, BASE);
    for (String name :
        List.of(
            "begin_atomic.sql",
            "quotes.sql",
            "functions.sql",
            "structure.sql",
            "operators.sql",
            "copy.sql")) {
      // MERGE is new in 15.
      String part =
          resource(name).replaceAll("(?m)^MERGE " + (server.major() < 15 ? ".*$" : "$"), "");
      Path file = Files.writeString(directory.resolve("part.sql"), part);
      assertThat(psql(server, source, file, false)).as(name).isZero();
    }
    Path dump = directory.resolve("dump.sql");
    for (List<String> options :
        List.of(List.<String>of(), List.of("--inserts"), List.of("--clean", "--if-exists"))) {
      List<String> command = new ArrayList<>(List.of(client.program("pg_dump").toString()));
      command.addAll(options);
      command.addAll(List.of("-f", dump.toString(), server.url(source)));
      assertThat(execute(command)).isZero();
      Agreement agreement = run(server, Files.readString(dump), false, "");
      agreement.check();
      assertThat(agreement.runner().status())
          .as(String.valueOf(agreement.runner().error()))
          .isEqualTo(Status.PASSED);
      assertThat(agreement.dataByRunner()).containsKey("\"semi;colon\"").containsKey("c");
    }
  }

  @Test
  void aStatementOfTenMegabytes() throws Exception {
    String text =
        "CREATE TABLE huge (v text);\nINSERT INTO huge VALUES ('"
            + "it''s; 0123456789 ".repeat(10 * 1024 * 1024 / 18)
            + "');\nINSERT INTO huge VALUES "
            + "('a;'), ".repeat(20_000)
            + "($$;$$)";
    run(TestServer.of(15), text, false).check();
  }

  @Test
  void aScriptOfThousandsOfStatements() throws Exception {
    StringBuilder text = new StringBuilder("CREATE TABLE many (v text);\n");
    for (int i = 0; i < 3_000; i++) {
      text.append("INSERT INTO many VALUES ('").append(i).append(i % 3 == 0 ? ";');\n" : "'); ");
    }
    run(TestServer.of(15), text.toString(), false).check();
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void aVerticalTabIsWhiteSpaceWhereTheServerTakesItForThat(int major) throws Exception {
    Agreement agreement = run(TestServer.of(major), "CREATE TABLE v (a int);\n \u000b \n", true);
    agreement.check();
    assertThat(agreement.runner().status()).isEqualTo(major < 16 ? Status.FAILED : Status.PASSED);
  }

  @Test
  void onlyTheRunnerMindsAScriptThatLeavesItsOwnTransactionOpen() throws Exception {
    Agreement agreement =
        run(
            TestServer.of(15),
            """
            INSERT INTO log (what) VALUES ('stays');
            BEGIN;
            INSERT INTO log (what) VALUES ('x');
            """,
            false);
    assertThat(agreement.psqlExitCode()).isZero();
    assertThat(agreement.runner().status()).isEqualTo(Status.FAILED);
    assertThat(Objects.requireNonNull(agreement.runner().error()).message())
        .contains("ends inside a transaction that it began itself; it was rolled back");
    assertThat(agreement.dataByRunner()).isEqualTo(agreement.dataByPsql());
  }

  @Test
  void onlyTheRunnerCannotFollowSettingsThatItsDriverReadsValuesBy() throws Exception {
    for (String setting : List.of("datestyle = 'SQL, DMY'", "client_encoding = 'LATIN1'")) {
      Agreement agreement = run(TestServer.of(15), "SELECT 1;\nSET " + setting + ";", false);
      assertThat(agreement.psqlExitCode()).isZero();
      ScriptError error = Objects.requireNonNull(agreement.runner().error());
      assertThat(error.line()).isEqualTo(2);
      assertThat(error.message()).contains("built-in runner").contains("JDBC driver requires");
      assertThat(error.hint()).contains("migrations.runner: psql");
    }
  }

  /**
   * What psql and the runner made of one script.
   *
   * @param psqlExitCode 0 when it passed
   */
  private record Agreement(
      int psqlExitCode,
      ScriptReport runner,
      SchemaFingerprint schemaByPsql,
      SchemaFingerprint schemaByRunner,
      Map<String, String> dataByPsql,
      Map<String, String> dataByRunner) {
    void check() {
      assertThat(runner.status() == Status.PASSED)
          .as("psql ended with %s, the runner said %s", psqlExitCode, runner.error())
          .isEqualTo(psqlExitCode == 0);
      assertThat(schemaByPsql.differencesTo(schemaByRunner)).as("by psql, by the runner").isEmpty();
      assertThat(schemaByRunner.hash()).isEqualTo(schemaByPsql.hash());
      assertThat(dataByRunner).isEqualTo(dataByPsql);
    }
  }

  private Agreement run(TestServer server, String text, boolean singleTransaction)
      throws Exception {
    return run(server, text, singleTransaction, BASE);
  }

  private Agreement run(TestServer server, String text, boolean singleTransaction, String base)
      throws Exception {
    String forPsql = server.createDatabase();
    server.execute(forPsql, base + ";");
    String forRunner = "clone_of_" + forPsql;
    server.execute("postgres", "CREATE DATABASE " + forRunner + " TEMPLATE " + forPsql);
    Path file = Files.writeString(directory.resolve("script.sql"), text);
    int exitCode = psql(server, forPsql, file, singleTransaction);
    try (Bench bench = new Bench(server, forRunner, Bench.PATIENT)) {
      ScriptReport report =
          bench.run(new ScriptText("script.sql", 1, text, ScriptText.TransactionMode.AUTO));
      return new Agreement(
          exitCode,
          report,
          schema(server, forPsql),
          schema(server, forRunner),
          data(server, forPsql),
          data(server, forRunner));
    }
  }

  private int psql(TestServer server, String database, Path file, boolean singleTransaction)
      throws IOException, InterruptedException, ClientToolsException {
    ClientInstallation client =
        ClientTools.locate(System.getenv()).forServer(new ServerVersion(server.major() * 10_000));
    List<String> command = new ArrayList<>(List.of(client.program("psql").toString()));
    command.addAll(List.of("-X", "-q", "-v", "ON_ERROR_STOP=1"));
    if (singleTransaction) {
      command.add("--single-transaction");
    }
    command.addAll(List.of("-f", file.toString(), server.url(database)));
    return execute(command);
  }

  private int execute(List<String> command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().put("PGCLIENTENCODING", "UTF8");
    Path output = directory.resolve("output.txt");
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    process.getOutputStream().close();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(command.get(0) + " ended").isTrue();
    return process.exitValue();
  }

  private static SchemaFingerprint schema(TestServer server, String database) throws SQLException {
    try (Connection connection = server.connect(database)) {
      return SchemaFingerprint.read(connection);
    }
  }

  /** Every table's rows, their checksum and the first of them; every sequence's place. */
  private static Map<String, String> data(TestServer server, String database) throws SQLException {
    Map<String, String> data = new TreeMap<>();
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute("SET row_security = off; SET search_path = public");
      Map<String, Boolean> relations = new TreeMap<>();
      try (ResultSet rows = statement.executeQuery(RELATIONS)) {
        while (rows.next()) {
          relations.put(rows.getString(1), rows.getBoolean(2));
        }
      }
      for (Map.Entry<String, Boolean> relation : relations.entrySet()) {
        String query =
            relation.getValue()
                ? "SELECT last_value || ' ' || is_called FROM " + relation.getKey()
                : "SELECT count(*) || ' rows ' || coalesce(sum(hashtextextended(t::text, 0)), 0)"
                    + " || ' ' || left(string_agg(t::text, ' ' ORDER BY t::text), 2000) FROM "
                    + relation.getKey()
                    + " t";
        data.put(relation.getKey(), first(statement, query));
      }
      data.put("", first(statement, DATABASE_PARAMETERS));
    }
    return data;
  }

  private static String first(Statement statement, String query) throws SQLException {
    try (ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  private static String resource(String name) throws IOException {
    String text;
    try (var in =
        Objects.requireNonNull(PsqlOracleTest.class.getResourceAsStream("/oracle/" + name))) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    }
    if (name.contains(".crlf.")) {
      text = text.replace("\n", "\r\n");
    }
    return name.contains(".bom.") ? "\uFEFF" + text : text;
  }
}
