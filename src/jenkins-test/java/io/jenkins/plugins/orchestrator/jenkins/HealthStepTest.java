package io.jenkins.plugins.orchestrator.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.Result;
import io.jenkins.plugins.orchestrator.engine.health.HistoryDirectory;
import io.jenkins.plugins.orchestrator.engine.health.HistoryEntry;
import java.util.List;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.InboundAgentExtension;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** Health checks in Pipelines, in the sandbox, over restarts of the controller. */
class HealthStepTest {
  @RegisterExtension private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

  @RegisterExtension
  private static final InboundAgentExtension AGENTS = new InboundAgentExtension();

  private final Games games = Games.create();

  private String configuration(String health, String environment) {
    return "'''health: {machine: {check: false}, skip: [connections, long_transaction, lock_wait,"
        + " idle_in_transaction]"
        + (health.isEmpty() ? "" : ", " + health)
        + "}\nenvironments:\n  staging: {db_url: \""
        + games.url()
        + "\""
        + environment
        + "}\n'''";
  }

  private static WorkflowJob job(JenkinsRule rule, String name, String pipeline) throws Exception {
    WorkflowJob job = rule.createProject(WorkflowJob.class, name);
    job.setDefinition(new CpsFlowDefinition(pipeline, true));
    return job;
  }

  private static List<HistoryEntry> past(WorkflowJob job) throws Exception {
    return new HistoryDirectory(job.getRootDir().toPath().resolve("parallel-orchestrator/health"))
        .read("staging");
  }

  @Test
  void thePastOutlivesAgentsRestartsAndNames() throws Throwable {
    sessions.then(
        rule -> {
          WorkflowJob job =
              job(
                  rule,
                  "health",
                  "def r = systemHealthCheck(configText: "
                      + configuration("", ", agent: databases")
                      + ", unstableOn: 'never')\n"
                      + "echo \"${r.verdict} ${r.lane('staging').fact('Health')}\"");
          for (String agent : List.of("first", "second")) {
            AGENTS.createAgent(
                rule,
                InboundAgentExtension.Options.newBuilder().name(agent).label("databases").build());
            WorkflowRun build = rule.buildAndAssertSuccess(job);
            rule.assertLogContains("[staging] runs on " + agent, build);
            rule.assertLogContains("PASSED", build);
            AGENTS.stop(rule, agent);
            rule.jenkins.removeNode(rule.jenkins.getNode(agent));
          }
          assertThat(past(job)).hasSize(2);
        });
    sessions.then(
        rule -> {
          WorkflowJob job = rule.jenkins.getItemByFullName("health", WorkflowJob.class);
          job.renameTo("estate");
          AGENTS.createAgent(
              rule,
              InboundAgentExtension.Options.newBuilder().name("third").label("databases").build());
          WorkflowRun build = rule.buildAndAssertSuccess(job);
          AGENTS.stop(rule, "third");
          assertThat(past(job)).hasSize(3);
          try (JenkinsRule.WebClient client = rule.createWebClient()) {
            assertThat(client.getPage(build, "orchestration/").asNormalizedText())
                .contains("Health of configText", "Trends", "n = 3, at least 10 are needed");
          }
        });
  }

  @Test
  void whatIsFoundFailsTheBuildAndIsOnItsPageWithWhatToDo() throws Throwable {
    sessions.then(
        rule -> {
          String health =
              "queries: [{name: unsent, sql: \"select 7\", warning: 5, critical: 7}],"
                  + " credentials: [there, missing], variables: [SET_HERE, NOT_SET],"
                  + " commands: [{name: mine, command: 'echo in $SET_HERE; exit 1'}]";
          CredentialsProvider.lookupStores(rule.jenkins)
              .iterator()
              .next()
              .addCredentials(
                  Domain.global(),
                  new UsernamePasswordCredentialsImpl(
                      CredentialsScope.GLOBAL, "there", null, "user", "passw0rd-of-it"));
          String call =
              "systemHealthCheck(configText: "
                  + configuration(health, "")
                      .replace("'echo in $SET_HERE; exit 1'", "\"echo in $SET_HERE; exit 1\"");
          WorkflowRun failed =
              rule.buildAndAssertStatus(
                  Result.FAILURE,
                  job(
                      rule,
                      "fails",
                      "node { withEnv(['SET_HERE=the step']) {\n"
                          + call
                          + ", prometheus: 'health.prom')\n} }"));
          assertThat(JenkinsRule.getLog(failed))
              .contains("staging: unsent 7", "machine: NOT_SET the environment variable is not set")
              .contains("machine: missing there is no credential of that id")
              .contains("staging: mine warning: in the step")
              .doesNotContain("SET_HERE the env", "machine: there ", "passw0rd-of-it");
          try (JenkinsRule.WebClient client = rule.createWebClient()) {
            assertThat(client.getPage(failed, "orchestration/").asNormalizedText())
                .contains("What to do", "respond within 30 min", "respond within 1 hour");
          }
          WorkflowRun told =
              rule.buildAndAssertStatus(
                  Result.UNSTABLE,
                  job(
                      rule,
                      "tells",
                      "node { def r = "
                          + call
                          + ", failOn: 'never', prometheus: 'health.prom')\n"
                          + "echo \"told ${r.verdict} ${r.lane('machine').status}\"\n"
                          + "echo readFile('health.prom') }"));
          rule.assertLogContains("told FAILED FAILED", told);
          rule.assertLogContains("orchestrate_health_state{environment=\"staging\"} 2", told);
        });
  }

  @Test
  void aDatabaseThatDoesNotAnswerIsCriticalAndTheOthersAreLookedAt() throws Throwable {
    sessions.then(
        rule -> {
          WorkflowRun build =
              rule.buildAndAssertStatus(
                  Result.FAILURE,
                  job(
                      rule,
                      "dead",
                      "systemHealthCheck configText: "
                          + configuration("", "")
                              .replace(
                                  "}\n'''",
                                  "}\n"
                                      + "  dead: {db_url:"
                                      + " \"postgresql://nobody@127.0.0.1:1/x\"}\n"
                                      + "'''")));
          assertThat(JenkinsRule.getLog(build))
              .contains("[staging] passed", "[dead] failed", "dead: reachable");
        });
  }

  @Test
  void anAbortEndsItsQueries() throws Throwable {
    sessions.then(
        rule -> {
          WorkflowJob job =
              job(
                  rule,
                  "aborted",
                  "systemHealthCheck timeout: '30m', configText: "
                      + configuration(
                          "deadline: 20m, statement_timeout: 15m, queries: [{name: endless, sql:"
                              + " \"select 1 from pg_sleep(3000)\", critical: 2}]",
                          ""));
          WorkflowRun build = job.scheduleBuild2(0).waitForStart();
          games.awaitEndlessStatement();
          build.getExecutor().interrupt();
          rule.assertBuildStatus(Result.ABORTED, rule.waitForCompletion(build));
          Games.await("the query to end", () -> games.endlessStatements() == 0);
        });
  }
}
