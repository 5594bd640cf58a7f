package io.jenkins.plugins.orchestrator.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Item;
import hudson.model.Result;
import java.net.HttpURLConnection;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.htmlunit.html.HtmlAnchor;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** How the environments of a job are, {@code <job>/environments/}, through a browser. */
@WithJenkins
class JobPageTest {
  private final Games games = Games.create();
  private JenkinsRule jenkins;
  private WorkflowJob job;

  @BeforeEach
  void start(JenkinsRule rule) throws Exception {
    jenkins = rule;
    job = jenkins.createProject(WorkflowJob.class, "games");
  }

  private WorkflowRun test(Result expected, String script) throws Exception {
    return build(expected, games.files(script) + "parallelMigrationTest config: 'test.yaml'\n");
  }

  private WorkflowRun build(Result expected, String steps) throws Exception {
    job.setDefinition(new CpsFlowDefinition("node {\n" + steps + "}", true));
    return jenkins.buildAndAssertStatus(expected, job);
  }

  private String text(String page) throws Exception {
    // The job's own page has scripts of other plugins that this browser cannot read.
    try (JenkinsRule.WebClient client = jenkins.createWebClient().withJavaScriptEnabled(false)) {
      HtmlPage shown = client.goTo(job.getUrl() + page);
      return shown.asNormalizedText().replaceAll("\\s+", " ");
    }
  }

  @Test
  void saysHowAnEnvironmentIsAndSinceWhichBuild() throws Exception {
    test(Result.SUCCESS, Games.GOOD);
    test(Result.FAILURE, Games.WRONG);
    test(Result.FAILURE, Games.WRONG);

    assertThat(text("environments/"))
        .contains("Environments: failed", "staging migration test")
        .containsPattern("failed.*, #2 before: warning.*, #3")
        .contains("gmaes");
    assertThat(text("")).as("the job's own page").contains("staging (migration test), since #2");
  }

  @Test
  void tellsProgramsTheSame() throws Exception {
    test(Result.SUCCESS, Games.GOOD);
    test(Result.FAILURE, Games.WRONG);
    test(Result.FAILURE, Games.WRONG);

    JSONObject staging =
        jenkins
            .getJSON(job.getUrl() + "environments/api/")
            .getJSONObject()
            .getJSONArray("environments")
            .getJSONObject(0);
    assertThat(staging.getString("name")).isEqualTo("staging");
    assertThat(staging.getString("condition")).isEqualTo("failed");
    assertThat(staging.getString("before")).isEqualTo("warning");
    assertThat(staging.getJSONObject("since").getInt("build")).isEqualTo(2);
    assertThat(staging.getJSONObject("last").getInt("build")).isEqualTo(3);
  }

  @Test
  void leadsToTheEnvironmentOnThePageOfTheBuild() throws Exception {
    WorkflowRun build = test(Result.FAILURE, Games.WRONG);
    try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
      HtmlPage page = client.goTo(job.getUrl() + "environments/");
      HtmlAnchor link = page.getAnchorByText("staging");

      HtmlPage there = link.click();

      assertThat(there.getUrl().getPath()).endsWith(build.getUrl() + "orchestration/");
      assertThat(there.getHtmlElementById(there.getUrl().getRef()).getTextContent())
          .contains("staging");
    }
  }

  @Test
  void isThereAfterTheJobIsLoadedFromDiskAndKnowsNothingOfDeletedBuilds() throws Exception {
    test(Result.SUCCESS, Games.GOOD);
    WorkflowRun second = test(Result.FAILURE, Games.WRONG);
    job.doReload();
    assertThat(text("environments/")).contains("Environments: failed");

    second.delete();

    assertThat(text("environments/"))
        .as("a script without a way down is a warning")
        .contains("Environments: warning")
        .doesNotContain("gmaes");
    job.getBuildByNumber(1).delete();
    assertThat(text("environments/")).contains("Environments: unknown");
  }

  @Test
  void listsTheBackupsWithTheirState() throws Exception {
    build(
        Result.SUCCESS,
        "writeFile file: 'databases.yaml', text: '''environments:\n  staging: {db_url: \""
            + games.url()
            + "\"}\n'''\n"
            + "parallelBackup config: 'databases.yaml'\n");

    assertThat(text("environments/"))
        .contains("staging backup")
        .containsPattern("\\d{8}T\\d{6}Z-staging-[a-z2-7]{10} staging .?verified");
  }

  @Test
  void aJobInWhichNothingRanHasNoSuchPage() throws Exception {
    build(Result.SUCCESS, "echo 'nothing'\n");
    try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
      client.assertFails(job.getUrl() + "environments/", HttpURLConnection.HTTP_NOT_FOUND);
    }
  }

  @Test
  void isHiddenFromThoseWhoMayNotReadTheJob() throws Exception {
    test(Result.SUCCESS, Games.GOOD);
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
      assertThat(
              client
                  .getPage(client.createCrumbedUrl(job.getUrl() + "environments/"))
                  .getWebResponse()
                  .getStatusCode())
          .isEqualTo(HttpURLConnection.HTTP_NOT_FOUND);
      client.login("reader");
      assertThat(client.getPage(job, "environments/").getWebResponse().getStatusCode())
          .isEqualTo(HttpURLConnection.HTTP_OK);
    }
  }
}
