package io.jenkins.plugins.orchestrator.jenkins.step;

import hudson.EnvVars;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.Shift;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;

/** The environment variables that tell a body where the traffic shall be. */
final class RolloutVariables extends EnvironmentExpander {
  private static final long serialVersionUID = 1L;

  private final Shift shift;

  RolloutVariables(Shift shift) {
    this.shift = shift;
  }

  @Override
  public void expand(EnvVars variables) {
    variables.putAll(shift.variables());
  }
}
