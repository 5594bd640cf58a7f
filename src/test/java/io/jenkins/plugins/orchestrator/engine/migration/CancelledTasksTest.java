package io.jenkins.plugins.orchestrator.engine.migration;

import static io.jenkins.plugins.orchestrator.engine.migration.Scenario.tasks;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.ProgressListener;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ctrl-C in every task, at its start and in the middle of it: all is taken away, and at once. */
class CancelledTasksTest {
  private static final String WHY = "Ctrl-C";
  private static final String FOREVER = "SELECT pg_sleep(300);";

  @TempDir Path directory;
  private final TestServer server = TestServer.of(15);
  private Scenario scenario;

  @BeforeEach
  void scenario() {
    scenario =
        new Scenario(directory)
            .fromTheFirst()
            .script("1_name.sql", "ALTER TABLE public.games ADD COLUMN name text;")
            .script("1_name.down.sql", "ALTER TABLE public.games DROP COLUMN name;");
  }

  /** Cancels some time after a task has begun. */
  private void cancelIn(TaskKind wanted, long afterMillis) {
    scenario.listener(
        new ProgressListener() {
          @Override
          public void taskStarted(String environment, TaskKind task) {
            if (task == wanted && afterMillis == 0) {
              scenario.cancellation().cancel(WHY);
            } else if (task == wanted) {
              CompletableFuture.delayedExecutor(afterMillis, TimeUnit.MILLISECONDS)
                  .execute(() -> scenario.cancellation().cancel(WHY));
            }
          }
        });
  }

  private EnvironmentReport assertCancelled(TaskKind task) throws Exception {
    MigrationTestReport report = scenario.run();

    assertThat(report.status()).as(report.toString()).isEqualTo(Status.CANCELLED);
    assertThat(report.findings())
        .extracting(Finding::code, Finding::message)
        .contains(org.assertj.core.groups.Tuple.tuple("run-cancelled", WHY));
    EnvironmentReport dev = report.environments().get(0);
    assertThat(dev.failure()).isEqualTo(WHY);
    assertThat(tasks(dev)).contains(task.label() + " CANCELLED");
    assertThat(report.duration()).isLessThan(Duration.ofSeconds(15));
    scenario.assertNothingIsLeft(server);
    return dev;
  }

  @ParameterizedTest
  @EnumSource(
      value = TaskKind.class,
      names = {"SNAPSHOT", "APPLY", "REVERSE", "VALIDATE", "TEST"})
  void atTheStartOfATask(TaskKind task) throws Exception {
    scenario.top("integration_tests: [{name: it, command: exit 0}]");
    scenario.games("dev", server);
    cancelIn(task, 0);

    assertCancelled(task);
  }

  @Test
  void whileTheSourceIsCopied() throws Exception {
    String database = server.createDatabase();
    server.execute(database, "CREATE TABLE public.games (id int)");
    scenario.environment("dev", server.url(database));
    cancelIn(TaskKind.SNAPSHOT, 700);
    try (Connection other = server.connect(database);
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE public.games IN ACCESS EXCLUSIVE MODE");

      assertCancelled(TaskKind.SNAPSHOT);
      other.rollback();
    }
  }

  @Test
  void whileAScriptRuns() throws Exception {
    scenario.script("2_wait.sql", FOREVER);
    scenario.games("dev", server);
    cancelIn(TaskKind.APPLY, 700);

    EnvironmentReport dev = assertCancelled(TaskKind.APPLY);

    assertThat(tasks(dev)).contains("cleanup PASSED");
  }

  @Test
  void whileAScriptIsTakenBack() throws Exception {
    scenario.script("1_name.down.sql", FOREVER);
    scenario.games("dev", server);
    cancelIn(TaskKind.REVERSE, 300);

    assertCancelled(TaskKind.REVERSE);
  }

  @Test
  void whileACheckRuns() throws Exception {
    scenario.top(
        "validate: {queries: [{name: forever, sql: SELECT pg_sleep(50), expect: {rows: 1}}]}");
    scenario.games("dev", server);
    cancelIn(TaskKind.VALIDATE, 300);

    assertCancelled(TaskKind.VALIDATE);
  }

  @Test
  void whileACommandRuns() throws Exception {
    scenario.top("integration_tests: [{name: it, command: sleep 300}]");
    scenario.games("dev", server);
    cancelIn(TaskKind.TEST, 300);

    assertCancelled(TaskKind.TEST);
  }

  @Test
  void whileACommandRunsThatIgnoresSignals() throws Exception {
    scenario.top(
        """
        integration_tests:
          - name: it
            command: "trap '' TERM INT; while true; do sleep 0.2; done"
        """);
    scenario.games("dev", server);
    cancelIn(TaskKind.TEST, 300);

    assertCancelled(TaskKind.TEST);
  }

  @Test
  void whileATestsSqlRuns() throws Exception {
    scenario
        .file("tests/it.sql", FOREVER)
        .top("integration_tests: [{name: it, sql: tests/it.sql}]");
    scenario.games("dev", server);
    cancelIn(TaskKind.TEST, 300);

    assertCancelled(TaskKind.TEST);
  }

  /** What was found out until then stands; the copy is dropped all the same. */
  @Test
  void whileACopyIsDropped() throws Exception {
    scenario.games("dev", server);
    cancelIn(TaskKind.CLEANUP, 0);

    EnvironmentReport dev = scenario.runOne();

    assertThat(tasks(dev)).contains("tests SKIPPED", "cleanup PASSED");
    scenario.assertNothingIsLeft(server);
  }

  @Test
  void beforeAnythingWasBegun() throws Exception {
    scenario.games("dev", server);
    scenario.cancellation().cancel(WHY);

    EnvironmentReport dev = assertCancelled(TaskKind.SNAPSHOT);

    assertThat(dev.tasks()).hasSize(1);
  }

  @Test
  void environmentsThatWaitForTheirTurnAreCancelledToo() throws Exception {
    scenario.script("2_wait.sql", FOREVER).top("max_parallel: 1");
    scenario.games("dev", server);
    scenario.games("staging", server);
    cancelIn(TaskKind.APPLY, 300);

    MigrationTestReport report = scenario.run();

    assertThat(report.environments())
        .extracting(EnvironmentReport::status)
        .containsExactly(Status.CANCELLED, Status.CANCELLED);
    scenario.assertNothingIsLeft(server);
  }
}
