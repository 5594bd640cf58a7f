package io.jenkins.plugins.orchestrator.jenkins.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Answers.RETURNS_SELF;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mockConstruction;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.withSettings;

import hudson.AbortException;
import hudson.model.Result;
import io.jenkins.plugins.orchestrator.engine.health.HistoryDirectory;
import io.jenkins.plugins.orchestrator.engine.health.Level;
import io.jenkins.plugins.orchestrator.jenkins.action.OrchestrationAction;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jenkinsci.plugins.workflow.actions.WarningAction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The step of health checks, with a mocked Jenkins and a real server. */
class SystemHealthCheckStepTest {
  @TempDir private Path directory;
  private final TestServer server = TestServer.of(17);
  private Path workspace;
  private Controller controller;

  @BeforeEach
  void startJenkins() throws IOException, InterruptedException {
    controller = new Controller(directory);
    workspace = Files.createDirectories(directory.resolve("workspace"));
    controller.holdNode(workspace);
  }

  @AfterEach
  void stopJenkins() {
    controller.close();
  }

  /** Of a database that is well; {@code health} has further keys. */
  private SystemHealthCheckStep step(String health) {
    return stepOn(server.url("postgres"), health);
  }

  private static SystemHealthCheckStep stepOn(String url, String health) {
    SystemHealthCheckStep step = new SystemHealthCheckStep();
    step.setConfigText(
        "health: {machine: {check: false}, skip: [connections, long_transaction, lock_wait,"
            + " idle_in_transaction]"
            + (health.isEmpty() ? "" : ", " + health)
            + "}\nenvironments:\n  production: {db_url: '"
            + url
            + "'}\n");
    return step;
  }

  @SuppressWarnings("try") // the stand-in of the warning is for its effect
  private Object run(SystemHealthCheckStep step) throws Exception {
    controller.completions.clear();
    OperationExecution execution = spy(new OperationExecution(controller.context, step.call()));
    doReturn(controller.context).when(execution).getContext();
    try (var warnings =
        mockConstruction(WarningAction.class, withSettings().defaultAnswer(RETURNS_SELF))) {
      execution.start();
      return controller.completion();
    }
  }

  private OperationResult result(SystemHealthCheckStep step) throws Exception {
    Object result = run(step);
    assertThat(result).isInstanceOf(OperationResult.class);
    return (OperationResult) result;
  }

  private String failure(SystemHealthCheckStep step) throws Exception {
    Object failure = run(step);
    assertThat(failure).isInstanceOf(AbortException.class);
    return ((AbortException) failure).getMessage();
  }

  private static String query(int value) {
    return "queries: [{name: unsent, sql: 'select " + value + "', warning: 5, critical: 10}]";
  }

  private HistoryDirectory past() {
    return new HistoryDirectory(directory.resolve("parallel-orchestrator/health"));
  }

  @Test
  void thePastOfTheJobGrowsByEveryBuildAndTheAgentKeepsNone() throws Exception {
    OperationResult first = result(step(query(1)));
    assertThat(first.getVerdict()).as(first.getSentence()).isEqualTo("PASSED");
    assertThat(first.lane("production").fact("Health")).contains(" ok");
    assertThat(past().read("production")).hasSize(1);

    result(step(query(1)));

    assertThat(past().read("production"))
        .satisfiesExactly(
            before -> assertThat(before.counters()).as("of no use any more").isEmpty(),
            latest -> assertThat(latest.counters()).containsKey("blks_hit"));
    OrchestrationAction page = controller.build.getAction(OrchestrationAction.class);
    String body = page.getPages().get(page.getPages().size() - 1).getBody();
    assertThat(body).contains("cache_hit", "Measurements", "Trends", "n = 2");
    assertThat(directory.resolve("agent/parallel-orchestrator/state/health")).doesNotExist();
  }

  @Test
  void whatIsCriticalFailsTheStepAndThePageSaysHowSoonToDoWhat() throws Exception {
    assertThat(failure(step(query(10)))).contains("Failed in production: unsent: 10");

    OrchestrationAction page = controller.build.getAction(OrchestrationAction.class);
    assertThat(page.getPages().get(0).getBody())
        .contains("What to do", "CRITICAL", "respond within 30 min", "unsent");
  }

  @Test
  void warningsMakeTheBuildUnstableUnlessTheyAreToFailIt() throws Exception {
    OperationResult warned = result(step(query(5)));
    assertThat(warned.getVerdict()).as("a warning passes, as a finding").isEqualTo("PASSED");
    assertThat(warned.lane("production").getFindings()).isNotEmpty();
    verify(controller.build).setResult(Result.UNSTABLE);
    assertThat(controller.log()).contains("UNSTABLE: Warnings: 1, nothing is critical.");

    SystemHealthCheckStep strict = step(query(5));
    strict.setFailOn("warning");
    assertThat(failure(strict))
        .contains("Warnings: 1, nothing is critical.")
        .contains("production: unsent warning: 5");
  }

  @Test
  void neverMeansThatOnlyTheResultTells() throws Exception {
    SystemHealthCheckStep step = step(query(10));
    step.setFailOn("never");
    step.setUnstableOn("never");
    assertThat(result(step).getVerdict()).isEqualTo("FAILED");
    verify(controller.build, org.mockito.Mockito.never()).setResult(any());

    step.setUnstableOn("critical");
    assertThat(result(step).isPassed()).isFalse();
    verify(controller.build).setResult(Result.UNSTABLE);
  }

  @Test
  void whatCouldNotBeMeasuredIsNotHealthy() throws Exception {
    assertThat(
            failure(
                step("queries: [{name: broken, sql: 'select * from no_such_table', warning: 1}]")))
        .contains("not everything was measured in production")
        .contains("production: broken unknown:")
        .contains("no_such_table");
  }

  @Test
  void aDatabaseThatDoesNotAnswerIsCritical() throws Exception {
    assertThat(failure(stepOn("postgresql://monitor@127.0.0.1:1/app", "")))
        .contains("production: reachable");
    assertThat(past().read("production")).as("nothing was measured").isEmpty();
  }

  @Test
  void numbersAreWrittenForPrometheusWhateverWasFound() throws Exception {
    SystemHealthCheckStep step = step(query(10));
    step.setPrometheus("metrics/health.prom");

    failure(step);

    assertThat(workspace.resolve("metrics/health.prom"))
        .content()
        .contains("orchestrate_health_state{environment=\"production\"} 2")
        .contains("orchestrate_health_query_value{environment=\"production\",check=\"unsent\"} 10");
    assertThat(workspace.resolve("metrics")).isDirectoryNotContaining("glob:**/.*");
  }

  @Test
  void aFileThatCannotBeWrittenFailsTheStep() throws Exception {
    Files.writeString(workspace.resolve("metrics"), "a file in the way");
    SystemHealthCheckStep step = step("");
    step.setPrometheus("metrics/health.prom");

    assertThat(failure(step)).contains("could not write metrics/health.prom");
  }

  @Test
  void aPastThatCannotBeKeptIsSaidAndTheChecksCount() throws Exception {
    Files.createDirectories(past().file("production"));

    OperationResult result = result(step(query(1)));

    assertThat(result.getFindings()).extracting("code").contains("health-history");
    assertThat(result.isPassed()).isTrue();
  }

  @Test
  void itsDefaultsAreThoseOfACarefulPerson() {
    HealthCall call = step("").call();

    assertThat(call.rules().timeout()).isEqualTo(Duration.ofMinutes(5));
    assertThat(call.rules().failFast()).as("all are looked at").isFalse();
    assertThat(step("").getFailOn()).isEqualTo("critical");
    assertThat(step("").getUnstableOn()).isEqualTo("warning");
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() {
    SystemHealthCheckStep step = new SystemHealthCheckStep();
    step.setFailOn("disaster");
    step.setUnstableOn("Warning");
    step.setTimeout("soon");

    assertThatThrownBy(step::call)
        .hasMessageStartingWith("systemHealthCheck: found neither config nor configText")
        .hasMessageContaining(
            "failOn: found 'disaster', expected 'warning' or 'critical' or 'never'")
        .hasMessageContaining("unstableOn: found 'Warning'")
        .hasMessageContaining("timeout: found 'soon'");
  }

  @ParameterizedTest
  @CsvSource({
    "OK, false, false",
    "WARNING, true, false",
    "UNKNOWN, true, true",
    "CRITICAL, true, true"
  })
  void unknownCountsAsMuchAsCritical(Level level, boolean onWarning, boolean onCritical) {
    assertThat(
            List.of(
                HealthThreshold.WARNING.isReached(level),
                HealthThreshold.CRITICAL.isReached(level),
                HealthThreshold.NEVER.isReached(level)))
        .containsExactly(onWarning, onCritical, false);
  }
}
