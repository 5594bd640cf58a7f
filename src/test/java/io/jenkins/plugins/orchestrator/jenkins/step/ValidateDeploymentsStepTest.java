package io.jenkins.plugins.orchestrator.jenkins.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValidateDeploymentsStepTest {
  @Test
  void aFormGivesTheNamesOfDeploymentsAsLines() {
    ValidateDeploymentsStep step = new ValidateDeploymentsStep();
    step.setDeployments(List.of("staging\n\n production \n"));

    assertThat(step.getDeployments()).containsExactly("staging", "production");
    assertThat(step.deploymentLines()).isEqualTo("staging\nproduction");
  }

  @Test
  void theParametersAreTheStepsAndItsDefaults() {
    ValidateDeploymentsStep step = new ValidateDeploymentsStep();
    step.setConfig("deployments.yaml");
    step.setDeployments(List.of("staging"));
    step.setAgents(List.of(new EnvironmentAgent("staging", "dmz")));

    ValidateCall call = step.call();

    assertThat(call.rules().timeout()).isEqualTo(Duration.ofMinutes(10));
    assertThat(call.rules().failFast()).isFalse();
    assertThat(call.configuration().environments()).containsExactly("staging");
    assertThat(call.configuration().agents()).containsEntry("staging", "dmz");
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() {
    ValidateDeploymentsStep step = new ValidateDeploymentsStep();
    step.setTimeout("soon");
    step.setMaxParallel(-1);

    assertThatThrownBy(step::call)
        .hasMessageContaining("validateDeployments: found neither config nor configText")
        .hasMessageContaining("timeout: found 'soon'")
        .hasMessageContaining("maxParallel: found -1");
  }

  @Test
  void aTokenInTheTextIsRefused() {
    assertThatThrownBy(
            () -> new ValidateDeploymentsStep().setConfigText("credentials: {bearer: hunter2}"))
        .hasMessageContaining("use credentialsId")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void lookingEndsBeforeTheStepsOwnTimeIsOver() {
    assertThat(ValidateCall.limit(Duration.ofMinutes(10))).isEqualTo(Duration.ofSeconds(590));
    assertThat(ValidateCall.limit(Duration.ofSeconds(20))).isEqualTo(Duration.ofSeconds(15));
  }
}
