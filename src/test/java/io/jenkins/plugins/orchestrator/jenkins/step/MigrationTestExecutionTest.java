package io.jenkins.plugins.orchestrator.jenkins.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.startsWith;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mockConstruction;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.withSettings;

import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Queue;
import hudson.model.Result;
import io.jenkins.plugins.orchestrator.engine.report.SampleReports;
import io.jenkins.plugins.orchestrator.jenkins.action.OrchestrationAction;
import io.jenkins.plugins.orchestrator.jenkins.action.RunReport;
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
import org.mockito.Answers;

class MigrationTestExecutionTest {
  private static final String TEXT =
      """
      test_environments:
        staging: {db_url: 'postgresql://deploy@127.0.0.1:1/staging'}
        production: {db_url: 'postgresql://deploy@127.0.0.1:1/production'}
      """;
  private final Throwable abort = new InterruptedException("aborted by a person");

  @TempDir private Path directory;
  private Controller controller;
  private final ParallelMigrationTestStep step = new ParallelMigrationTestStep();

  @BeforeEach
  void startJenkins() throws IOException, InterruptedException {
    controller = new Controller(directory);
  }

  @AfterEach
  void stopJenkins() {
    controller.close();
  }

  private OperationExecution execution() {
    OperationExecution execution =
        spy(new OperationExecution(controller.context, new MigrationTestCall(step.settings())));
    doReturn(controller.context).when(execution).getContext();
    return execution;
  }

  private Path workspace() throws IOException {
    return Files.createDirectories(directory.resolve("workspace"));
  }

  @Test
  void aWrongConfigurationFailsTheStepWithEveryMistake() throws Exception {
    step.setConfigText(TEXT + "max_parallel: none\nreversability: none\n");

    assertThat(execution().start()).as("goes on in the background").isFalse();

    assertThat((Throwable) controller.completion())
        .isInstanceOf(AbortException.class)
        .hasMessageStartingWith("The configuration is wrong:\n")
        .hasMessageContaining("max_parallel")
        .hasMessageContaining("did you mean \"reversibility\"?");
    verify(controller.queue, never()).schedule2(any(), anyInt());
  }

  @Test
  void aWorkspaceThatCannotBeReadFailsTheStep() throws Exception {
    controller.holdNode(workspace());
    FilePath path = controller.context.get(FilePath.class);
    doThrow(new IOException("agent1 was lost")).when(path).act(any());
    step.setConfigText(TEXT);

    execution().start();

    assertThat((Throwable) controller.completion()).hasMessageContaining("agent1 was lost");
  }

  @Test
  void anAbortWhileBranchesWaitEndsTheStepWithTheAbort() throws Exception {
    step.setConfigText(TEXT);
    OperationExecution execution = execution();
    execution.start();
    assertThat(controller.completions).isEmpty();
    assertThat(execution.getStatus()).matches("0 of \\d+ ended");
    verify(controller.queue, times(2)).schedule2(any(), anyInt());

    execution.stop(abort);

    assertThat(controller.completion()).isSameAs(abort);
    verify(controller.queue, times(2)).cancel(any(Queue.Task.class));
    assertThat(controller.log()).contains("[staging]").contains("aborted");
  }

  @Test
  void aSecondAbortChangesNothing() throws Exception {
    step.setConfigText(TEXT);
    OperationExecution execution = execution();
    execution.start();

    execution.stop(abort);
    execution.stop(new InterruptedException("by another one"));

    assertThat(controller.completion()).isSameAs(abort);
  }

  @Test
  void afterAnAbortDuringPlanningNoBranchBegins() throws Exception {
    Path workspace = workspace();
    controller.holdNode(workspace);
    step.setConfigText(TEXT);
    OperationExecution execution = execution();
    FilePath path = controller.context.get(FilePath.class);
    doAnswer(
            call -> {
              assertThat(execution.getStatus()).isEqualTo("planning");
              execution.stop(abort);
              // As a planning that had just ended when it was interrupted.
              boolean unused = Thread.interrupted();
              return ((FilePath.FileCallable<?>) call.getArgument(0))
                  .invoke(workspace.toFile(), null);
            })
        .when(path)
        .act(any());
    Files.createDirectories(workspace.resolve("db/migrations"));

    execution.start();

    assertThat(controller.completion()).isSameAs(abort);
    verify(controller.queue, never()).schedule2(any(), anyInt());
    assertThat(controller.log()).doesNotContain("runs on");
  }

  @Test
  void anAbortBeforeTheStartEndsTheStep() {
    step.setConfigText(TEXT);

    execution().stop(abort);

    assertThat(controller.completion()).isSameAs(abort);
  }

  @Test
  void afterARestartTheStepSaysWhatBecameOfIt() {
    step.setConfigText(TEXT);

    execution().onResume();

    assertThat((Throwable) controller.completion())
        .isInstanceOf(AbortException.class)
        .hasMessageContaining("Jenkins was restarted")
        .hasMessageContaining("run the build again");
  }

  @Test
  void aQueueThatTakesNothingFailsTheStepOnce() throws Exception {
    controller.queueAccepts(false);
    step.setConfigText(TEXT);

    execution().start();

    assertThat((Throwable) controller.completion())
        .isInstanceOf(AbortException.class)
        .hasMessageContaining("queue did not take the branch");
    OrchestrationAction page = controller.build.getAction(OrchestrationAction.class);
    assertThat(page.getRuns()).extracting("status").containsExactly("FAILED");
  }

  @Test
  void withFailFastTheFirstFailureStopsTheOthers() throws Exception {
    controller.queueAccepts(false);
    step.setConfigText(TEXT);
    step.setMaxParallel(1);
    step.setFailFast(true);

    execution().start();

    verify(controller.queue, times(1)).schedule2(any(), anyInt());
    assertThat((Throwable) controller.completion()).isInstanceOf(AbortException.class);
    assertThat(controller.log())
        .contains("[production] cancelled: staging failed, and the step is to fail fast");
  }

  @Test
  void theTimeoutCountsTheWaitingForExecutors() throws Exception {
    step.setConfigText(TEXT);
    step.setTimeout("1ms");
    execution().start();
    Thread.sleep(Duration.ofMillis(5).toMillis());

    controller.tick();

    assertThat((Throwable) controller.completion())
        .isInstanceOf(AbortException.class)
        .hasMessageContaining("timeout");
    OrchestrationAction page = controller.build.getAction(OrchestrationAction.class);
    assertThat(page.getRuns()).extracting("status").containsExactly("TIMED_OUT");
  }

  @Test
  void aFailedTestFailsTheStepWithItsPlace() {
    step.setConfigText(TEXT);

    execution().done(RunReport.of(SampleReports.failed()));

    assertThat((Throwable) controller.completion())
        .isInstanceOf(AbortException.class)
        .hasMessageContaining("005_plays_epa_not_null.sql:12:3");
    verify(controller.build, never()).setResult(any());
  }

  @Test
  void withoutPropagationTheResultTells() {
    step.setConfigText(TEXT);
    step.setPropagate(false);

    execution().done(RunReport.of(SampleReports.failed()));

    assertThat(controller.completion())
        .isInstanceOfSatisfying(
            MigrationTestResult.class,
            result -> assertThat(result.getVerdict()).isEqualTo("FAILED"));
  }

  @Test
  void anUnstableBuildSaysWhyInTheLogAndOnTheStep() {
    step.setConfigText(TEXT);
    step.setUnstableOnFailure(true);
    try (var warnings =
        mockConstruction(WarningAction.class, withSettings().defaultAnswer(Answers.RETURNS_SELF))) {
      execution().done(RunReport.of(SampleReports.failed()));

      WarningAction warning = warnings.constructed().get(0);
      verify(warning).withMessage(startsWith("Failed in 2 of 3"));
      verify(controller.flowNode).addOrReplaceAction(warning);
    }
    verify(controller.build).setResult(Result.UNSTABLE);
    assertThat(controller.log()).contains("UNSTABLE: Failed in 2 of 3 environments");
    assertThat(controller.completion()).isInstanceOf(MigrationTestResult.class);
  }

  @Test
  void whatWasAbortedIsAbortedWhateverItsBranchesGaveBack() throws Exception {
    step.setConfigText(TEXT);
    OperationExecution execution = execution();
    execution.start();
    execution.stop(abort);
    controller.completions.clear();

    execution.done(RunReport.of(SampleReports.passed()));

    assertThat(controller.completion()).isSameAs(abort);
  }

  @Test
  void onTheHeldNodeARealDatabaseIsTestedWithoutTheQueue() throws Exception {
    TestServer server = TestServer.of(17);
    String source = server.createDatabase();
    server.execute(source, "CREATE TABLE games (id int)");
    Path workspace = workspace();
    controller.holdNode(workspace);
    Path migrations = Files.createDirectories(workspace.resolve("db/migrations"));
    Files.writeString(migrations.resolve("001_a.sql"), "ALTER TABLE games ADD COLUMN week int;\n");
    Files.writeString(
        migrations.resolve("001_a.down.sql"), "ALTER TABLE games DROP COLUMN week;\n");
    Files.writeString(
        workspace.resolve("test.yaml"),
        "test_environments: {staging: {db_url: '%s', migrations: {baseline: none}}}\n"
            .formatted(server.url(source)));
    step.setConfig("test.yaml");

    execution().start();

    assertThat(controller.completion())
        .isInstanceOfSatisfying(
            MigrationTestResult.class,
            result -> {
              assertThat(result.getVerdict()).as(result.getSentence()).isEqualTo("PASSED");
              assertThat(result.environment("staging").getScripts()).isEqualTo(1);
              assertThat(result.environment("staging").getReversibility()).isEqualTo("REVERSIBLE");
            });
    verify(controller.queue, never()).schedule2(any(), anyInt());
    assertThat(controller.log())
        .contains("/job/x/1/orchestration/ Migration test of 1 environment")
        .contains("[staging] runs on agent1")
        .contains("PASSED: 1 script works in staging and can be taken back.");
    OrchestrationAction page = controller.build.getAction(OrchestrationAction.class);
    assertThat(page.getRuns())
        .extracting("title")
        .isEqualTo(List.of("Migration test of test.yaml"));
    assertThat(page.getRuns()).extracting("flowNode").containsExactly("12");
    assertThat(directory.resolve("parallel-orchestrator/journals"))
        .as("nothing is left to recover")
        .satisfiesAnyOf(
            path -> assertThat(path).doesNotExist(), path -> assertThat(path).isEmptyDirectory());
  }
}
