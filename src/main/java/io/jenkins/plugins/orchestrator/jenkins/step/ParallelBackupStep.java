package io.jenkins.plugins.orchestrator.jenkins.step;

import hudson.Extension;
import io.jenkins.plugins.orchestrator.jenkins.operation.OperationRules;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code parallelBackup}: backs up all databases and folders of a configuration at once. */
public final class ParallelBackupStep extends ConfiguredStep {
  static final String NAME = "parallelBackup";
  static final String DEFAULT_TIMEOUT = "4h";

  @DataBoundConstructor
  public ParallelBackupStep() {
    super(NAME, DEFAULT_TIMEOUT);
  }

  /**
   * The parameters, checked.
   *
   * @throws IllegalArgumentException with everything that is wrong
   */
  BackupCall call() {
    List<String> wrong = new ArrayList<>();
    ConfigurationArguments configuration = configuration(wrong);
    OperationRules rules = rules(isFailFast(), wrong);
    refuse(wrong);
    return new BackupCall(configuration, rules, isPropagate());
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
      return "Back up all databases of a configuration at once, and prove the backups";
    }
  }
}
