package io.jenkins.plugins.orchestrator.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.orchestrator.jenkins.action.OrchestrationAction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import jenkins.model.CauseOfInterruption;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.InboundAgentExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What rollouts do with the traffic of a shop, in a real Jenkins. */
@WithJenkins
class RolloutTest {
  @RegisterExtension
  private static final InboundAgentExtension AGENTS = new InboundAgentExtension();

  /** Long enough for 100 requests to each side. */
  private static final String SHORT = "observe: '4s', every: '2s', rate: 20, minSamples: 50";

  private static final String LONG = "observe: '10m', every: '2s', rate: 20, minSamples: 50";

  @TempDir private Path directory;
  private JenkinsRule jenkins;
  private Shop shop;

  @BeforeEach
  void start(JenkinsRule rule) throws IOException {
    jenkins = rule;
    shop = new Shop(directory);
  }

  @AfterEach
  void stop() {
    shop.close();
  }

  private WorkflowRun begin(String pipeline) throws Exception {
    WorkflowJob job = jenkins.createProject(WorkflowJob.class);
    job.setDefinition(new CpsFlowDefinition(pipeline, true));
    return job.scheduleBuild2(0).waitForStart();
  }

  private String rollout(String parameters) {
    return "def result = progressiveRollout("
        + shop.urls()
        + ", phases: [5, 100], "
        + parameters
        + ") { "
        + shop.body()
        + " }\necho \"RESULT ${result.verdict} ${result.lanes[0].fact('Rollout')}\"";
  }

  private WorkflowRun end(Result expected, WorkflowRun build) throws Exception {
    return jenkins.assertBuildStatus(expected, jenkins.waitForCompletion(build));
  }

  @Test
  void aVersionThatIsAsGoodGetsAllTraffic() throws Exception {
    WorkflowRun build = end(Result.SUCCESS, begin("node { " + rollout(SHORT) + " }"));

    assertThat(shop.moves()).containsExactly("5 1", "100 2");
    jenkins.assertLogContains("RESULT PASSED all 2 phases passed", build);
    OrchestrationAction page = build.getAction(OrchestrationAction.class);
    assertThat(page.getRuns()).extracting("status").containsExactly("PASSED");
    assertThat(page.getPages().get(0).getBody())
        .contains("move traffic to 5 %")
        .contains("watch at 100 %")
        .contains("increase of the error rate");
  }

  @Test
  void aVersionWithErrorsLosesItsTrafficAndTheStepFails() throws Exception {
    shop.canaryFails = true;
    WorkflowRun build = end(Result.FAILURE, begin("node { " + rollout(LONG) + " }"));

    assertThat(shop.moves()).containsExactly("5 1", "0 0");
    jenkins.assertLogContains("rolled back in phase 1 (5 %), healthy again", build);
    jenkins.assertLogNotContains("RESULT", build);
  }

  @Test
  void withoutPropagationTheResultTells() throws Exception {
    shop.canaryFails = true;
    WorkflowRun build =
        end(Result.SUCCESS, begin("node { " + rollout(LONG + ", propagate: false") + " }"));

    assertThat(shop.moves()).endsWith("0 0");
    jenkins.assertLogContains("RESULT FAILED rolled back in phase 1", build);
  }

  @Test
  void aServiceThatIsNotHealthyAfterwardsIsSaidLoudly() throws Exception {
    shop.canaryFails = true;
    shop.stableFails = true;
    WorkflowRun build =
        end(
            Result.FAILURE,
            begin(
                "node { "
                    + rollout(LONG + ", maxErrorRatePercent: 1, rollbackLimit: '5s'")
                    + " }"));

    assertThat(shop.moves()).containsExactly("5 1", "0 0");
    jenkins.assertLogContains("THE SERVICE IS NOT HEALTHY AFTER THE ROLLBACK", build);
    jenkins.assertLogContains("status 500", build);
  }

  @Test
  void freezingLeavesTheTraffic() throws Exception {
    shop.canaryFails = true;
    WorkflowRun build =
        end(Result.FAILURE, begin("node { " + rollout(LONG + ", onFailure: 'freeze'") + " }"));

    assertThat(shop.moves()).containsExactly("5 1");
    jenkins.assertLogContains("frozen in phase 1 (5 %)", build);
  }

  @Test
  void aDryRunOnlySaysWhatItWouldDo() throws Exception {
    shop.canaryFails = true;
    WorkflowRun build =
        end(Result.SUCCESS, begin("node { " + rollout(SHORT + ", dryRun: true") + " }"));

    assertThat(shop.moves()).containsExactly("5 1", "100 2");
    jenkins.assertLogContains("FAIL, ", build);
  }

  @Test
  void aBodyThatFailsIsTakenBack() throws Exception {
    WorkflowRun build =
        end(
            Result.FAILURE,
            begin(
                "node { progressiveRollout("
                    + shop.urls()
                    + ", phases: [5, 100], "
                    + SHORT
                    + ") { "
                    + shop.body()
                    + "\nif (env.ROLLOUT_WEIGHT == '100') { error 'no such pool' } } }"));

    assertThat(shop.moves()).containsExactly("5 1", "100 2", "0 0");
    jenkins.assertLogContains("moving traffic failed: no such pool", build);
  }

  @Test
  void anAbortWhileWatchingTakesTheTrafficBackBeforeTheBuildEnds() throws Exception {
    WorkflowRun build = begin("node { " + rollout(LONG) + " }");
    Games.await("the look to begin", () -> shop.requests() > 20);

    build.getExecutor().interrupt();

    end(Result.ABORTED, build);
    assertThat(shop.moves()).containsExactly("5 1", "0 0");
    jenkins.assertLogContains("cancelled: ", build);
  }

  @Test
  void anAbortInTheBodyTakesTheTrafficBack() throws Exception {
    shop.hold();
    WorkflowRun build = begin("node { " + rollout(LONG) + " }");
    Games.await("the body to begin", () -> shop.began(5));

    build.getExecutor().interrupt();

    end(Result.ABORTED, build);
    assertThat(shop.moves()).containsExactly("0 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"try { %s } catch (e) { echo 'kept' }", "catchError { %s }"})
  void anAbortThatTheBodyKeepsTakesTheTrafficBack(String keeping) throws Exception {
    shop.hold();
    WorkflowRun build =
        begin(
            "node { progressiveRollout("
                + shop.urls()
                + ", phases: [5, 100], "
                + LONG
                + ") { "
                + String.format(keeping, shop.body())
                + " } }");
    Games.await("the body to begin", () -> shop.began(5));

    build.getExecutor().interrupt(Result.ABORTED, new CauseOfInterruption.UserInterruption("ann"));

    end(Result.ABORTED, build);
    assertThat(shop.moves()).containsExactly("0 0");
  }

  @Test
  void aTimeoutFailsTheBuildWhenTheTrafficCannotBeTakenBack() throws Exception {
    WorkflowRun build =
        end(
            Result.FAILURE,
            begin(
                "node { timeout(time: 5, unit: 'SECONDS') { progressiveRollout("
                    + shop.urls()
                    + ", "
                    + LONG
                    + ", propagate: false) { if (env.ROLLOUT_WEIGHT == '0') { error 'no such pool'"
                    + " }\n"
                    + shop.body()
                    + " } } }"));

    jenkins.assertLogContains(
        "ERROR: Failed in 127.0.0.1: THE ROLLBACK FAILED after 3 attempts: no such pool", build);
  }

  @Test
  void aSecondAbortDoesNotStopTheTrafficFromBeingTakenBack() throws Exception {
    Path begun = directory.resolve("begun");
    WorkflowRun build =
        begin(
            "node { progressiveRollout("
                + shop.urls()
                + ", "
                + LONG
                + ") { if (env.ROLLOUT_WEIGHT == '0') { sh 'if [ ! -e "
                + begun
                + " ]; then touch "
                + begun
                + "; sleep 60; fi' }\n"
                + shop.body()
                + " } }");
    Games.await("the look to begin", () -> shop.requests() > 20);
    build.getExecutor().interrupt();
    Games.await("taking back to begin", () -> Files.exists(begun));

    build.getExecutor().interrupt();

    end(Result.ABORTED, build);
    assertThat(shop.moves()).containsExactly("5 1", "0 0");
  }

  @Test
  void theIdleColourIsTestedBeforeItGetsTheTraffic() throws Exception {
    WorkflowRun build =
        end(
            Result.SUCCESS,
            begin(
                "node { blueGreen(idle: 'green', "
                    + shop.urls()
                    + ", "
                    + SHORT
                    + ") { "
                    + shop.body()
                    + " } }"));

    assertThat(shop.moves()).containsExactly("100 2 green");
    assertThat(build.getAction(OrchestrationAction.class).getRuns())
        .extracting("title")
        .containsExactly("Switch of 127.0.0.1 to green");
  }

  @Test
  void anIdleColourThatFailsNeverGetsTraffic() throws Exception {
    shop.canaryFails = true;
    WorkflowRun build =
        end(
            Result.FAILURE,
            begin(
                "node { blueGreen(idle: 'green', "
                    + shop.urls()
                    + ", "
                    + LONG
                    + ") { "
                    + shop.body()
                    + " } }"));

    assertThat(shop.moves()).isEmpty();
    jenkins.assertLogContains("stopped before any traffic was moved", build);
  }

  @Test
  void theNodeOfTheStepSendsTheRequestsAndItsLossCannotBeMeasured() throws Exception {
    AGENTS.createAgent(
        jenkins, InboundAgentExtension.Options.newBuilder().name("remote").label("shop").build());
    try {
      WorkflowRun build =
          begin(
              "node('shop') { progressiveRollout("
                  + shop.urls()
                  + ", "
                  + LONG
                  + ", rollbackLimit: '20s') { node('built-in') { "
                  + shop.body()
                  + " } } }");
      Games.await("the look to begin", () -> shop.requests() > 20);
      AGENTS.stop(jenkins, "remote");

      end(Result.FAILURE, build);
      assertThat(shop.moves()).containsExactly("5 1", "0 0");
      jenkins.assertLogContains("4 looks in a row could not be measured", build);
    } finally {
      AGENTS.stop(jenkins, "remote");
    }
  }

  @Test
  void outsideOfANodeItIsRefused() throws Exception {
    WorkflowRun build = end(Result.FAILURE, begin(rollout(SHORT)));

    jenkins.assertLogContains("hudson.FilePath is missing", build);
    assertThat(shop.moves()).isEmpty();
  }

  @Test
  void percentThatCouldBePointsAreRefused() throws Exception {
    WorkflowRun build =
        end(
            Result.FAILURE,
            begin("node { " + rollout("maxErrorRateIncreasePoints: '+2 %'") + " }"));

    jenkins.assertLogContains("'+2 %' is ambiguous", build);
    assertThat(shop.moves()).isEmpty();
  }
}
