package io.jenkins.plugins.orchestrator.jenkins.rollout;

/** Is told once how a rollout came to its end. */
public interface RolloutEnd {
  /** It ended, well or not; the driver has its report. */
  void ended();

  /** It cannot go on: where the traffic is, is not known. */
  void broken(Throwable problem);
}
