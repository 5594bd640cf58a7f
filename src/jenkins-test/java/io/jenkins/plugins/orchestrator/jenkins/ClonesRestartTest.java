package io.jenkins.plugins.orchestrator.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.flow.FlowDurabilityHint;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.job.properties.DurabilityHintJobProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** A Jenkins that goes away while a body runs with clones, in a process of its own. */
class ClonesRestartTest {
  /** Longer than until the recovery looks for the first time after a start. */
  private static final Duration PAST_THE_FIRST_RECOVERY = Duration.ofSeconds(30);

  @RegisterExtension private final RealJenkinsExtension jenkins = new RealJenkinsExtension();

  @TempDir private Path directory;
  private final Games games = Games.create();

  private void begin(FlowDurabilityHint durability) throws Throwable {
    jenkins.startJenkins();
    jenkins.runRemotely(
        ClonesRestartTest::schedule,
        durability,
        "node {\n"
            + games.files(Games.GOOD)
            + "withDatabaseClones(config: 'test.yaml', environment: 'staging', count: 2) {\n"
            + "sh \"touch "
            + directory.resolve("begun")
            + "; while [ -e "
            + directory.resolve("begun")
            + " ] && [ ! -e "
            + directory.resolve("go")
            + " ]; do sleep 0.5; done\"\n"
            + "echo \"goes on with ${env.DATABASE_COUNT}\"\n}\n}");
    Games.await("the body to begin", () -> Files.exists(directory.resolve("begun")));
    assertThat(games.copies()).isEqualTo(2);
  }

  /** Jenkins saves a Pipeline some moments after its step began. */
  private static void awaitSaved(JenkinsRule rule) throws Exception {
    Path program = build(rule).getRootDir().toPath().resolve("program.dat");
    Games.await(
        "the body to be saved",
        () -> {
          try {
            String saved = Files.readString(program, StandardCharsets.ISO_8859_1);
            return saved.contains("orch_") && saved.contains("DurableTaskStep");
          } catch (IOException e) {
            return false;
          }
        });
  }

  private static void schedule(JenkinsRule rule, FlowDurabilityHint durability, String pipeline)
      throws Exception {
    WorkflowJob job = rule.createProject(WorkflowJob.class, "test");
    job.addProperty(new DurabilityHintJobProperty(durability));
    job.setDefinition(new CpsFlowDefinition(pipeline, true));
    job.scheduleBuild2(0).waitForStart();
  }

  private static WorkflowRun build(JenkinsRule rule) {
    return rule.jenkins.getItemByFullName("test", WorkflowJob.class).getBuildByNumber(1);
  }

  private static void assertSucceeds(JenkinsRule rule) throws Exception {
    WorkflowRun build = build(rule);
    rule.assertBuildStatusSuccess(rule.waitForCompletion(build));
    rule.assertLogContains("goes on with 2", build);
    rule.assertLogContains("The clones are dropped.", build);
  }

  private void goesOn() throws Throwable {
    jenkins.startJenkins();
    Thread.sleep(PAST_THE_FIRST_RECOVERY.toMillis());
    assertThat(games.copies()).as("kept by the recovery").isEqualTo(2);
    Files.createFile(directory.resolve("go"));
    jenkins.runRemotely(ClonesRestartTest::assertSucceeds);
    assertThat(games.copies()).isZero();
    jenkins.stopJenkins();
  }

  @Test
  void theBodyGoesOnWithItsClonesWhenJenkinsIsStopped() throws Throwable {
    begin(FlowDurabilityHint.MAX_SURVIVABILITY);
    jenkins.stopJenkins();
    goesOn();
  }

  @Test
  void theBodyGoesOnWithItsClonesWhenJenkinsIsKilled() throws Throwable {
    begin(FlowDurabilityHint.MAX_SURVIVABILITY);
    jenkins.runRemotely(ClonesRestartTest::awaitSaved);
    jenkins.stopJenkinsForcibly();
    goesOn();
  }

  @Test
  void nothingIsLeftOfABodyThatIsNotSavedWhenJenkinsIsKilled() throws Throwable {
    begin(FlowDurabilityHint.PERFORMANCE_OPTIMIZED);
    jenkins.stopJenkinsForcibly();
    jenkins.startJenkins();
    games.awaitNothingLeft();
    jenkins.stopJenkins();
  }
}
