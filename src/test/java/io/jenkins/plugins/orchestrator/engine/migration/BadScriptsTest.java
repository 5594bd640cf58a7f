package io.jenkins.plugins.orchestrator.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.report.StatementReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts that are wrong in themselves: what can be seen in the file is said before a run. */
class BadScriptsTest {
  @TempDir Path directory;
  private final TestServer server = TestServer.of(17);
  private Scenario scenario;

  @BeforeEach
  void scenario() {
    scenario = new Scenario(directory).fromTheFirst();
    scenario.games("dev", server);
  }

  private String refusal() throws Exception {
    ConfigurationException refused =
        catchThrowableOfType(ConfigurationException.class, () -> scenario.plan());
    assertThat(refused).as("a refusal before anything is touched").isNotNull();
    scenario.assertNothingIsLeft(server);
    return refused.getMessage();
  }

  @Test
  void invalidUtf8() throws Exception {
    scenario.file(
        "db/migrations/1_latin.sql",
        "SELECT 1;\nSELECT 'Zürich';\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(refusal()).contains("db/migrations/1_latin.sql:2").contains("UTF-8");
  }

  @Test
  void aUtf16File() throws Exception {
    scenario.file("db/migrations/1_wide.sql", "SELECT 1;\n".getBytes(StandardCharsets.UTF_16));

    assertThat(refusal()).contains("db/migrations/1_wide.sql").contains("UTF-8");
  }

  @Test
  void copyWithoutItsEnd() throws Exception {
    scenario.script("1_copy.sql", "SELECT 1;\nCOPY public.games FROM stdin;\n3\teast\n");

    assertThat(refusal()).contains("db/migrations/1_copy.sql:2").contains("\\.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\connect template1", "\\c template1", "\\i other.sql", "\\! id"})
  void commandsOfPsql(String command) throws Exception {
    scenario.script("1_meta.sql", "SELECT 1;\n" + command + "\nSELECT 2;\n");

    assertThat(refusal())
        .contains("db/migrations/1_meta.sql:2")
        .contains(command.substring(0, command.indexOf(' ')));
  }

  @Test
  void twoScriptsOfOneVersion() throws Exception {
    scenario.script("1_first.sql", "SELECT 1;").script("01_second.sql", "SELECT 2;");

    assertThat(refusal()).contains("1_first.sql").contains("01_second.sql").contains("version");
  }

  @Test
  void allMistakesOfAllScriptsAreSaidAtOnce() throws Exception {
    scenario
        .script("1_copy.sql", "COPY public.games FROM stdin;\n3\teast\n")
        .script("2_meta.sql", "\\connect template1\n")
        .script("3_quote.sql", "SELECT 'it;\n");

    assertThat(refusal())
        .contains("1_copy.sql:1")
        .contains("2_meta.sql:1")
        .contains("3_quote.sql:1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n", "-- nothing yet\n", "/* nothing */ ;\n"})
  void anEmptyScriptIsAppliedAndSaid(String text) throws Exception {
    scenario.script("1_empty.sql", text).script("1_empty.down.sql", text);

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).as(dev.toString()).isEqualTo(Status.PASSED);
    assertThat(dev.scripts().get(0).statements()).isEmpty();
    scenario.assertNothingIsLeft(server);
  }

  @Test
  void tenMegabytesInOneStatementAreApplied() throws Exception {
    String text = "x".repeat(10_000_000);
    scenario
        .script("1_big.sql", "INSERT INTO public.games VALUES (3, '" + text + "');")
        .script("1_big.down.sql", "DELETE FROM public.games WHERE id = 3;");

    MigrationTestReport report = scenario.run();

    assertThat(report.status()).as(report.environments().get(0).failure()).isEqualTo(Status.PASSED);
    StatementReport statement = report.environments().get(0).scripts().get(0).statements().get(0);
    assertThat(statement.rows()).isEqualTo(1);
    assertThat(statement.excerpt()).hasSizeLessThanOrEqualTo(StatementReport.MAX_EXCERPT);
    assertThat(scenario.published(report)).hasSizeLessThan(1_000_000);
  }

  @Test
  void anErrorBehindTenMegabytesIsShownInAFewLines() throws Exception {
    String text = "x".repeat(10_000_000);
    scenario.script("1_big.sql", "INSERT INTO public.games VALUES (3, '" + text + "', 4);");

    MigrationTestReport report = scenario.run();

    ScriptReport script = report.environments().get(0).scripts().get(0);
    assertThat(script.status()).isEqualTo(Status.FAILED);
    assertThat(script.error().line()).isEqualTo(1);
    assertThat(script.error().column()).isGreaterThan(10_000_000);
    assertThat(script.error().excerpt()).hasSizeLessThan(2_000);
    assertThat(scenario.published(report)).hasSizeLessThan(1_000_000);
    scenario.assertNothingIsLeft(server);
  }

  /** On a server that others use too, before anything is touched. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CREATE ROLE intruder",
        "ALTER ROLE postgres PASSWORD 'x'",
        "DROP USER intruder",
        "CREATE DATABASE elsewhere",
        "DROP DATABASE postgres",
        "ALTER SYSTEM SET work_mem = '1GB'",
        "CREATE TABLESPACE ts LOCATION '/tmp/ts'",
        "DROP SUBSCRIPTION s",
        "REASSIGN OWNED BY a TO b",
        "DROP OWNED BY a",
        "COPY public.games TO PROGRAM 'cat'",
        "SELECT pg_terminate_backend(1)",
      })
  void aScriptThatReachesBeyondItsDatabase(String statement) throws Exception {
    scenario.script("1_beyond.sql", "SELECT 1;\n" + statement + ";\n");

    assertThat(refusal()).contains("db/migrations/1_beyond.sql:2");
  }
}
