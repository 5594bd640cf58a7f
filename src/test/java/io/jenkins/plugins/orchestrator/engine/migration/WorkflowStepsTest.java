package io.jenkins.plugins.orchestrator.engine.migration;

import static io.jenkins.plugins.orchestrator.engine.migration.Scenario.environment;
import static io.jenkins.plugins.orchestrator.engine.migration.Scenario.task;
import static io.jenkins.plugins.orchestrator.engine.migration.Scenario.tasks;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.ProgressListener;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code parallel_test_workflow} and {@code max_parallel} change. */
class WorkflowStepsTest {
  private static final String STEPS_WITH =
      """
      parallel_test_workflow:
        - {step: snapshot_databases, parallel: true}
        - {step: apply_migrations, %s}
        - {step: validate_schemas, parallel: true}
        - {step: run_integration_tests, parallel: true}
        - {step: cleanup, parallel: true}
      """;

  @TempDir Path directory;
  private final TestServer server = TestServer.of(16);
  private Scenario scenario;

  @BeforeEach
  void scenario() {
    scenario = new Scenario(directory);
  }

  private void threeEnvironments() {
    scenario.fromTheFirst().script("1_wait.sql", "SELECT pg_sleep(0.2);");
    scenario.games("dev", server);
    scenario.games("staging", server);
    scenario.games("production", server);
  }

  /** Three branches meet while each is in a script: only branches side by side can. */
  @Test
  void environmentsAreTestedSideBySide() throws Exception {
    threeEnvironments();
    AtomicInteger met = new AtomicInteger();
    CyclicBarrier barrier = new CyclicBarrier(3);
    scenario.listener(
        new ProgressListener() {
          @Override
          public void scriptStarted(String environment, String script, int index, int count) {
            try {
              barrier.await(20, TimeUnit.SECONDS);
              met.incrementAndGet();
            } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
              throw new IllegalStateException("the others did not come", e);
            }
          }
        });

    assertThat(scenario.run().status()).isEqualTo(Status.PASSED);

    assertThat(met).hasValue(3);
  }

  @Test
  void aStepThatIsNotParallelLetsOneEnvironmentInAtATime() throws Exception {
    threeEnvironments();
    scenario.top(STEPS_WITH.formatted("parallel: false"));

    MigrationTestReport report = scenario.run();

    assertThat(report.status()).isEqualTo(Status.PASSED);
    assertOneAfterTheOther(
        report.environments().stream().map(each -> task(each, TaskKind.APPLY)).toList());
  }

  private static void assertOneAfterTheOther(List<TaskReport> tasks) {
    Duration end = Duration.ZERO;
    for (TaskReport task :
        tasks.stream().sorted(Comparator.comparing(TaskReport::start)).toList()) {
      assertThat(task.start()).isGreaterThanOrEqualTo(end);
      end = task.start().plus(task.duration());
    }
  }

  @Test
  void maxParallelOneTestsOneEnvironmentAfterTheOther() throws Exception {
    threeEnvironments();
    scenario.top("max_parallel: 1");

    MigrationTestReport report = scenario.run();

    assertThat(report.status()).isEqualTo(Status.PASSED);
    Duration end = Duration.ZERO;
    for (EnvironmentReport environment : report.environments()) {
      assertThat(environment.start()).isGreaterThanOrEqualTo(end);
      end = environment.start().plus(environment.duration());
    }
  }

  @Test
  void aStepThatIsNotInTheWorkflowIsSkippedAndSaysSo() throws Exception {
    scenario
        .fromTheFirst()
        .script("1_name.sql", "ALTER TABLE public.games ADD COLUMN name text;")
        .file("tests/broken.sql", "SELECT 1/0")
        .top("validate: {tables: [public.missing]}")
        .top("integration_tests: [{name: broken, sql: tests/broken.sql}]")
        .top(
            """
            parallel_test_workflow:
              - {step: snapshot_databases}
              - {step: apply_migrations}
              - {step: cleanup}
            """);
    scenario.games("dev", server);

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).isEqualTo(Status.PASSED);
    assertThat(tasks(dev)).contains("apply PASSED", "validate SKIPPED", "tests SKIPPED");
    assertThat(task(dev, TaskKind.VALIDATE).message()).isEqualTo("not in parallel_test_workflow");
  }

  @Test
  void aWorkflowWithoutCleanupStillCleansUp() throws Exception {
    scenario
        .fromTheFirst()
        .script("1_name.sql", "ALTER TABLE public.games ADD COLUMN name text;")
        .top("parallel_test_workflow: [{step: snapshot_databases}, {step: apply_migrations}]");
    scenario.games("dev", server);

    EnvironmentReport dev = scenario.runOne();

    assertThat(tasks(dev)).contains("cleanup PASSED");
    scenario.assertNothingIsLeft(server);
  }

  /** One fails at once while the other one is in a script that takes a minute. */
  private void oneFailsWhileAnotherOneIsBusy() {
    scenario
        .file("slow/1_wait.sql", "SELECT pg_sleep(60);")
        .file("broken/1_broken.sql", "SELECT pg_sleep(0.5);\nSELECT 1/0;");
    scenario.games("broken", server, "migrations: {path: broken, baseline: none}");
    scenario.games("slow", server, "migrations: {path: slow, baseline: none}");
  }

  @Test
  void aFailureInACriticalStepCancelsTheOthersWhichStillCleanUp() throws Exception {
    oneFailsWhileAnotherOneIsBusy();
    scenario.top(STEPS_WITH.formatted("critical: true"));

    MigrationTestReport report = scenario.run();

    assertThat(report.status()).isEqualTo(Status.FAILED);
    assertThat(environment(report, "broken").status()).isEqualTo(Status.FAILED);
    EnvironmentReport slow = environment(report, "slow");
    assertThat(slow.status()).isEqualTo(Status.CANCELLED);
    assertThat(slow.failure())
        .isEqualTo("apply_migrations failed in broken, and the step is marked critical");
    assertThat(tasks(slow)).contains("cleanup PASSED");
    assertThat(report.duration()).isLessThan(Duration.ofSeconds(30));
    scenario.assertNothingIsLeft(server);
  }

  @Test
  void aFailureInAnotherStepLeavesTheOthersAlone() throws Exception {
    oneFailsWhileAnotherOneIsBusy();
    scenario.file("slow/1_wait.sql", "SELECT pg_sleep(1.5);");

    MigrationTestReport report = scenario.run();

    assertThat(report.status()).isEqualTo(Status.FAILED);
    assertThat(environment(report, "broken").failure())
        .contains("broken/1_broken.sql:2:")
        .contains("division by zero")
        .contains("22012");
    assertThat(environment(report, "slow").status()).isEqualTo(Status.PASSED);
    scenario.assertNothingIsLeft(server);
  }
}
