package io.jenkins.plugins.orchestrator.engine.report;

/** Which pass over the scripts. */
public enum Direction {
  UP,
  DOWN,
  UP_AGAIN
}
