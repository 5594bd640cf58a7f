package io.jenkins.plugins.orchestrator.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.flow.FlowDurabilityHint;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.job.properties.DurabilityHintJobProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** A Jenkins that goes away during a rollout, in a process of its own. */
class RolloutRestartTest {
  @RegisterExtension private final RealJenkinsExtension jenkins = new RealJenkinsExtension();

  @TempDir private Path directory;
  private Shop shop;

  @BeforeEach
  void open() throws IOException {
    shop = new Shop(directory);
  }

  @AfterEach
  void close() {
    shop.close();
  }

  private void begin(String parameters) throws Throwable {
    jenkins.startJenkins();
    jenkins.runRemotely(
        RolloutRestartTest::schedule,
        "node { progressiveRollout("
            + shop.urls()
            + ", phases: [5, 100], observe: '20s', every: '2s', rate: 20, minSamples: 50"
            + parameters
            + ") { "
            + shop.body()
            + " } }");
  }

  private static void schedule(JenkinsRule rule, String pipeline) throws Exception {
    WorkflowJob job = rule.createProject(WorkflowJob.class, "test");
    job.addProperty(new DurabilityHintJobProperty(FlowDurabilityHint.MAX_SURVIVABILITY));
    job.setDefinition(new CpsFlowDefinition(pipeline, true));
    job.scheduleBuild2(0).waitForStart();
  }

  private static WorkflowRun build(JenkinsRule rule) {
    return rule.jenkins.getItemByFullName("test", WorkflowJob.class).getBuildByNumber(1);
  }

  /** Jenkins saves a Pipeline some moments after its step began. */
  private static void awaitSavedBody(JenkinsRule rule) throws Exception {
    Path program = build(rule).getRootDir().toPath().resolve("program.dat");
    Games.await(
        "the body to be saved",
        () -> {
          try {
            String saved = Files.readString(program, StandardCharsets.ISO_8859_1);
            return saved.contains("RolloutExecution") && saved.contains("DurableTaskStep");
          } catch (IOException e) {
            return false;
          }
        });
  }

  private static void awaitFourLooks(JenkinsRule rule) throws Exception {
    Games.await(
        "four looks",
        () -> {
          try {
            return build(rule).getLog(1000).stream()
                    .filter(line -> line.contains("watched for"))
                    .count()
                >= 4;
          } catch (IOException e) {
            return false;
          }
        });
  }

  private static void assertPasses(JenkinsRule rule) throws Exception {
    rule.assertBuildStatusSuccess(rule.waitForCompletion(build(rule)));
    rule.assertLogContains("PASSED: ", build(rule));
  }

  private static void assertIsTakenBack(JenkinsRule rule) throws Exception {
    rule.assertBuildStatus(Result.FAILURE, rule.waitForCompletion(build(rule)));
    rule.assertLogContains("the process ended during the rollout", build(rule));
  }

  /** Both phases take 10 looks each; the one that was broken off is repeated. */
  private static void assertCountedWhatWasWatchedBefore(JenkinsRule rule) throws Exception {
    long looks =
        build(rule).getLog(1000).stream().filter(line -> line.contains("watched for")).count();
    assertThat(looks).isBetween(18L, 22L);
  }

  @Test
  void goesOnWhereItWatchedWhenJenkinsIsStopped() throws Throwable {
    begin("");
    jenkins.runRemotely(RolloutRestartTest::awaitFourLooks);
    jenkins.stopJenkins();

    jenkins.startJenkins();
    jenkins.runRemotely(RolloutRestartTest::assertPasses);
    jenkins.runRemotely(RolloutRestartTest::assertCountedWhatWasWatchedBefore);
    assertThat(shop.moves()).containsExactly("5 1", "100 2");
    jenkins.stopJenkins();
  }

  @Test
  void goesOnWhereItWatchedWhenJenkinsIsKilled() throws Throwable {
    begin("");
    jenkins.runRemotely(RolloutRestartTest::awaitFourLooks);
    jenkins.stopJenkinsForcibly();

    jenkins.startJenkins();
    jenkins.runRemotely(RolloutRestartTest::assertPasses);
    jenkins.runRemotely(RolloutRestartTest::assertCountedWhatWasWatchedBefore);
    assertThat(shop.moves()).containsExactly("5 1", "100 2");
    jenkins.stopJenkins();
  }

  @Test
  void givesUpAfterARestartWhenItShall() throws Throwable {
    begin(", onRestart: 'giveUp'");
    jenkins.runRemotely(RolloutRestartTest::awaitFourLooks);
    jenkins.stopJenkins();

    jenkins.startJenkins();
    jenkins.runRemotely(RolloutRestartTest::assertIsTakenBack);
    assertThat(shop.moves()).containsExactly("5 1", "0 0");
    jenkins.stopJenkins();
  }

  @Test
  void waitsForABodyThatGoesOnByItselfWhenJenkinsIsKilled() throws Throwable {
    shop.hold();
    begin("");
    Games.await("the body to begin", () -> shop.began(5));
    jenkins.runRemotely(RolloutRestartTest::awaitSavedBody);
    jenkins.stopJenkinsForcibly();

    jenkins.startJenkins();
    shop.release();
    jenkins.runRemotely(RolloutRestartTest::assertPasses);
    assertThat(shop.moves()).as("not called twice").containsExactly("5 1", "100 2");
    jenkins.stopJenkins();
  }

  @Test
  void waitsForABodyThatGoesOnByItselfWhenJenkinsIsStopped() throws Throwable {
    shop.hold();
    begin("");
    Games.await("the body to begin", () -> shop.began(5));
    jenkins.stopJenkins();

    jenkins.startJenkins();
    shop.release();
    jenkins.runRemotely(RolloutRestartTest::assertPasses);
    assertThat(shop.moves()).as("not called twice").containsExactly("5 1", "100 2");
    jenkins.stopJenkins();
  }
}
