package io.jenkins.plugins.orchestrator.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** The password of an environment is in no file of Jenkins, on a server that asks for it. */
class LeakTest {
  private static final StagingPassword PASSWORD = new StagingPassword("s3cret-Xk41-of-staging");

  @RegisterExtension private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

  private TestServer server;
  private Games games;

  @BeforeEach
  void startServer(@TempDir Path directory) throws IOException {
    Path access = directory.resolve("pg_hba.conf");
    Files.writeString(
        access, "host all tester 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n");
    server = TestServer.startOwn(17, Map.of("hba_file", access.toString()));
    PASSWORD.createRole(server);
    games = Games.create(server, "tester");
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  private WorkflowRun begin(JenkinsRule rule, String name, String script) throws Exception {
    WorkflowJob job = rule.createProject(WorkflowJob.class, name);
    job.setDefinition(
        new CpsFlowDefinition(
            "node {\n"
                + games.files(script)
                + "parallelMigrationTest config: 'test.yaml', credentials: [staging: 'staging']\n"
                + "}",
            true));
    return job.scheduleBuild2(0).waitForStart();
  }

  @Test
  void isInNoFileWhileAndAfterTestsRanAndAfterARestart() throws Throwable {
    sessions.then(
        rule -> {
          PASSWORD.addCredentials(rule);
          File home = rule.jenkins.getRootDir();
          WorkflowRun passes = begin(rule, "passes", Games.GOOD);
          rule.assertBuildStatusSuccess(rule.waitForCompletion(passes));
          WorkflowRun fails = begin(rule, "fails", Games.WRONG);
          rule.assertBuildStatus(Result.FAILURE, rule.waitForCompletion(fails));
          WorkflowRun runs = begin(rule, "runs", Games.ENDLESS);
          games.awaitEndlessStatement();
          // Now the journal is there, with what the recovery needs to connect.
          assertThat(PASSWORD.leaks(home)).isEmpty();
          runs.getExecutor().interrupt();
          rule.assertBuildStatus(Result.ABORTED, rule.waitForCompletion(runs));
          assertThat(PASSWORD.leaks(home)).isEmpty();
        });
    sessions.then(rule -> assertThat(PASSWORD.leaks(rule.jenkins.getRootDir())).isEmpty());
  }
}
