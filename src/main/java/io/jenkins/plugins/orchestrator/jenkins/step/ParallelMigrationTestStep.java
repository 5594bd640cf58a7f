package io.jenkins.plugins.orchestrator.jenkins.step;

import hudson.Extension;
import io.jenkins.plugins.orchestrator.jenkins.operation.OperationRules;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * {@code parallelMigrationTest}: tests the pending migrations of all environments at once, on
 * throw-away copies, on agents.
 */
public final class ParallelMigrationTestStep extends ConfiguredStep {
  static final String NAME = "parallelMigrationTest";
  static final String DEFAULT_TIMEOUT = "20m";

  private boolean unstableOnDrift;
  private boolean unstableOnFindings;
  private boolean unstableOnFailure;

  @DataBoundConstructor
  public ParallelMigrationTestStep() {
    super(NAME, DEFAULT_TIMEOUT);
  }

  public boolean isUnstableOnDrift() {
    return unstableOnDrift;
  }

  /** Whether schemas that differ between environments make the build unstable. */
  @DataBoundSetter
  public void setUnstableOnDrift(boolean unstableOnDrift) {
    this.unstableOnDrift = unstableOnDrift;
  }

  public boolean isUnstableOnFindings() {
    return unstableOnFindings;
  }

  /** Whether findings that are more than information make the build unstable. */
  @DataBoundSetter
  public void setUnstableOnFindings(boolean unstableOnFindings) {
    this.unstableOnFindings = unstableOnFindings;
  }

  public boolean isUnstableOnFailure() {
    return unstableOnFailure;
  }

  /** Whether a failed test makes the build unstable and the step go on. */
  @DataBoundSetter
  public void setUnstableOnFailure(boolean unstableOnFailure) {
    this.unstableOnFailure = unstableOnFailure;
  }

  /**
   * The parameters, checked.
   *
   * @throws IllegalArgumentException with everything that is wrong
   */
  MigrationTestSettings settings() {
    List<String> wrong = new ArrayList<>();
    ConfigurationArguments configuration = configuration(wrong);
    OperationRules rules = rules(isFailFast(), wrong);
    refuse(wrong);
    return new MigrationTestSettings(
        configuration,
        rules,
        unstableOnDrift,
        unstableOnFindings,
        unstableOnFailure,
        isPropagate());
  }

  @Override
  public StepExecution start(StepContext context) {
    return new OperationExecution(context, new MigrationTestCall(settings()));
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
      return "Test migrations on copies of all environments at once";
    }
  }
}
