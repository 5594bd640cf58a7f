package io.jenkins.plugins.orchestrator.engine.report.state;

/**
 * A run and the build that it ran in.
 *
 * @param build the build's number
 * @param states what the run found
 */
public record BuildStates(int build, RunStates states) {}
