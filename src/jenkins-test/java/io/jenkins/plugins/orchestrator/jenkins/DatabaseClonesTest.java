package io.jenkins.plugins.orchestrator.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseUrl;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.jenkins.action.OrchestrationAction;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
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

/** A body with clones, on a server that asks for a password. */
class DatabaseClonesTest {
  private static final StagingPassword PASSWORD = new StagingPassword("s3cret-Xk41-of-clones");

  @RegisterExtension private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

  @TempDir private Path directory;
  private TestServer server;
  private Games games;

  @BeforeEach
  void startServer() throws IOException {
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

  private WorkflowRun begin(JenkinsRule rule, String arguments, String body) throws Exception {
    return begin(rule, Games.GOOD, arguments, body);
  }

  private WorkflowRun begin(JenkinsRule rule, String script, String arguments, String body)
      throws Exception {
    WorkflowJob job = rule.createProject(WorkflowJob.class, "clones");
    job.setDefinition(
        new CpsFlowDefinition(
            "node {\n"
                + games.files(script)
                + "withDatabaseClones(config: 'test.yaml', environment: 'staging',"
                + " credentials: [staging: 'staging']"
                + arguments
                + ") {\n"
                + body
                + "\n}\n}",
            true));
    return job.scheduleBuild2(0).waitForStart();
  }

  /** Shell that says that it has begun, and waits until it may go on. */
  private String pause() {
    return "touch '"
        + directory.resolve("begun")
        + "'; while [ -e '"
        + directory.resolve("begun")
        + "' ] && [ ! -e '"
        + directory.resolve("go")
        + "' ]; do sleep 0.2; done";
  }

  private void awaitBody() throws InterruptedException {
    Games.await("the body to begin", () -> Files.exists(directory.resolve("begun")));
  }

  private void goOn() throws IOException {
    Files.createFile(directory.resolve("go"));
  }

  @Test
  void theBodyUsesTheClonesByTheirUrlsWhichTheLogDoesNotShow() throws Throwable {
    Path url = directory.resolve("url");
    sessions.then(
        rule -> {
          PASSWORD.addCredentials(rule);
          WorkflowRun build =
              begin(
                  rule,
                  ", count: 2, migrate: 'db/migrations'",
                  "sh 'printf %s \"$DATABASE_URL_2\" > "
                      + url
                      + "; echo \"$DATABASE_COUNT: $DATABASE_URL_1\"; "
                      + pause().replace("'", "")
                      + "'\necho \"in Groovy: ${env.DATABASE_URL_2}\"\n'of the body'");
          awaitBody();
          assertThat(games.copies()).isEqualTo(2);
          DatabaseTarget clone = DatabaseUrl.parse(Files.readString(url), Map.of());
          try (Session session = Session.open(clone, SessionSettings.named("test"));
              Statement statement = session.connection().createStatement();
              ResultSet rows = statement.executeQuery("SELECT count(name) FROM public.games")) {
            assertThat(rows.next()).isTrue();
          }
          goOn();
          rule.assertBuildStatusSuccess(rule.waitForCompletion(build));
          assertThat(games.copies()).isZero();
          rule.assertLogContains("2: postgresql://tester:", build);
          rule.assertLogContains("in Groovy: postgresql://tester:", build);
          rule.assertLogNotContains(PASSWORD.text(), build);
          rule.assertLogContains("The clones are dropped.", build);
          OrchestrationAction page = build.getAction(OrchestrationAction.class);
          assertThat(page.getRuns()).extracting("title").containsExactly("2 clones of staging");
          assertThat(page.getPages().get(0).getBody()).contains("staging 1").contains("staging 2");
        });
  }

  @Test
  void aBodyThatFailsLeavesNothingBehind() throws Throwable {
    sessions.then(
        rule -> {
          PASSWORD.addCredentials(rule);
          WorkflowRun build = begin(rule, "", "error 'not what I wanted'");
          rule.assertBuildStatus(Result.FAILURE, rule.waitForCompletion(build));
          rule.assertLogContains("not what I wanted", build);
          assertThat(games.copies()).isZero();
        });
  }

  @Test
  void anAbortEndsTheBodyAndThenDropsTheClones() throws Throwable {
    sessions.then(
        rule -> {
          PASSWORD.addCredentials(rule);
          WorkflowRun build = begin(rule, "", "sh \"" + pause() + "\"");
          awaitBody();
          assertThat(games.copies()).isOne();
          build.getExecutor().interrupt();
          rule.assertBuildStatus(Result.ABORTED, rule.waitForCompletion(build));
          assertThat(games.copies()).isZero();
        });
  }

  @Test
  void noBodyRunsWithClonesThatCouldNotBeMigrated() throws Throwable {
    sessions.then(
        rule -> {
          PASSWORD.addCredentials(rule);
          WorkflowRun build =
              begin(rule, Games.WRONG, ", count: 2, migrate: 'db/migrations'", "echo 'never seen'");
          rule.assertBuildStatus(Result.FAILURE, rule.waitForCompletion(build));
          rule.assertLogContains("gmaes", build);
          rule.assertLogNotContains("never seen", build);
          assertThat(games.copies()).isZero();
        });
  }

  @Test
  void theClonesGoWhenTheirTimeIsOverThoughTheBodyRuns() throws Throwable {
    sessions.then(
        rule -> {
          PASSWORD.addCredentials(rule);
          WorkflowRun build = begin(rule, ", ttl: '5s'", "sh \"" + pause() + "\"");
          awaitBody();
          Games.await("the clone to be dropped", () -> games.copies() == 0);
          goOn();
          rule.assertBuildStatusSuccess(rule.waitForCompletion(build));
          rule.assertLogContains("The time of the clones is over", build);
        });
  }

  @Test
  void outsideOfANodeTheyAreMadeAndDroppedOnAnyThroughTheQueue() throws Throwable {
    sessions.then(
        rule -> {
          PASSWORD.addCredentials(rule);
          WorkflowJob job = rule.createProject(WorkflowJob.class);
          job.setDefinition(
              new CpsFlowDefinition(
                  "withDatabaseClones(configText: '''"
                      + games.configuration()
                      + "''', environment: 'staging', credentials: [staging: 'staging']) {\n"
                      + "  node { sh 'echo \"inside: $DATABASE_NAME_1\"' }\n}",
                  true));
          WorkflowRun build = rule.buildAndAssertSuccess(job);
          rule.assertLogContains("inside: orch_", build);
          assertThat(games.copies()).isZero();
        });
  }

  @Test
  void aBuildWhoseJobIsDeletedKeepsNoClones() throws Throwable {
    sessions.then(
        rule -> {
          PASSWORD.addCredentials(rule);
          WorkflowRun build = begin(rule, "", "sh \"" + pause() + "\"");
          awaitBody();
          assertThat(games.copies()).isOne();
          build.getParent().delete();
          games.awaitNothingLeft();
          goOn();
        });
  }

  @Test
  void aBuildThatIsKilledKeepsNoClones() throws Throwable {
    sessions.then(
        rule -> {
          PASSWORD.addCredentials(rule);
          WorkflowRun build = begin(rule, "", "sh \"" + pause() + "\"");
          awaitBody();
          assertThat(games.copies()).isOne();
          build.doKill();
          games.awaitNothingLeft();
          goOn();
        });
  }

  @Test
  void aBodyThatGoesOnAfterARestartHasItsClonesAndThePasswordIsInNoFile() throws Throwable {
    sessions.then(
        rule -> {
          PASSWORD.addCredentials(rule);
          begin(
              rule,
              "",
              "sh \""
                  + pause()
                  + "\"\nsh 'echo \"afterwards: $DATABASE_URL_1\"'\n"
                  + "sh 'test -n \"$DATABASE_NAME_1\"'");
          awaitBody();
          assertThat(PASSWORD.leaks(rule.jenkins.getRootDir())).isEmpty();
        });
    assertThat(games.copies()).isOne();
    sessions.then(
        rule -> {
          WorkflowRun build =
              rule.jenkins.getItemByFullName("clones", WorkflowJob.class).getBuildByNumber(1);
          assertThat(games.copies()).isOne();
          assertThat(PASSWORD.leaks(rule.jenkins.getRootDir())).isEmpty();
          goOn();
          rule.assertBuildStatusSuccess(rule.waitForCompletion(build));
          rule.assertLogContains("afterwards: postgresql://tester:", build);
          rule.assertLogNotContains(PASSWORD.text(), build);
          assertThat(games.copies()).isZero();
          assertThat(PASSWORD.leaks(rule.jenkins.getRootDir())).isEmpty();
        });
  }
}
