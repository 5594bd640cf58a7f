package io.jenkins.plugins.orchestrator.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Queue;
import hudson.model.Result;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.InboundAgentExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A build that a person stops leaves nothing behind on the servers. */
@WithJenkins
class AbortTest {
  @RegisterExtension
  private static final InboundAgentExtension AGENTS = new InboundAgentExtension();

  private final Games games = Games.create();
  private JenkinsRule jenkins;

  @BeforeEach
  void start(JenkinsRule rule) {
    jenkins = rule;
  }

  private WorkflowRun begin(String pipeline) throws Exception {
    WorkflowJob job = jenkins.createProject(WorkflowJob.class);
    job.setDefinition(new CpsFlowDefinition(pipeline, true));
    return job.scheduleBuild2(0).waitForStart();
  }

  private void abort(WorkflowRun build) throws Exception {
    games.awaitEndlessStatement();
    build.getExecutor().interrupt();
    jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
    // When the step has ended, not later.
    assertThat(games.endlessStatements()).isZero();
    assertThat(games.copies()).isZero();
  }

  @Test
  void cancelsTheStatementAndDropsTheCopyBeforeTheBuildEnds() throws Exception {
    abort(
        begin(
            "node {\n"
                + games.files(Games.ENDLESS)
                + "parallelMigrationTest config: 'test.yaml'\n}"));
  }

  @Test
  void cancelsTheStatementOfABranchOnAnAgent() throws Exception {
    AGENTS.createAgent(
        jenkins,
        InboundAgentExtension.Options.newBuilder().name("remote").label("databases").build());
    try {
      abort(
          begin(
              "node('built-in') {\n"
                  + games.files(Games.ENDLESS, "agent: databases")
                  + "parallelMigrationTest config: 'test.yaml'\n}"));
    } finally {
      AGENTS.stop(jenkins, "remote");
    }
  }

  @Test
  void takesABranchThatStillWaitsOutOfTheQueue() throws Exception {
    WorkflowRun build =
        begin(
            "parallelMigrationTest configText: '''"
                + games.configuration("agent: nowhere")
                + "'''");
    Games.await("the branch to be in the queue", () -> branchInQueue() != null);
    build.getExecutor().interrupt();
    jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
    assertThat(branchInQueue()).isNull();
  }

  @Test
  void endsABranchWhoseQueueItemAPersonCancels() throws Exception {
    WorkflowRun build =
        begin(
            "parallelMigrationTest configText: '''"
                + games.configuration("agent: nowhere")
                + "'''");
    Games.await("the branch to be in the queue", () -> branchInQueue() != null);
    Queue.getInstance().cancel(branchInQueue());
    jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(build));
    jenkins.assertLogContains("its item in Jenkins' queue was cancelled", build);
  }

  private static Queue.Item branchInQueue() {
    for (Queue.Item item : Queue.getInstance().getItems()) {
      if (item.task.getDisplayName().contains("parallelMigrationTest staging")) {
        return item;
      }
    }
    return null;
  }
}
