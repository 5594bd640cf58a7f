package io.jenkins.plugins.orchestrator.jenkins.step;

import io.jenkins.plugins.orchestrator.jenkins.operation.OperationRules;
import java.util.List;
import org.kohsuke.stapler.DataBoundSetter;

/** A step whose operation has several branches at once. */
public abstract class ParallelStep extends OperationStep {
  private int maxParallel;

  ParallelStep(String name, String defaultTimeout) {
    super(name, defaultTimeout);
  }

  public int getMaxParallel() {
    return maxParallel;
  }

  /** How many branches at once; 0 for the default. */
  @DataBoundSetter
  public void setMaxParallel(int maxParallel) {
    this.maxParallel = maxParallel;
  }

  /**
   * How the operation is run.
   *
   * @param wrong what is wrong with the parameters goes here
   */
  OperationRules rules(boolean failFast, List<String> wrong) {
    if (maxParallel < 0) {
      wrong.add("maxParallel: found " + maxParallel + ", expected 1 or more, or 0 for the default");
    }
    return rules(maxParallel, failFast, wrong);
  }
}
