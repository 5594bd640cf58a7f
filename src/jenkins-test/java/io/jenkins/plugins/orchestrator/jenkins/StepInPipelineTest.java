package io.jenkins.plugins.orchestrator.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

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

/** What users write in Pipelines, in the sandbox, and what becomes of their builds. */
@WithJenkins
class StepInPipelineTest {
  @RegisterExtension
  private static final InboundAgentExtension AGENTS = new InboundAgentExtension();

  private final Games games = Games.create();
  private JenkinsRule jenkins;

  @BeforeEach
  void start(JenkinsRule rule) {
    jenkins = rule;
  }

  private WorkflowRun build(Result expected, String pipeline) throws Exception {
    WorkflowJob job = jenkins.createProject(WorkflowJob.class);
    job.setDefinition(new CpsFlowDefinition(pipeline, true));
    return jenkins.buildAndAssertStatus(expected, job);
  }

  @Test
  void passesInsideOfNodeAndGivesItsResultToTheSandbox() throws Exception {
    WorkflowRun build =
        build(
            Result.SUCCESS,
            "node {\n"
                + games.files(Games.GOOD)
                + "def result = parallelMigrationTest(config: 'test.yaml')\n"
                + "def staging = result.environment('staging')\n"
                + "echo \"${result.verdict} ${result.passed} ${result.environments*.name}\"\n"
                + "echo \"scripts ${staging.scripts} ${staging.tasks*.name.size() > 2}\"\n"
                + "}");
    jenkins.assertLogContains("PASSED true [staging]", build);
    jenkins.assertLogContains("scripts 1 true", build);
    assertThat(games.copies()).isZero();
  }

  @Test
  void sendsABranchToAnAgentThroughTheQueueWithoutHoldingANode() throws Exception {
    jenkins.jenkins.setNumExecutors(0);
    AGENTS.createAgent(
        jenkins,
        InboundAgentExtension.Options.newBuilder().name("remote").label("databases").build());
    try {
      WorkflowRun build =
          build(
              Result.SUCCESS,
              "def result = parallelMigrationTest(configText: '''"
                  + games.configuration("agent: databases")
                  + "''')\n"
                  + "echo \"copied by ${result.environments*.tasks*.step}\"\n");
      jenkins.assertLogContains("[staging]", build);
      jenkins.assertLogContains("snapshot_databases", build);
      assertThat(games.copies()).isZero();
    } finally {
      AGENTS.stop(jenkins, "remote");
    }
  }

  @Test
  void worksInADeclarativePipeline() throws Exception {
    WorkflowRun build =
        build(
            Result.SUCCESS,
            "pipeline { agent any\n stages { stage('migrations') { steps {\n"
                + games.files(Games.GOOD)
                + "parallelMigrationTest config: 'test.yaml', failFast: true\n"
                + "} } } }");
    jenkins.assertLogContains("PASSED: ", build);
  }

  @Test
  void worksTwiceAtOnceInOneBuild() throws Exception {
    Games others = Games.create();
    WorkflowRun build =
        build(
            Result.SUCCESS,
            "def test = { files, name -> node { files(); "
                + "echo name + ' ' + parallelMigrationTest(config: 'test.yaml').verdict } }\n"
                + "parallel one: { test({ "
                + games.files(Games.GOOD)
                + " }, 'one') }, two: { test({ "
                + others.files(Games.GOOD)
                + " }, 'two') }");
    jenkins.assertLogContains("one PASSED", build);
    jenkins.assertLogContains("two PASSED", build);
  }

  @Test
  void failsWithEnvironmentScriptAndLineOfWhatIsWrong() throws Exception {
    WorkflowRun build =
        build(
            Result.FAILURE,
            "node {\n"
                + games.files(Games.WRONG)
                + "parallelMigrationTest config: 'test.yaml'\n}\necho 'went on'");
    assertThat(JenkinsRule.getLog(build))
        .containsPattern("ERROR: .*staging.*1_name\\.sql:2:\\d+: .*gmaes")
        .doesNotContain("went on");
    assertThat(games.copies()).isZero();
  }

  @Test
  void leavesTheJudgementToThePipelineWithoutPropagation() throws Exception {
    WorkflowRun build =
        build(
            Result.SUCCESS,
            "node {\n"
                + games.files(Games.WRONG)
                + "def result = parallelMigrationTest(config: 'test.yaml', propagate: false)\n"
                + "echo \"went on: ${result.verdict}, ${result.environment('staging').failure}\"\n"
                + "}");
    assertThat(JenkinsRule.getLog(build)).containsPattern("went on: FAILED, .*gmaes");
  }

  @Test
  void makesTheBuildUnstableWhereAFailureIsToDoThat() throws Exception {
    WorkflowRun build =
        build(
            Result.UNSTABLE,
            "node {\n"
                + games.files(Games.WRONG)
                + "parallelMigrationTest config: 'test.yaml', unstableOnFailure: true\n"
                + "echo 'went on'\n}");
    jenkins.assertLogContains("UNSTABLE: ", build);
    jenkins.assertLogContains("went on", build);
  }

  @Test
  void namesAllMistakesOfAConfigurationAtOnceAndTouchesNothing() throws Exception {
    WorkflowRun build =
        build(
            Result.FAILURE,
            "node {\n"
                + "writeFile file: 'test.yaml', text: '''"
                + "test_environments:\n"
                + "  staging: {db_url: \"mysql://127.0.0.1/x\"}\n"
                + "max_paralel: 3\n"
                + "'''\n"
                + "parallelMigrationTest config: 'test.yaml'\n}");
    assertThat(JenkinsRule.getLog(build))
        .contains("The configuration is wrong:", "test.yaml:2", "test.yaml:3", "max_paralel");
    assertThat(games.copies()).isZero();
  }

  @Test
  void refusesAConfigurationTextWithAPassword() throws Exception {
    String password = "hunter2-hunter2";
    WorkflowRun build =
        build(
            Result.FAILURE,
            "parallelMigrationTest configText: 'test_environments:\\n"
                + "  staging: {db_url: \"postgresql://me:"
                + "' + 'hunter2' + '-hunter2"
                + "@127.0.0.1/x\"}'");
    jenkins.assertLogContains("holds a password", build);
    jenkins.assertLogNotContains(password, build);
  }
}
