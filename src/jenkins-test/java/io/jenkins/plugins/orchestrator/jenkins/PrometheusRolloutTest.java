package io.jenkins.plugins.orchestrator.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.model.Result;
import hudson.util.Secret;
import io.jenkins.plugins.orchestrator.jenkins.action.OrchestrationAction;
import io.jenkins.plugins.orchestrator.testing.CountingPrometheus;
import java.io.IOException;
import java.nio.file.Path;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Rollouts that a server in Prometheus' format measures, in a real Jenkins. */
@WithJenkins
class PrometheusRolloutTest {
  private static final String TOKEN = "s3cret-Token-of-Prometheus";

  @TempDir private Path directory;
  private JenkinsRule jenkins;
  private Shop shop;
  private CountingPrometheus prometheus;

  @BeforeEach
  void start(JenkinsRule rule) throws IOException {
    jenkins = rule;
    shop = new Shop(directory);
    prometheus = new CountingPrometheus();
    CredentialsProvider.lookupStores(jenkins.jenkins)
        .iterator()
        .next()
        .addCredentials(
            Domain.global(),
            new StringCredentialsImpl(
                CredentialsScope.GLOBAL, "prometheus", null, Secret.fromString(TOKEN)));
  }

  @AfterEach
  void stop() {
    prometheus.close();
    shop.close();
  }

  private WorkflowRun rollout(Result expected, String credentialsId, String observe)
      throws Exception {
    String pipeline =
        "node { def result = progressiveRollout("
            + shop.urls().replaceAll(", canary.*", "")
            + ", phases: [5, 100], every: '1s', observe: '"
            + observe
            + "', maxErrorRateIncreasePoints: 2, prometheus: [url: '"
            + prometheus.url()
            + "', credentialsId: '"
            + credentialsId
            + "', baselineRequests: 'baselineRequests', baselineErrors: 'baselineErrors',"
            + " canaryRequests: 'canaryRequests', canaryErrors: 'canaryErrors']) { "
            + shop.body()
            + " }\necho \"RESULT ${result.verdict}\" }";
    WorkflowJob job = jenkins.createProject(WorkflowJob.class);
    job.setDefinition(new CpsFlowDefinition(pipeline, true));
    return jenkins.assertBuildStatus(expected, job.scheduleBuild2(0));
  }

  @Test
  void aVersionThatIsAsGoodGetsAllTrafficAndNoFileOfTheBuildHasTheToken() throws Exception {
    prometheus.count(1000, 0);
    WorkflowRun build = rollout(Result.SUCCESS, "prometheus", "3s");

    assertThat(shop.moves()).containsExactly("5 1", "100 2");
    jenkins.assertLogContains("RESULT PASSED", build);
    assertThat(shop.requests()).as("of our own").isZero();
    assertThat(prometheus.authorizations()).containsOnly("Bearer " + TOKEN);
    assertThat(build.getAction(OrchestrationAction.class).getPages().get(0).getBody())
        .contains("canaryErrors: canaryErrors");
    assertThat(JenkinsHome.filesWith(build.getRootDir().toPath(), TOKEN)).isEmpty();
  }

  @Test
  void aVersionWithErrorsLosesItsTraffic() throws Exception {
    prometheus.count(1000, 0.2);
    WorkflowRun build = rollout(Result.FAILURE, "prometheus", "5m");

    assertThat(shop.moves()).containsExactly("5 1", "0 0");
    jenkins.assertLogContains("rolled back in phase 1 (5 %), healthy again", build);
  }

  @Test
  void aQueryThatGivesNothingIsSaidBeforeAnyTrafficIsMoved() throws Exception {
    prometheus.count(1000, 0);
    prometheus.answerInstead("baselineErrors", CountingPrometheus.success("", ""));
    WorkflowRun build = rollout(Result.FAILURE, "prometheus", "5m");

    jenkins.assertLogContains(
        "it could not be measured, so nothing was moved: baselineErrors: the query gives nothing",
        build);
    assertThat(shop.moves()).isEmpty();
  }

  @Test
  void credentialsThatAreNotThereAreSaidBeforeAnyTrafficIsMoved() throws Exception {
    WorkflowRun build = rollout(Result.FAILURE, "nosuch", "5m");

    jenkins.assertLogContains("prometheus.credentialsId: found the id 'nosuch'", build);
    assertThat(shop.moves()).isEmpty();
    assertThat(prometheus.authorizations()).isEmpty();
  }
}
