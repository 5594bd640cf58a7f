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

/** Backups and their verification in Pipelines, in the sandbox. */
@WithJenkins
class BackupStepsTest {
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

  private String files(String more) {
    return "writeFile file: 'databases.yaml', text: '''"
        + "environments:\n  staging: {db_url: \""
        + games.url()
        + "\"}\n"
        + more
        + "'''\n";
  }

  @Test
  void aBackupIsMadeAndProvenAndItsResultReadInTheSandbox() throws Exception {
    WorkflowRun build =
        build(
            Result.SUCCESS,
            "node {\n"
                + files("")
                + "def made = parallelBackup(config: 'databases.yaml')\n"
                + "def lane = made.lane('staging')\n"
                + "echo \"made ${made.verdict} ${made.passed} ${lane.status}"
                + " ${lane.facts.size() > 0} ${lane.tasks*.step}\"\n"
                + "def proven = verifyBackups(server: '"
                + games.url()
                + "', maxAge: '1h')\n"
                + "echo \"proven ${proven.verdict} ${proven.lanes.size()}\"\n"
                + "}");
    jenkins.assertLogContains("made PASSED true PASSED true", build);
    jenkins.assertLogContains("proven PASSED 1", build);
    assertThat(games.copies()).as("what was restored is dropped").isZero();
  }

  @Test
  void aBackupIsRestoredUnderANewNameAndThenInThePlaceOfThat() throws Exception {
    String url = games.url().replaceFirst("/[^/?]+($|\\?)", "/restored_games$1");
    String restore = "restoreBackup(backup: \"backups/${id}\", to: '" + url + "'";
    WorkflowRun build =
        build(
            Result.SUCCESS,
            "node {\n"
                + files("")
                + "parallelBackup config: 'databases.yaml'\n"
                + "def id = sh(script: 'ls backups | grep -v [.] | tail -1', returnStdout:"
                + " true).trim()\n"
                + "def first = "
                + restore
                + ")\n"
                + "echo \"first ${first.verdict}\"\n"
                + "def second = "
                + restore
                + ", propagate: false)\n"
                + "echo \"second ${second.verdict} ${second.lanes[0].failure}\"\n"
                + "def third = "
                + restore
                + ", replace: true, confirm: 'restored_games')\n"
                + "echo \"third ${third.verdict} ${third.lanes[0].fact('Kept')}\"\n"
                + "}");
    jenkins.assertLogContains("first PASSED", build);
    jenkins.assertLogContains("second FAILED", build);
    jenkins.assertLogContains("found a database of this name", build);
    jenkins.assertLogContains("third PASSED restored_games_replaced_", build);
    assertThat(games.copies()).as("what was restored has its name").isZero();
  }

  @Test
  void oneDatabaseThatCannotBeReachedLeavesTheOtherComplete() throws Exception {
    WorkflowRun build =
        build(
            Result.FAILURE,
            "node {\n"
                + files("  dead: {db_url: \"postgresql://nobody@127.0.0.1:1/x\"}\n")
                + "def made = parallelBackup(config: 'databases.yaml', propagate: false)\n"
                + "echo \"staging ${made.lane('staging').status}, dead"
                + " ${made.lane('dead').status}\"\n"
                + "parallelBackup config: 'databases.yaml'\n"
                + "}\n"
                + "echo 'went on'");
    jenkins.assertLogContains("staging PASSED, dead FAILED", build);
    assertThat(JenkinsRule.getLog(build))
        .containsPattern("ERROR: .*dead")
        .doesNotContain("went on");
  }

  @Test
  void onAnAgentBackupsLieInItsWorkspace() throws Exception {
    jenkins.jenkins.setNumExecutors(0);
    AGENTS.createAgent(
        jenkins,
        InboundAgentExtension.Options.newBuilder().name("remote").label("databases").build());
    try {
      WorkflowRun build =
          build(
              Result.SUCCESS,
              "node('databases') {\n"
                  + files("")
                  + "parallelBackup config: 'databases.yaml'\n"
                  + "verifyBackups restore: false, only: 'all'\n}");
      jenkins.assertLogContains("[staging] runs on remote", build);
    } finally {
      AGENTS.stop(jenkins, "remote");
    }
  }

  @Test
  void aFolderWithoutBackupsFailsTheBuild() throws Exception {
    WorkflowRun build = build(Result.FAILURE, "node { verifyBackups restore: false }");
    jenkins.assertLogContains("expected at least one backup", build);
  }

  @Test
  void thePageAndTheApiShowWhatWasDone() throws Exception {
    WorkflowRun build =
        build(
            Result.SUCCESS, "node {\n" + files("") + "parallelBackup config: 'databases.yaml'\n}");
    try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
      assertThat(client.getPage(build, "orchestration/").getWebResponse().getContentAsString())
          .contains("Backup of databases.yaml", "staging")
          .doesNotContain("format=handoff");
      assertThat(
              client
                  .goTo(build.getUrl() + "orchestration/api/json", "application/json")
                  .getWebResponse()
                  .getContentAsString())
          .contains("\"backup\"", "staging");
    }
  }
}
