package io.jenkins.plugins.orchestrator.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** A Jenkins that goes away in the middle of a test, in a process of its own. */
class RestartTest {
  @RegisterExtension private final RealJenkinsExtension jenkins = new RealJenkinsExtension();

  private final Games games = Games.create();

  private void begin() throws Throwable {
    jenkins.startJenkins();
    jenkins.runRemotely(
        RestartTest::schedule,
        "node {\n" + games.files(Games.ENDLESS) + "parallelMigrationTest config: 'test.yaml'\n}");
    games.awaitEndlessStatement();
  }

  private void assertRecovered() throws Throwable {
    jenkins.startJenkins();
    jenkins.runRemotely(RestartTest::assertFailed);
    games.awaitNothingLeft();
    jenkins.stopJenkins();
  }

  private static void schedule(JenkinsRule rule, String pipeline) throws Exception {
    WorkflowJob job = rule.createProject(WorkflowJob.class, "test");
    job.setDefinition(new CpsFlowDefinition(pipeline, true));
    job.scheduleBuild2(0).waitForStart();
  }

  private static void assertFailed(JenkinsRule rule) throws Exception {
    WorkflowRun build =
        rule.jenkins.getItemByFullName("test", WorkflowJob.class).getBuildByNumber(1);
    rule.assertBuildStatus(Result.FAILURE, rule.waitForCompletion(build));
    rule.assertLogContains("Jenkins was restarted while the migrations were tested", build);
  }

  @Test
  void failsTheBuildAndLeavesNothingBehindWhenJenkinsIsStopped() throws Throwable {
    begin();
    jenkins.stopJenkins();
    assertRecovered();
  }

  @Test
  void failsTheBuildAndDropsTheCopyAfterwardsWhenJenkinsIsKilled() throws Throwable {
    begin();
    jenkins.stopJenkinsForcibly();
    assertThat(games.copies()).isOne();
    assertRecovered();
  }
}
