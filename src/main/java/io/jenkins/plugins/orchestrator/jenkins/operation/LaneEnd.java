package io.jenkins.plugins.orchestrator.jenkins.operation;

import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.time.Duration;

/**
 * What a branch's result says of its end.
 *
 * @param lane whose result it says it is
 * @param start from the start of the run
 */
public record LaneEnd(String lane, Status status, Duration start, Duration duration) {}
