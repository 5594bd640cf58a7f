package io.jenkins.plugins.orchestrator.jenkins.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.mockito.ArgumentMatchers.anyList;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.ArgumentMatchers.same;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockStatic;
import static org.mockito.Mockito.when;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import hudson.model.Node;
import hudson.model.Run;
import hudson.util.Secret;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.validate.ValidatePlan;
import io.jenkins.plugins.orchestrator.jenkins.branch.HeldNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.MockedStatic;

/** What a build adds to a file of deployments, and what it may not. */
class ValidatePlannerTest {
  private static final HeldNode OUTSIDE = new HeldNode(null);
  private static final HeldNode AGENT1 = new HeldNode("agent1");
  private static final String HEALTH =
      """
      deployments:
        staging: {url: 'https://staging.example', health_check_endpoint: /health%s}
      """;

  private final Run<?, ?> build = mock(Run.class);
  private final Map<String, String> agents = new HashMap<>();
  private final Map<String, String> variables = new HashMap<>();
  private MockedStatic<Jenkins> jenkinsGet;
  private MockedStatic<CredentialsProvider> provider;

  @BeforeEach
  void anAgentWithoutLabels() {
    Jenkins jenkins = mock(Jenkins.class);
    Node agent1 = mock(Node.class);
    when(jenkins.getNode("agent1")).thenReturn(agent1);
    jenkinsGet = mockStatic(Jenkins.class);
    jenkinsGet.when(Jenkins::get).thenReturn(jenkins);
    provider = mockStatic(CredentialsProvider.class);
  }

  @AfterEach
  void forget() {
    jenkinsGet.close();
    provider.close();
  }

  private void found(String id, StandardCredentials credentials) {
    provider
        .when(
            () ->
                CredentialsProvider.findCredentialById(
                    eq(id), eq(StandardCredentials.class), same(build), anyList()))
        .thenReturn(credentials);
  }

  private static Secret secret(String text) {
    Secret secret = mock(Secret.class);
    when(secret.getPlainText()).thenReturn(text);
    return secret;
  }

  private static StandardUsernamePasswordCredentials login(String user) {
    Secret password = secret("staging-Pw#2");
    StandardUsernamePasswordCredentials login = mock(StandardUsernamePasswordCredentials.class);
    when(login.getUsername()).thenReturn(user);
    when(login.getPassword()).thenReturn(password);
    return login;
  }

  private static StringCredentials text(String token) {
    Secret secret = secret(token);
    StringCredentials text = mock(StringCredentials.class);
    when(text.getSecret()).thenReturn(secret);
    return text;
  }

  private ValidatePlan plan(String text, HeldNode held) throws Exception {
    return new ValidatePlanner(
            "validateDeployments",
            new ValidateRequest(
                new PlanRequest(null, text, List.of(), Set.of(), variables),
                agents,
                Duration.ofMinutes(10)))
        .plan(build, null, held);
  }

  private ConfigurationException wrong(String text, HeldNode held) {
    return catchThrowableOfType(ConfigurationException.class, () -> plan(text, held));
  }

  @Test
  void aUserAndPasswordAreLookedUpForTheBuildTrackedAndMasked() throws Exception {
    StandardUsernamePasswordCredentials login = login("prober");
    found("staging-probe", login);

    ValidatePlan plan = plan(HEALTH.formatted(", credentialsId: staging-probe"), OUTSIDE);

    provider.verify(() -> CredentialsProvider.track(build, login));
    // prober:staging-Pw#2 as RFC 7617 encodes it.
    assertThat(Redactor.of(plan.secrets()).redact("staging-Pw#2 cHJvYmVyOnN0YWdpbmctUHcjMg=="))
        .isEqualTo("******** ********");
  }

  @Test
  void aSecretTextIsABearerToken() throws Exception {
    StringCredentials token = text("production-Token#3\n");
    found("staging-probe", token);

    ValidatePlan plan = plan(HEALTH.formatted(", credentialsId: staging-probe"), OUTSIDE);

    provider.verify(() -> CredentialsProvider.track(build, token));
    assertThat(Redactor.of(plan.secrets()).redact("it is production-Token#3"))
        .isEqualTo("it is ********");
  }

  @Test
  void credentialsOfAnotherKindAndThoseThatNoHeaderCanHoldAreWrong() {
    found("a-file", mock(StandardCredentials.class));
    found("colon", login("pro:ber"));
    found("two-lines", text("production-Token\nproduction-Token"));
    for (String id : List.of("unknown", "a-file", "colon", "two-lines")) {
      assertThat(wrong(HEALTH.formatted(", credentialsId: " + id), OUTSIDE))
          .hasMessageContaining("deployments.staging.credentialsId")
          .hasMessageContaining(id)
          .hasMessageContaining("expected username with password")
          .hasMessageNotContaining("production-Token");
    }
  }

  @Test
  void anAgentOfTheStepGoesBeforeThatOfTheFile() throws Exception {
    agents.put("staging", "linux && dmz");

    assertThat(plan(HEALTH.formatted(", agent: linux"), OUTSIDE).lanes())
        .extracting("name", "agent")
        .containsExactly(org.assertj.core.groups.Tuple.tuple("staging", "linux && dmz"));
  }

  @Test
  void anAgentOfADeploymentThatIsNotThereIsAMistake() {
    agents.put("stagign", "linux");

    assertThat(wrong(HEALTH.formatted(""), OUTSIDE))
        .hasMessageContaining("validateDeployments: agents: found the deployment \"stagign\"")
        .hasMessageContaining("expected one that is validated: staging");
  }

  @Test
  void scriptsThatHaveNoPlaceAreAMistake() throws Exception {
    String scripts = HEALTH.formatted(", smoke_tests: [smoke.sh]%s");

    assertThat(plan(scripts.formatted(""), AGENT1).lanes()).hasSize(1);
    assertThat(wrong(scripts.formatted(""), OUTSIDE))
        .hasMessageContaining("deployments.staging")
        .hasMessageContaining("smoke tests, and for them no node")
        .hasMessageContaining("call the step inside node { }");
    assertThat(wrong(scripts.formatted(", agent: dmz"), AGENT1))
        .hasMessageContaining("which has not the label dmz")
        .hasMessageContaining("call the step inside node('dmz') { }");
  }

  @Test
  void variablesOfTheStepAreThoseOfTheFile() throws Exception {
    variables.put("PROBE_TOKEN", "from-withCredentials#4");

    ValidatePlan plan =
        plan(HEALTH.formatted(", credentials: {bearer: '${PROBE_TOKEN}'}"), OUTSIDE);

    assertThat(Redactor.of(plan.secrets()).redact("from-withCredentials#4")).isEqualTo("********");
  }
}
