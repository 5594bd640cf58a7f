package io.jenkins.plugins.orchestrator.jenkins.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationLoader;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.engine.migration.BranchResult;
import io.jenkins.plugins.orchestrator.engine.migration.MigrationTestPlan;
import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.report.Verdict;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.jenkins.action.MigrationTestRunReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GrowingRunTest {
  private LiveReport<BranchResult> live;

  @BeforeEach
  void begin() throws Exception {
    MigrationTestConfiguration configuration =
        ConfigurationLoader.load(
            "configText",
            """
            test_environments:
              dev: {db_url: "postgresql://tester@localhost/dev"}
              staging: {db_url: "postgresql://tester@localhost/staging"}
            """,
            new ConfigurationLoader.Options(
                Map.of(), new LinkedHashSet<>(), false, null, Set.of()));
    live =
        new LiveReport<>(
            new MigrationTestRun(new MigrationTestPlan(configuration, Map.of())),
            IdleBuild.context(RunId.random(), Path.of("")));
  }

  private MigrationTestReport report() {
    return ((MigrationTestRunReport) live.report()).report();
  }

  private EnvironmentReport environment(String name) {
    return report().environments().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static TaskReport passed(TaskKind kind) {
    return new TaskReport(
        kind, kind.label(), Status.PASSED, Duration.ZERO, Duration.ofSeconds(1), null);
  }

  @Test
  void knowsAllEnvironmentsFromTheBeginning() {
    assertThat(report().environments())
        .extracting(EnvironmentReport::name)
        .containsExactly("dev", "staging");
    assertThat(environment("dev").status()).isEqualTo(Status.UNKNOWN);
    assertThat(Verdict.of(report()).passed()).isFalse();
  }

  @Test
  void showsTheTaskThatRuns() {
    live.started("dev");
    live.taskStarted("dev", TaskKind.SNAPSHOT);
    live.taskFinished("dev", passed(TaskKind.SNAPSHOT));
    live.taskStarted("dev", TaskKind.APPLY);
    assertThat(environment("dev").tasks())
        .extracting(TaskReport::kind, TaskReport::status)
        .containsExactly(
            tuple(TaskKind.SNAPSHOT, Status.PASSED), tuple(TaskKind.APPLY, Status.UNKNOWN));
  }

  @Test
  void keepsWhatALostBranchHadMeasured() {
    live.started("dev");
    live.taskStarted("dev", TaskKind.SNAPSHOT);
    live.taskFinished("dev", passed(TaskKind.SNAPSHOT));
    live.taskStarted("dev", TaskKind.APPLY);
    live.ended("dev", Status.FAILED, "the agent agent1 was lost");
    EnvironmentReport dev = environment("dev");
    assertThat(dev.status()).isEqualTo(Status.FAILED);
    assertThat(dev.failure()).isEqualTo("the agent agent1 was lost");
    assertThat(dev.tasks())
        .extracting(TaskReport::status)
        .containsExactly(Status.PASSED, Status.FAILED);
    assertThat(live.countEnded()).isEqualTo(1);
  }

  @Test
  void aBranchThatNeverBeganHasNoTasks() {
    live.ended("staging", Status.CANCELLED, "its item in Jenkins' queue was cancelled");
    assertThat(environment("staging").tasks()).isEmpty();
    assertThat(environment("staging").status()).isEqualTo(Status.CANCELLED);
  }

  @Test
  void anAgentCannotInventEnvironments() {
    live.taskStarted("production", TaskKind.APPLY);
    live.started("production");
    assertThat(report().environments()).hasSize(2);
  }

  @Test
  void anAgentCannotFillTheMemory() {
    live.started("dev");
    for (int i = 0; i < 1_000; i++) {
      live.taskFinished("dev", passed(TaskKind.TEST));
    }
    assertThat(environment("dev").tasks()).hasSizeLessThanOrEqualTo(100);
  }
}
