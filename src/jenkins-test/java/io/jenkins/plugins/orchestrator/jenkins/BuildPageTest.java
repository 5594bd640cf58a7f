package io.jenkins.plugins.orchestrator.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Item;
import hudson.model.Result;
import java.net.HttpURLConnection;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The page of a build, {@code <build>/orchestration/}, through a browser. */
@WithJenkins
class BuildPageTest {
  private final Games games = Games.create();
  private JenkinsRule jenkins;

  @BeforeEach
  void start(JenkinsRule rule) {
    jenkins = rule;
  }

  private WorkflowRun build(Result expected, String script) throws Exception {
    WorkflowJob job = jenkins.createProject(WorkflowJob.class);
    job.setDefinition(
        new CpsFlowDefinition(
            "node {\n" + games.files(script) + "parallelMigrationTest config: 'test.yaml'\n}",
            true));
    return jenkins.buildAndAssertStatus(expected, job);
  }

  private JSONObject json(WorkflowRun build) throws Exception {
    try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
      return JSONObject.fromObject(
          client
              .goTo(build.getUrl() + "orchestration/api/", "application/json")
              .getWebResponse()
              .getContentAsString());
    }
  }

  @Test
  void saysTheVerdictAndNamesTheEnvironments() throws Exception {
    WorkflowRun build = build(Result.SUCCESS, Games.GOOD);
    try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
      HtmlPage page = client.getPage(build, "orchestration/");
      assertThat(page.asNormalizedText()).contains("staging").containsIgnoringCase("passed");
    }
    assertThat(json(build).getJSONArray("runs").getJSONObject(0).getString("status"))
        .isEqualTo("success");
  }

  @Test
  void showsScriptAndLineOfAFailure() throws Exception {
    WorkflowRun build = build(Result.FAILURE, Games.WRONG);
    try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
      HtmlPage page = client.getPage(build, "orchestration/");
      assertThat(page.asNormalizedText()).contains("1_name.sql", "gmaes");
    }
    assertThat(json(build).getJSONArray("runs").getJSONObject(0).getString("status"))
        .isEqualTo("failed");
  }

  @Test
  void isStillThereWhenTheBuildIsLoadedFromDisk() throws Exception {
    WorkflowRun build = build(Result.SUCCESS, Games.GOOD);
    WorkflowJob job = build.getParent();
    job.doReload();
    WorkflowRun loaded =
        jenkins.jenkins.getItemByFullName(job.getFullName(), WorkflowJob.class).getLastBuild();
    assertThat(json(loaded).getJSONArray("runs").size()).isOne();
  }

  @Test
  void isHiddenFromThoseWhoMayNotReadTheJob() throws Exception {
    WorkflowRun build = build(Result.SUCCESS, Games.GOOD);
    jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
    jenkins.jenkins.setAuthorizationStrategy(
        new MockAuthorizationStrategy()
            .grant(Jenkins.READ)
            .everywhere()
            .to("visitor", "reader")
            .grant(Item.READ)
            .everywhere()
            .to("reader"));
    try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
      client.withThrowExceptionOnFailingStatusCode(false).login("visitor");
      for (String page : new String[] {"orchestration/", "orchestration/api/json"}) {
        assertThat(
                client
                    .getPage(client.createCrumbedUrl(build.getUrl() + page))
                    .getWebResponse()
                    .getStatusCode())
            .as(page)
            .isEqualTo(HttpURLConnection.HTTP_NOT_FOUND);
      }
      client.login("reader");
      assertThat(client.getPage(build, "orchestration/").getWebResponse().getStatusCode())
          .isEqualTo(HttpURLConnection.HTTP_OK);
    }
  }
}
