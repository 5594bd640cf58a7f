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

/**
 * {@code systemHealthCheck}: looks at all databases of a configuration at once, and at the machines
 * of their agents.
 */
public final class SystemHealthCheckStep extends ConfiguredStep {
  static final String NAME = "systemHealthCheck";
  static final String DEFAULT_TIMEOUT = "5m";

  private String failOn = HealthThreshold.CRITICAL.word();
  private String unstableOn = HealthThreshold.WARNING.word();
  private @Nullable String prometheus;

  @DataBoundConstructor
  public SystemHealthCheckStep() {
    super(NAME, DEFAULT_TIMEOUT);
  }

  public String getFailOn() {
    return failOn;
  }

  /** From where on the step fails: {@code critical}, {@code warning} or {@code never}. */
  @DataBoundSetter
  public void setFailOn(@Nullable String failOn) {
    String text = blankToNull(failOn);
    this.failOn = text == null ? HealthThreshold.CRITICAL.word() : text;
  }

  public String getUnstableOn() {
    return unstableOn;
  }

  /** From where on the build is unstable, unless the step fails. */
  @DataBoundSetter
  public void setUnstableOn(@Nullable String unstableOn) {
    String text = blankToNull(unstableOn);
    this.unstableOn = text == null ? HealthThreshold.WARNING.word() : text;
  }

  public @Nullable String getPrometheus() {
    return prometheus;
  }

  /** Path of a file for Prometheus' text format, relative to the workspace or absolute. */
  @DataBoundSetter
  public void setPrometheus(@Nullable String prometheus) {
    this.prometheus = blankToNull(prometheus);
  }

  /**
   * The parameters, checked.
   *
   * @throws IllegalArgumentException with everything that is wrong
   */
  HealthCall call() {
    List<String> wrong = new ArrayList<>();
    ConfigurationArguments configuration = configuration(wrong);
    OperationRules rules = rules(isFailFast(), wrong);
    HealthThreshold fails = HealthThreshold.read("failOn", failOn, wrong);
    HealthThreshold unstable = HealthThreshold.read("unstableOn", unstableOn, wrong);
    refuse(wrong);
    return new HealthCall(configuration, rules, isPropagate(), fails, unstable, prometheus);
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
      return "Check the health of all databases of a configuration, and of their machines, at once";
    }
  }
}
