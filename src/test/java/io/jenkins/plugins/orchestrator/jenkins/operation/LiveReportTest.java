package io.jenkins.plugins.orchestrator.jenkins.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationLoader;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.engine.migration.BranchResult;
import io.jenkins.plugins.orchestrator.engine.migration.MigrationTestPlan;
import io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SchemaFingerprint;
import io.jenkins.plugins.orchestrator.engine.report.Direction;
import io.jenkins.plugins.orchestrator.engine.report.DriftReport;
import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.SampleReports;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.jenkins.action.MigrationTestRunReport;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveReportTest {
  @TempDir private Path directory;
  private MigrationTestRun test;
  private LiveReport<BranchResult> live;

  @BeforeEach
  void begin() throws ConfigurationException {
    MigrationTestConfiguration configuration =
        ConfigurationLoader.load(
            "configText",
            """
            test_environments:
              staging: {db_url: postgresql://deploy@db.example/staging, purpose: a replica}
              production: {db_url: postgresql://deploy@db.example/production}
            """,
            new ConfigurationLoader.Options(Map.of(), Set.of(), false, directory));
    test = new MigrationTestRun(new MigrationTestPlan(configuration, Map.of()));
    live = new LiveReport<>(test, IdleBuild.context(new RunId("abcdefghij"), directory));
  }

  private MigrationTestReport report() {
    return ((MigrationTestRunReport) live.report()).report();
  }

  private EnvironmentReport staging() {
    return report().environments().get(0);
  }

  private static TaskReport task(TaskKind kind, Status status) {
    return new TaskReport(kind, kind.label(), status, Duration.ZERO, Duration.ofMillis(5), null);
  }

  private static ScriptReport script(String name) {
    return new ScriptReport(
        "1",
        name,
        Direction.UP,
        Status.PASSED,
        Duration.ZERO,
        Duration.ofMillis(1),
        true,
        List.of(),
        null,
        List.of());
  }

  @Test
  void beforeAnythingBeginsNothingIsKnown() {
    MigrationTestReport report = report();

    assertThat(report.runId()).isEqualTo("abcdefghij");
    assertThat(report.status()).isEqualTo(Status.UNKNOWN);
    assertThat(report.environments()).extracting("name").containsExactly("staging", "production");
    assertThat(report.environments()).extracting("status").containsOnly(Status.UNKNOWN);
    assertThat(report.environments()).extracting("duration").containsOnly(Duration.ZERO);
    assertThat(report.environments().get(0).purpose()).isEqualTo("a replica");
    assertThat(live.countEnded()).isZero();
  }

  @Test
  void aTaskIsThereWhileItRuns() {
    live.started("staging");
    live.taskStarted("staging", TaskKind.SNAPSHOT);

    assertThat(staging().tasks())
        .singleElement()
        .satisfies(
            task -> {
              assertThat(task.kind()).isEqualTo(TaskKind.SNAPSHOT);
              assertThat(task.status()).isEqualTo(Status.UNKNOWN);
              assertThat(task.message()).isEqualTo("is running");
            });

    live.taskFinished("staging", task(TaskKind.SNAPSHOT, Status.PASSED));
    live.scriptFinished("staging", script("001.sql"));

    assertThat(staging().tasks()).containsExactly(task(TaskKind.SNAPSHOT, Status.PASSED));
    assertThat(staging().scripts()).containsExactly(script("001.sql"));
    assertThat(staging().status()).isEqualTo(Status.UNKNOWN);
  }

  @Test
  void whatEndsWithoutAResultKeepsWhatWasHeardOfIt() {
    live.started("staging");
    live.taskFinished("staging", task(TaskKind.SNAPSHOT, Status.PASSED));
    live.taskStarted("staging", TaskKind.APPLY);
    live.scriptFinished("staging", script("001.sql"));
    live.ended("staging", Status.FAILED, "the agent was lost");

    assertThat(staging().status()).isEqualTo(Status.FAILED);
    assertThat(staging().failure()).isEqualTo("the agent was lost");
    assertThat(staging().tasks())
        .extracting("kind")
        .containsExactly(TaskKind.SNAPSHOT, TaskKind.APPLY);
    assertThat(staging().tasks())
        .extracting("status")
        .containsExactly(Status.PASSED, Status.FAILED);
    assertThat(staging().scripts()).hasSize(1);
    assertThat(live.countEnded()).isEqualTo(1);
  }

  @Test
  void theAgentsOwnResultReplacesWhatWasHeard() {
    EnvironmentReport own = SampleReports.environment("staging", "a replica", 1);
    live.started("staging");
    live.scriptFinished("staging", script("001.sql"));
    live.ended("staging", BranchResult.of(own));

    assertThat(staging()).isEqualTo(own);
  }

  @Test
  void whatIsSaidAfterTheEndIsNotHeard() {
    EnvironmentReport own = SampleReports.environment("staging", "a replica", 1);
    live.ended("staging", BranchResult.of(own));
    live.taskStarted("staging", TaskKind.CLEANUP);
    live.scriptFinished("staging", script("late.sql"));

    assertThat(staging()).isEqualTo(own);
  }

  @Test
  void eventsInAnOrderThatMakesNoSenseDoNoHarm() {
    live.taskFinished("staging", task(TaskKind.CLEANUP, Status.PASSED));
    live.scriptFinished("staging", script("001.sql"));
    live.taskStarted("staging", TaskKind.APPLY);
    live.taskStarted("staging", TaskKind.SNAPSHOT);
    live.ended("staging", Status.CANCELLED, "stopped");

    assertThat(staging().tasks())
        .extracting("kind")
        .containsExactly(TaskKind.CLEANUP, TaskKind.SNAPSHOT);
    assertThat(staging().duration()).isGreaterThanOrEqualTo(Duration.ZERO);
    assertThat(staging().tasks()).allMatch(task -> !task.duration().isNegative());
  }

  @Test
  void anUnknownEnvironmentIsNone() {
    live.started("unheard_of");
    live.taskStarted("unheard_of", TaskKind.APPLY);
    live.taskFinished("unheard_of", task(TaskKind.APPLY, Status.PASSED));
    live.scriptFinished("unheard_of", script("001.sql"));
    live.ended("unheard_of", Status.PASSED, "well");

    assertThat(report().environments()).hasSize(2);
    assertThat(live.countEnded()).isZero();
  }

  @Test
  void whatNoRealBranchWouldSayIsNotKept() {
    for (int i = 0; i < 30_000; i++) {
      live.scriptFinished("staging", script("001.sql"));
      live.taskFinished("staging", task(TaskKind.APPLY, Status.PASSED));
    }

    assertThat(staging().scripts()).hasSize(20_000);
    assertThat(staging().tasks()).hasSize(100);
  }

  @Test
  void anAgentSpeaksForItsOwnEnvironmentOnly() {
    BranchResult own = BranchResult.of(SampleReports.environment("staging", "", 1));
    BranchResult other = BranchResult.of(SampleReports.environment("production", "", 1));

    assertThat(AgentResults.checked(test, "staging", own)).isSameAs(own);
    EnvironmentReport refused = AgentResults.checked(test, "staging", other).report();
    assertThat(refused.name()).isEqualTo("staging");
    assertThat(refused.status()).isEqualTo(Status.FAILED);
    assertThat(refused.failure()).isEqualTo("the agent gave back the result of another lane");
    assertThat(refused.scripts()).isEmpty();
  }

  /** A page asks every second, and comparing many large schemas takes longer than that. */
  @Test
  void schemasAreComparedOnceForEachEndOfABranch() throws SQLException {
    TestServer server = TestServer.of(17);
    SchemaFingerprint bare = fingerprint(server, "SELECT 1");
    SchemaFingerprint more = fingerprint(server, "CREATE TABLE games (id int)");
    live.ended("staging", result("staging", bare));
    assertThat(report().drift().status()).isEqualTo(Status.UNKNOWN);

    live.ended("production", result("production", more));
    DriftReport drift = report().drift();
    live.scriptFinished("production", script("001.sql"));

    assertThat(drift.status()).isEqualTo(Status.FAILED);
    assertThat(report().drift()).isSameAs(drift);
  }

  private static SchemaFingerprint fingerprint(TestServer server, String sql) throws SQLException {
    String database = server.createDatabase();
    server.execute(database, sql);
    try (Connection connection = server.connect(database)) {
      return SchemaFingerprint.read(connection);
    }
  }

  private static BranchResult result(String environment, SchemaFingerprint schema) {
    return new BranchResult(
        SampleReports.environment(environment, "", 1), schema, schema, List.of());
  }
}
