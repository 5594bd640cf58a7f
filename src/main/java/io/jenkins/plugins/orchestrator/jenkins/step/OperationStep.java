package io.jenkins.plugins.orchestrator.jenkins.step;

import io.jenkins.plugins.orchestrator.jenkins.operation.OperationRules;
import java.util.List;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.DataBoundSetter;

/** A step that runs an operation, and what all of those may be told. */
public abstract class OperationStep extends Step {
  private final String name;
  private final String defaultTimeout;
  private String timeout;
  private boolean propagate = true;

  /**
   * @param name as Pipelines call it
   */
  OperationStep(String name, String defaultTimeout) {
    this.name = name;
    this.defaultTimeout = defaultTimeout;
    this.timeout = defaultTimeout;
  }

  public String getTimeout() {
    return timeout;
  }

  /** For everything, waiting for executors included: {@code 90s}, {@code 20m}, {@code 1h30m}. */
  @DataBoundSetter
  public void setTimeout(@Nullable String timeout) {
    String text = blankToNull(timeout);
    this.timeout = text == null ? defaultTimeout : text;
  }

  public boolean isPropagate() {
    return propagate;
  }

  /** Whether a failure fails the step; otherwise the result tells. */
  @DataBoundSetter
  public void setPropagate(boolean propagate) {
    this.propagate = propagate;
  }

  static @Nullable String blankToNull(@Nullable String text) {
    return text == null || text.isBlank() ? null : text;
  }

  /**
   * How the operation is run.
   *
   * @param maxParallel how many branches at once; 0 for the default
   * @param wrong what is wrong with the parameters goes here
   */
  OperationRules rules(int maxParallel, boolean failFast, List<String> wrong) {
    return new OperationRules(
        name, maxParallel, failFast, ParameterText.duration("timeout", timeout, wrong));
  }

  /**
   * Does nothing when nothing is wrong.
   *
   * @throws IllegalArgumentException with everything that is wrong
   */
  void refuse(List<String> wrong) {
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(name + ": " + String.join("; ", wrong));
    }
  }
}
