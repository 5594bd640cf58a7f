package io.jenkins.plugins.orchestrator.engine.migration;

import static io.jenkins.plugins.orchestrator.engine.migration.Scenario.task;
import static io.jenkins.plugins.orchestrator.engine.migration.Scenario.tasks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.ProgressListener;
import io.jenkins.plugins.orchestrator.engine.report.ReversibilityReport;
import io.jenkins.plugins.orchestrator.engine.report.ScriptError;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code format: command}: somebody else's program migrates, and is tested like any script. */
class CommandMigrationTest {
  @TempDir Path directory;
  private final TestServer server = TestServer.of(15);
  private Scenario scenario;

  @BeforeEach
  void scenario() {
    scenario =
        new Scenario(directory)
            .file("up.sql", "ALTER TABLE public.games ADD COLUMN score int;\n")
            .file("down.sql", "ALTER TABLE public.games DROP COLUMN score;\n")
            .file("lossy.sql", "ALTER TABLE public.games DROP COLUMN home;\n")
            .file("back.sql", "ALTER TABLE public.games ADD COLUMN home text;\n");
  }

  private void migrate(String command, String... keys) {
    StringBuilder yaml = new StringBuilder("migrations:\n  format: command\n  command: |\n    ");
    yaml.append(command.strip().replace("\n", "\n    ")).append('\n');
    for (String key : keys) {
      yaml.append("  ").append(key).append('\n');
    }
    scenario.top(yaml.toString());
  }

  private static String psql(String file) {
    return "psql -X -q -v ON_ERROR_STOP=1 -f " + file;
  }

  private static ScriptError error(EnvironmentReport environment) {
    return Objects.requireNonNull(environment.scripts().get(0).error());
  }

  @Test
  void aCommandMigratesAndItsWayBackIsProven() throws Exception {
    migrate("echo migrating\n" + psql("up.sql"), "down_command: " + psql("down.sql"));
    scenario.games("dev", server);

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).as(dev.toString()).isEqualTo(Status.PASSED);
    assertThat(dev.scripts())
        .extracting(script -> script.name() + " " + script.direction() + " " + script.status())
        .containsExactly(
            "migrations.command UP PASSED",
            "migrations.down_command DOWN PASSED",
            "migrations.command UP_AGAIN PASSED");
    ScriptReport up = dev.scripts().get(0);
    assertThat(up.statements().get(0).excerpt()).startsWith("echo migrating psql -X");
    assertThat(up.findings())
        .extracting(Finding::code, Finding::message)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "command-output", "The end of what the command printed: migrating"));
    assertThat(Objects.requireNonNull(dev.pending()).pending())
        .containsExactly("migrations.command");
    assertThat(dev.reversibility().verdict()).isEqualTo(ReversibilityReport.Verdict.REVERSIBLE);
    scenario.assertNothingIsLeft(server);
  }

  @Test
  void aWayBackThatLosesDataIsFoundOut() throws Exception {
    migrate(psql("lossy.sql"), "down_command: " + psql("back.sql"));
    scenario.games("dev", server);

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.reversibility().verdict())
        .as(dev.toString())
        .isEqualTo(ReversibilityReport.Verdict.LOSSY);
    assertThat(dev.reversibility().lost().toString()).contains("home");
  }

  @Test
  void aCommandWithoutAWayBackIsSaid() throws Exception {
    migrate(psql("up.sql"));
    scenario.games("dev", server);

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).as(dev.toString()).isEqualTo(Status.PASSED);
    assertThat(dev.findings()).extracting(Finding::code).contains("no-way-down");
    assertThat(dev.scripts()).hasSize(1);
  }

  @Test
  void theSourceIsNotTouchedAndTheCommandFindsItsCloneBothWays() throws Exception {
    migrate(
        """
        test "$(psql -X -At -c 'select current_database()')" = "$PGDATABASE" || exit 7
        test "$(psql -X -At "$DATABASE_URL" -c 'select current_database()')" = "$PGDATABASE" || exit 8
        psql -X -q -c 'CREATE TABLE public.made_by_command ()'
        """);
    String source = scenario.games("dev", server);

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).as(dev.toString()).isEqualTo(Status.PASSED);
    try (var connection = server.connect(source);
        var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT to_regclass('public.made_by_command') IS NULL")) {
      row.next();
      assertThat(row.getBoolean(1)).isTrue();
    }
  }

  @Test
  void aCommandThatFailsIsToldWithTheEndOfItsOutput() throws Exception {
    migrate("seq 1 50000\necho the reason is this >&2\nexit 3");
    scenario.games("dev", server);

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).isEqualTo(Status.FAILED);
    assertThat(error(dev).message())
        .isEqualTo("the command exit code 3, expected 0; its output says more");
    assertThat(error(dev).excerpt()).endsWith("50000\nthe reason is this").hasSizeLessThan(4_200);
    assertThat(task(dev, TaskKind.APPLY).message())
        .contains("migrations.command")
        .contains("exit code 3");
    scenario.assertNothingIsLeft(server);
  }

  @Test
  void aCommandThatNeverEndsIsEndedWithItsChildrenAndSessions() throws Exception {
    migrate("sleep 301 &\npsql -X -c 'select pg_sleep(301)'", "timeout: 1s");
    scenario.games("dev", server);

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.scripts().get(0).status()).isEqualTo(Status.TIMED_OUT);
    assertThat(error(dev).message()).contains("did not end within 1000 ms");
    assertThat(ProcessHandle.allProcesses().map(child -> child.info().commandLine().orElse("")))
        .noneMatch(command -> command.contains("sleep 301"));
    scenario.assertNothingIsLeft(server);
  }

  @Test
  void aCancelledRunEndsTheCommand() throws Exception {
    migrate("sleep 302 & sleep 302");
    scenario.games("dev", server);
    scenario.listener(
        new ProgressListener() {
          @Override
          public void scriptStarted(String environment, String name, int index, int count) {
            CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS)
                .execute(() -> scenario.cancellation().cancel("Ctrl-C"));
          }
        });

    MigrationTestReport report = scenario.run();

    assertThat(report.status()).isEqualTo(Status.CANCELLED);
    assertThat(tasks(report.environments().get(0))).contains("apply CANCELLED", "cleanup PASSED");
    assertThat(report.duration()).isLessThan(Duration.ofSeconds(15));
    assertThat(ProcessHandle.allProcesses().map(child -> child.info().commandLine().orElse("")))
        .noneMatch(command -> command.contains("sleep 302"));
    scenario.assertNothingIsLeft(server);
  }

  @Test
  void noPasswordIsInTheArgumentsOrInAnythingPublished() throws Exception {
    TestServer own = TestServer.startOwn(15, Map.of());
    try (own) {
      String database = own.createDatabase();
      own.execute(database, "CREATE ROLE deployer SUPERUSER LOGIN PASSWORD 'husha-husha'");
      migrate(
          """
          test "$PGPASSWORD" = husha"-"husha || exit 9
          grep -q "$PGPASSWORD" /proc/$$/cmdline && exit 10
          echo "connecting to $DATABASE_URL with $PGPASSWORD"
          exit 4
          """);
      scenario.environment(
          "dev",
          own.url(database).replace("postgres@", "deployer:husha-husha@"),
          "exclusive: true");

      MigrationTestReport report = scenario.run();

      EnvironmentReport dev = report.environments().get(0);
      assertThat(error(dev).excerpt()).contains("connecting to").contains("***");
      assertThat(scenario.published(report)).doesNotContain("husha-husha");
      assertThat(error(dev).excerpt()).doesNotContain("husha");
      scenario.assertNothingIsLeft(own);
    }
  }

  @Test
  void whatTheCommandLeavesUnfinishedIsAFinding() throws Exception {
    scenario.file(
        "unfinished.sql",
        "ALTER TABLE public.games ADD CONSTRAINT positive CHECK (id > 0) NOT VALID;\n");
    migrate(psql("unfinished.sql"));
    scenario.games("dev", server);

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.scripts().get(0).findings())
        .extracting(Finding::code)
        .containsExactly("unvalidated-constraint");
  }

  @Test
  void theDeployersRoleIsTheCommands() throws Exception {
    String role = "deployer_" + scenario.runId().value();
    server.execute("postgres", "CREATE ROLE " + role);
    try {
      migrate("test \"$(psql -X -At -c 'select current_user')\" = " + role, "role: " + role);
      scenario.games("dev", server);

      assertThat(scenario.runOne().status()).isEqualTo(Status.PASSED);
    } finally {
      server.execute("postgres", "DROP ROLE " + role);
    }
  }

  @Test
  void aSelectionOfMigrationsIsRefused() {
    migrate("true");
    scenario.games("dev", server, "migrations_to_test: [1]");

    assertThatThrownBy(scenario::plan)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("dev.migrations_to_test")
        .hasMessageContaining("the command itself decides");
  }
}
