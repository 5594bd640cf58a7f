package io.jenkins.plugins.orchestrator.jenkins.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.provision.ProvisionOptions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The parameters of {@code withDatabaseClones}. */
class WithDatabaseClonesStepTest {
  private final WithDatabaseClonesStep step = new WithDatabaseClonesStep();

  @Test
  void theDefaultsAreOneCloneForSixHoursAsItIs() {
    step.setConfig("test.yaml");
    step.setEnvironment("production_snapshot");

    ClonesCall call = step.call();

    assertThat(call.options()).isEqualTo(ProvisionOptions.of(1, Duration.ofHours(6)));
    assertThat(call.rules().timeout()).isEqualTo(Duration.ofHours(1));
    assertThat(call.configuration().environments()).containsExactly("production_snapshot");
  }

  @Test
  void everythingThatIsAskedForIsInTheCall() {
    step.setConfigText("test_environments: {}");
    step.setEnvironment("production_snapshot");
    step.setCount(3);
    step.setTtl("30m");
    step.setMigrate("db/migrations");
    step.setAnonymize("db/anonymize.sql");
    step.setAnonymizedColumns(List.of("users.email\n users.name \n"));
    step.setAllowedValues(List.of("unknown"));
    step.setCredentials(List.of(new EnvironmentCredentials("production_snapshot", "db")));
    step.setAgents(List.of(new EnvironmentAgent("production_snapshot", "linux")));
    step.setTimeout("10m");

    ClonesCall call = step.call();

    assertThat(call.options())
        .isEqualTo(
            new ProvisionOptions(
                3,
                Duration.ofMinutes(30),
                "db/migrations",
                "db/anonymize.sql",
                List.of("users.email", "users.name"),
                List.of("unknown"),
                null));
    assertThat(call.configuration().credentials()).containsEntry("production_snapshot", "db");
    assertThat(call.configuration().agents()).containsEntry("production_snapshot", "linux");
    assertThat(call.rules().timeout()).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void allMistakesAreNamedAtOnce() {
    step.setTtl("for ever");
    step.setTimeout("0s");

    assertThatThrownBy(step::call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("withDatabaseClones: ")
        .hasMessageContaining("environment: found nothing")
        .hasMessageContaining("found neither config nor configText")
        .hasMessageContaining("ttl: found 'for ever'")
        .hasMessageContaining("timeout: found '0s'");
  }

  @Test
  void aPasswordInTheConfigurationsTextIsRefusedAndNotRepeated() {
    assertThatThrownBy(() -> step.setConfigText("db_url: postgresql://me:hunter2@db/app"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("hunter2");
  }
}
