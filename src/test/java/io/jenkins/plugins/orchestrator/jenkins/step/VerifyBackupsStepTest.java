package io.jenkins.plugins.orchestrator.jenkins.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.jenkins.plan.VerifyRequest;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyBackupsStepTest {
  private static final String WITH_PASSWORD = "postgresql://me:hunter2@verify-db/postgres";

  private static VerifyBackupsStep step() {
    VerifyBackupsStep step = new VerifyBackupsStep();
    step.setServer("postgresql://verify-db/postgres");
    return step;
  }

  @Test
  void aServerIsEnough() {
    VerifyRequest request = step().call().request();

    assertThat(request.directory()).isEqualTo("backups");
    assertThat(request.restore()).isTrue();
    assertThat(request.latestOnly()).isTrue();
    assertThat(request.server()).isEqualTo("postgresql://verify-db/postgres");
    assertThat(request.credentialsId()).isNull();
    assertThat(request.olderThan()).as("all of them").isNull();
    assertThat(request.maxRecoveryTime()).as("no limit").isNull();
    assertThat(request.maxAge()).as("no limit").isNull();
    assertThat(request.timeout()).isEqualTo(Duration.ofHours(4));
    assertThat(step().call().rules().failFast()).isFalse();
  }

  @Test
  void hashesNeedNoServer() {
    VerifyBackupsStep step = new VerifyBackupsStep();
    step.setRestore(false);
    step.setOnly("all");

    assertThat(step.call().request().server()).isNull();
    assertThat(step.call().request().latestOnly()).isFalse();
  }

  @Test
  void limitsAreDurations() {
    VerifyBackupsStep step = step();
    step.setOlderThan("1d");
    step.setMaxRecoveryTime("30m");
    step.setMaxAge("26h");

    assertThat(step.call().request().olderThan()).isEqualTo(Duration.ofDays(1));
    assertThat(step.call().request().maxRecoveryTime()).isEqualTo(Duration.ofMinutes(30));
    assertThat(step.call().request().maxAge()).isEqualTo(Duration.ofHours(26));
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() {
    VerifyBackupsStep step = new VerifyBackupsStep();
    step.setOnly("newest");
    step.setMaxAge("old");
    step.setMaxParallel(-1);

    assertThatThrownBy(step::call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("verifyBackups: ")
        .hasMessageContaining("only: found 'newest', expected 'latest' or 'all'")
        .hasMessageContaining("server: found nothing")
        .hasMessageContaining("or restore: false")
        .hasMessageContaining("maxAge: found 'old', expected a duration")
        .hasMessageContaining("maxParallel: found -1");
  }

  @Test
  void aServerWithAPasswordIsRefusedBeforeItIsStored() {
    VerifyBackupsStep step = new VerifyBackupsStep();

    assertThatThrownBy(() -> step.setServer(WITH_PASSWORD))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("server holds a password")
        .hasMessageNotContaining("hunter2");
    assertThat(step.getServer()).isNull();
    assertThatThrownBy(
            () ->
                new VerifyBackupsStep.DescriptorImpl()
                    .customInstantiate(Map.of("server", WITH_PASSWORD)))
        .as("what a setter throws is logged with all arguments")
        .hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  "})
  void aFormsEmptyFieldsAreAsIfTheyWereNotThere(String empty) {
    VerifyBackupsStep step = step();
    step.setDirectory(empty);
    step.setOnly(empty);
    step.setTimeout(empty);
    step.setCredentialsId(empty);
    step.setOlderThan(empty);

    assertThat(step.call().request()).isEqualTo(step().call().request());
  }
}
