package io.jenkins.plugins.orchestrator.jenkins.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import hudson.AbortException;
import io.jenkins.plugins.orchestrator.jenkins.action.OperationRunReport;
import io.jenkins.plugins.orchestrator.jenkins.action.OrchestrationAction;
import io.jenkins.plugins.orchestrator.jenkins.action.RunReport;
import io.jenkins.plugins.orchestrator.jenkins.operation.OperationPlanner;
import io.jenkins.plugins.orchestrator.jenkins.operation.OperationRules;
import io.jenkins.plugins.orchestrator.jenkins.operation.PlannedLanes;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of any operation that has a plan with lanes. */
class OperationExecutionTest {
  @TempDir private Path directory;
  private Controller controller;
  private LanesForTests plan = LanesForTests.named("good");
  private boolean failFast;
  private boolean propagate = true;
  private Duration timeout = Duration.ofMinutes(5);

  @BeforeEach
  void startJenkins() throws IOException, InterruptedException {
    controller = new Controller(directory);
  }

  @AfterEach
  void stopJenkins() {
    controller.close();
  }

  private final class Call implements StepCall {
    @Override
    public OperationRules rules() {
      return new OperationRules("parallelBackup", 1, failFast, timeout);
    }

    @Override
    public OperationPlanner planner() {
      return site -> new PlannedLanes(plan, site);
    }

    @Override
    public Judgement judge(RunReport report) {
      return Judgement.of(((OperationRunReport) report).report(), propagate);
    }

    @Override
    public Serializable result(RunReport report) {
      return OperationResult.of(((OperationRunReport) report).report());
    }

    @Override
    public String interrupted() {
      return "Jenkins was restarted.";
    }
  }

  private OperationExecution execution() {
    OperationExecution execution = spy(new OperationExecution(controller.context, new Call()));
    doReturn(controller.context).when(execution).getContext();
    return execution;
  }

  private Path holdNode() throws IOException, InterruptedException {
    Path workspace = Files.createDirectories(directory.resolve("workspace"));
    controller.holdNode(workspace);
    return workspace;
  }

  private OperationResult result() {
    assertThat(controller.completion()).isInstanceOf(OperationResult.class);
    return (OperationResult) controller.completion();
  }

  private OrchestrationAction page() {
    return controller.build.getAction(OrchestrationAction.class);
  }

  @Test
  void lanesRunInTheWorkspaceOfTheHeldNode() throws Exception {
    Path workspace = holdNode();
    plan = LanesForTests.named("good", "gone");

    execution().start();

    assertThat(workspace.resolve("good")).hasContent("good");
    assertThat(workspace.resolve("gone")).exists();
    verify(controller.queue, never()).schedule2(any(), anyInt());
    assertThat(result().getVerdict()).isEqualTo("PASSED");
    assertThat(result().isPassed()).isTrue();
    assertThat(result().lane("gone").getStatus()).isEqualTo("SKIPPED");
    assertThat(result().lane("good").getFacts())
        .containsEntry("size", "12 MB")
        .containsEntry("RTO", "12.4 s");
    assertThat(result().lane("good").fact("RTO")).isEqualTo("12.4 s");
    assertThat(result().lane("good").getTasks()).extracting("step").containsExactly("dump");
    assertThat(result().lane("unheard_of")).isNull();
  }

  @Test
  void theLogLeadsToThePageAndHoldsNoSecret() throws Exception {
    holdNode();

    execution().start();

    assertThat(controller.log())
        .contains("/job/x/1/orchestration/ Backup of test.yaml")
        .contains("WARNING: not wise: ")
        .contains("[good] runs on agent1")
        .contains("[good] passed after")
        .contains("PASSED: ")
        .doesNotContain(LanesForTests.SECRET.reveal());
    assertThat(page().getRuns()).extracting("title").containsExactly("Backup of test.yaml");
    assertThat(page().getRuns()).extracting("status").containsExactly("PASSED");
    assertThat(page().getPages().get(0).isMigrationTest()).isFalse();
    assertThat(page().getPages().get(0).getBody()).contains("12.4 s").contains("good");
  }

  @Test
  void oneFailureDoesNotCancelTheOthers() throws Exception {
    holdNode();
    plan = LanesForTests.named("bad", "good");
    propagate = false;

    execution().start();

    assertThat(result().getVerdict()).isEqualTo("FAILED");
    assertThat(result().lane("good").isPassed()).isTrue();
    assertThat(result().lane("bad").getFailure()).isEqualTo("pg_dump was refused: no space");
  }

  @Test
  void aFailureFailsTheStepAndSaysWhere() throws Exception {
    holdNode();
    plan = LanesForTests.named("bad", "good");

    execution().start();

    assertThat((Throwable) controller.completion())
        .isInstanceOf(AbortException.class)
        .hasMessageContaining("bad")
        .hasMessageContaining("pg_dump was refused: no space");
  }

  @Test
  void withFailFastTheFirstFailureStopsTheOthers() throws Exception {
    Path workspace = holdNode();
    plan = LanesForTests.named("bad", "good");
    failFast = true;

    execution().start();

    assertThat((Throwable) controller.completion()).isInstanceOf(AbortException.class);
    assertThat(controller.log())
        .contains("[good] cancelled: bad failed, and the step is to fail fast");
    assertThat(workspace.resolve("good")).doesNotExist();
  }

  @Test
  void anAgentSpeaksForItsOwnLaneOnly() throws Exception {
    holdNode();
    plan = LanesForTests.named("liar");
    propagate = false;

    execution().start();

    assertThat(result().getVerdict()).isEqualTo("FAILED");
    assertThat(result().lane("liar").getFailure()).contains("result of another");
  }

  @Test
  void otherAgentsGetNoWorkspace() throws Exception {
    plan = LanesForTests.named("good", "gone");

    execution().start();

    verify(controller.queue, times(1)).schedule2(any(), anyInt());
    assertThat(controller.completions).as("waits for an executor").isEmpty();
  }

  @Test
  void aWorkspaceThatIsNotThereEndsTheLaneAndNotTheStep() throws Exception {
    Path workspace = holdNode();
    Files.delete(workspace);
    propagate = false;

    execution().start();

    assertThat(result().lane("good").getFailure()).contains("is not on this node any more");
    assertThat(workspace).doesNotExist();
  }

  @Test
  void theTimeoutCountsTheWaitingForExecutors() throws Exception {
    timeout = Duration.ofMillis(1);
    propagate = false;
    execution().start();
    Thread.sleep(5);

    controller.tick();

    assertThat(result().getVerdict()).isEqualTo("TIMED_OUT");
    assertThat(result().getFindings()).extracting("code").contains("timed-out");
    assertThat(page().getRuns()).extracting("status").containsExactly("TIMED_OUT");
  }

  @Test
  void afterARestartTheStepSaysWhatBecameOfIt() {
    execution().onResume();

    assertThat((Throwable) controller.completion()).hasMessage("Jenkins was restarted.");
  }
}
