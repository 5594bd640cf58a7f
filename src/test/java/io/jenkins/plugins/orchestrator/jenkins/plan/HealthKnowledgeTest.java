package io.jenkins.plugins.orchestrator.jenkins.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockStatic;
import static org.mockito.Mockito.verifyNoInteractions;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.IdCredentials;
import hudson.model.Run;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.engine.health.HealthPlan;
import io.jenkins.plugins.orchestrator.engine.health.HealthTerms;
import io.jenkins.plugins.orchestrator.engine.health.QuotaProbe;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import io.jenkins.plugins.orchestrator.jenkins.branch.HeldNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mockito.MockedStatic;

/** What the controller tells the agents of keys: that they are there, and no more. */
class HealthKnowledgeTest {
  private static final String CONFIGURATION =
      """
      health:
        machine: {check: false}
        variables: [ODDS_API_KEY, OTHER_KEY, EMPTY]
        credentials: [odds-api-key, of-another-folder]
        quotas:
          - {name: odds, url: 'https://odds.example/?k={key}', header: left, key_variable: ODDS_API_KEY, critical: 1}
          - {name: unset, url: 'https://odds.example/?k={key}', header: left, key_variable: UNSET, critical: 1}
      environments:
        production: {db_url: 'postgresql://monitor@db.example/app'}
      """;

  private final Run<?, ?> build = mock(Run.class);

  private MigrationTestConfiguration configuration() throws Exception {
    return new Planning<>(
            "systemHealthCheck",
            new HealthPlanning(),
            new PlanRequest(null, CONFIGURATION, List.of(), Set.of(), Map.of()),
            Map.of(),
            Map.of())
        .plan(build, null, new HeldNode(null));
  }

  private HealthTerms terms(IdCredentials found) throws Exception {
    try (MockedStatic<CredentialsProvider> credentials = mockStatic(CredentialsProvider.class)) {
      credentials
          .when(
              () ->
                  CredentialsProvider.findCredentialById(
                      eq("odds-api-key"), eq(IdCredentials.class), eq(build), any()))
          .thenReturn(found);
      return new HealthKnowledge(
              build,
              Map.of(
                  "ODDS_API_KEY",
                  "key-of-the-odds",
                  "OTHER_KEY",
                  "x",
                  "EMPTY",
                  " ",
                  "PATH",
                  "/bin"))
          .terms(configuration(), QuotaProbe.none());
    }
  }

  @Test
  void ofCredentialsThatTheBuildMayUseNothingIsRead() throws Exception {
    IdCredentials credential = mock(IdCredentials.class);

    assertThat(terms(credential).credentials()).containsExactly("odds-api-key");
    verifyNoInteractions(credential);
  }

  @Test
  void variablesThatAreSetAreNamedAndOnlyKeysForServicesTravel() throws Exception {
    HealthTerms terms = terms(null);

    assertThat(terms.credentials()).as("none, which is known").isEmpty();
    assertThat(terms.variables()).containsExactlyInAnyOrder("ODDS_API_KEY", "OTHER_KEY");
    assertThat(terms.keys())
        .containsExactly(Map.entry("ODDS_API_KEY", Secret.of("key-of-the-odds")));
    assertThat(terms.toString()).doesNotContain("key-of-the-odds");
  }

  @Test
  void keysAreMaskedAndGoOnlyToTheLaneThatAsks() throws Exception {
    HealthPlan plan = HealthPlan.of(configuration(), terms(null));

    assertThat(plan.secrets()).contains(Secret.of("key-of-the-odds"));
    assertThat(plan.of("machine").secrets()).contains(Secret.of("key-of-the-odds"));
    assertThat(plan.of("production").secrets()).doesNotContain(Secret.of("key-of-the-odds"));
  }
}
