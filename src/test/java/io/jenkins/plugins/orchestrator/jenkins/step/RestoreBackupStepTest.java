package io.jenkins.plugins.orchestrator.jenkins.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.jenkins.plan.RestoreRequest;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestoreBackupStepTest {
  private static final String WITH_PASSWORD = "postgresql://me:hunter2@db/app";

  private static RestoreBackupStep step() {
    RestoreBackupStep step = new RestoreBackupStep();
    step.setBackup("backups/20260304T050607Z-production-abcdefghij");
    step.setTo("postgresql://db/app");
    return step;
  }

  @Test
  void aBackupAndATargetAreEnough() {
    RestoreRequest request = step().call().request();

    assertThat(request.backup()).isEqualTo("backups/20260304T050607Z-production-abcdefghij");
    assertThat(request.to()).isEqualTo("postgresql://db/app");
    assertThat(request.replace()).as("nothing in use is touched").isFalse();
    assertThat(request.allowUnverified()).isFalse();
    assertThat(request.createRoles()).isFalse();
    assertThat(request.jobs()).isEqualTo(4);
    assertThat(request.config()).as("nothing is known to be protected").isNull();
    assertThat(request.timeout()).isEqualTo(Duration.ofHours(4));
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() {
    RestoreBackupStep step = new RestoreBackupStep();
    step.setReplace(true);
    step.setEnvironment("production");
    step.setJobs(0);
    step.setTimeout("soon");

    assertThatThrownBy(step::call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("restoreBackup: ")
        .hasMessageContaining("backup: found nothing")
        .hasMessageContaining("to: found nothing")
        .hasMessageContaining("confirm: found nothing, expected the name of the database")
        .hasMessageContaining("environment: found 'production', but no config")
        .hasMessageContaining("jobs: found 0")
        .hasMessageContaining("timeout: found 'soon', expected a duration");
  }

  @Test
  void aConfirmationOfNothingIsAMistake() {
    RestoreBackupStep step = step();
    step.setConfirm("app");

    assertThatThrownBy(step::call).hasMessageContaining("neither replace: true nor a config");
    step.setConfig("databases.yaml");
    assertThat(step.call().request().confirm()).isEqualTo("app");
  }

  @Test
  void aTargetWithAPasswordIsRefusedBeforeItIsStored() {
    RestoreBackupStep step = new RestoreBackupStep();

    assertThatThrownBy(() -> step.setTo(WITH_PASSWORD))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("to holds a password")
        .hasMessageNotContaining("hunter2");
    assertThat(step.getTo()).isNull();
    assertThatThrownBy(
            () ->
                new RestoreBackupStep.DescriptorImpl()
                    .customInstantiate(Map.of("to", WITH_PASSWORD)))
        .as("what a setter throws is logged with all arguments")
        .hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  "})
  void aFormsEmptyFieldsAreAsIfTheyWereNotThere(String empty) {
    RestoreBackupStep step = step();
    step.setCredentialsId(empty);
    step.setConfirm(empty);
    step.setIdentity(empty);
    step.setConfig(empty);
    step.setEnvironment(empty);
    step.setTimeout(empty);

    assertThat(step.call().request()).isEqualTo(step().call().request());
  }
}
