package io.jenkins.plugins.orchestrator.jenkins.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParallelMigrationTestStepTest {
  private static ParallelMigrationTestStep step() {
    ParallelMigrationTestStep step = new ParallelMigrationTestStep();
    step.setConfig("infrastructure/test.yaml");
    return step;
  }

  @Test
  void aConfigurationIsEnough() {
    MigrationTestSettings settings = step().settings();

    assertThat(settings.configuration().config()).isEqualTo("infrastructure/test.yaml");
    assertThat(settings.configuration().configText()).isNull();
    assertThat(settings.configuration().environments()).as("all of them").isEmpty();
    assertThat(settings.configuration().credentials()).isEmpty();
    assertThat(settings.configuration().agents()).isEmpty();
    assertThat(settings.rules().maxParallel()).as("what the configuration says").isZero();
    assertThat(settings.rules().timeout()).isEqualTo(Duration.ofMinutes(20));
    assertThat(settings.rules().failFast()).isFalse();
    assertThat(settings.propagate()).isTrue();
    assertThat(settings.unstableOnDrift()).isFalse();
    assertThat(settings.unstableOnFindings()).isFalse();
    assertThat(settings.unstableOnFailure()).isFalse();
  }

  @Test
  void aFormsEmptyFieldsAreAsIfTheyWereNotThere() {
    ParallelMigrationTestStep step = step();
    step.setConfigText("  \n");
    step.setTimeout(" ");
    step.setEnvironments(List.of(""));
    step.setCredentials(null);
    step.setAgents(null);

    assertThat(step.settings()).isEqualTo(step().settings());
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() {
    ParallelMigrationTestStep step = new ParallelMigrationTestStep();
    step.setMaxParallel(-1);
    step.setTimeout("soon");

    assertThatThrownBy(step::settings)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("parallelMigrationTest: ")
        .hasMessageContaining("found neither config nor configText, expected one of them")
        .hasMessageContaining("maxParallel: found -1, expected 1 or more, or 0 for the default")
        .hasMessageContaining("timeout: found 'soon', expected a duration such as");
  }

  @Test
  void aFileAndATextAreOneTooMany() {
    ParallelMigrationTestStep step = step();
    step.setConfigText("test_environments: {}");

    assertThatThrownBy(step::settings).hasMessageContaining("both config and configText");
  }

  @Test
  void nothingIsSentToAgentsForWrongParameters() {
    assertThatThrownBy(() -> new ParallelMigrationTestStep().start(null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"90s,PT1M30S", "20m,PT20M", "1h30m,PT1H30M", "45,PT45S", "1.5s,PT1.5S", "24d,P24D"})
  void durationsAreThoseOfTheConfiguration(String text, Duration duration) {
    ParallelMigrationTestStep step = step();
    step.setTimeout(text);

    assertThat(step.settings().rules().timeout()).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0s", "0", "-5m", "20 minutes", "m20", "25d", "1e9"})
  void aTimeoutIsADurationOfMoreThanNothing(String text) {
    ParallelMigrationTestStep step = step();
    step.setTimeout(text);

    assertThatThrownBy(step::settings).hasMessageContaining("timeout: found '" + text + "'");
  }

  @Test
  void aTextWithAPasswordIsRefusedBeforeItIsStored() {
    ParallelMigrationTestStep step = new ParallelMigrationTestStep();

    assertThatThrownBy(() -> step.setConfigText("db_url: postgresql://deploy:hunter2@db/app"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("hunter2");
    assertThat(step.getConfigText()).isNull();
  }

  @Test
  void pairsBecomeWhatEachEnvironmentUses() {
    ParallelMigrationTestStep step = step();
    step.setCredentials(
        List.of(
            new EnvironmentCredentials("staging", "staging-db"),
            new EnvironmentCredentials("production", "production-db")));
    step.setAgents(List.of(new EnvironmentAgent("staging", "linux && staging")));

    assertThat(step.settings().configuration().credentials())
        .containsEntry("staging", "staging-db")
        .containsEntry("production", "production-db");
    assertThat(step.settings().configuration().agents())
        .containsEntry("staging", "linux && staging");
  }

  @Test
  void halfAPairAndAPairTooManyAreSaid() {
    ParallelMigrationTestStep step = step();
    step.setCredentials(
        List.of(
            new EnvironmentCredentials("staging", null),
            new EnvironmentCredentials("", "staging-db"),
            new EnvironmentCredentials("production", "production-db")));
    step.setAgents(
        List.of(new EnvironmentAgent("staging", "linux"), new EnvironmentAgent("staging", "mac")));

    assertThatThrownBy(step::settings)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("credentials.staging: found nothing, expected one")
        .hasMessageContaining("credentials: found no environment, expected one")
        .hasMessageContaining("agents.staging: found twice, expected once")
        .hasMessageNotContaining("production");
  }

  @Test
  void linesOfAFormAreNamesOfEnvironments() {
    ParallelMigrationTestStep step = step();
    step.setEnvironments(List.of("dev_local\n  staging_clone \n\n", "production_snapshot"));

    assertThat(step.getEnvironments())
        .containsExactly("dev_local", "staging_clone", "production_snapshot");
    assertThat(step.environmentLines()).isEqualTo("dev_local\nstaging_clone\nproduction_snapshot");
  }
}
