package io.jenkins.plugins.orchestrator.jenkins.step;

import hudson.Extension;
import io.jenkins.plugins.orchestrator.jenkins.operation.OperationRules;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code validateDeployments}: looks at all deployments of a file at once. */
public final class ValidateDeploymentsStep extends FileStep {
  static final String NAME = "validateDeployments";
  static final String DEFAULT_TIMEOUT = "10m";

  private List<String> deployments = List.of();

  @DataBoundConstructor
  public ValidateDeploymentsStep() {
    super(NAME, DEFAULT_TIMEOUT);
  }

  public List<String> getDeployments() {
    return deployments;
  }

  /** Those that take part; empty for all. A form gives them as lines of one text. */
  @DataBoundSetter
  public void setDeployments(@Nullable List<String> deployments) {
    this.deployments = names(deployments);
  }

  /** For the form. */
  public String deploymentLines() {
    return String.join("\n", deployments);
  }

  /**
   * The parameters, checked.
   *
   * @throws IllegalArgumentException with everything that is wrong
   */
  ValidateCall call() {
    List<String> wrong = new ArrayList<>();
    ConfigurationArguments configuration =
        ConfiguredStep.arguments(
            getConfig(), getConfigText(), deployments, List.of(), getAgents(), wrong);
    OperationRules rules = rules(isFailFast(), wrong);
    refuse(wrong);
    return new ValidateCall(configuration, rules, isPropagate());
  }

  @Override
  public StepExecution start(StepContext context) {
    return new OperationExecution(context, call());
  }

  /** Describes the step to Jenkins. */
  @Extension
  public static final class DescriptorImpl extends ConfiguredStepDescriptor {
    @Override
    public String getFunctionName() {
      return NAME;
    }

    @Override
    public String getDisplayName() {
      return "Validate all deployments of a file at once";
    }
  }
}
