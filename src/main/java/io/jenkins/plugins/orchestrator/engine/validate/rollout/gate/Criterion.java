package io.jenkins.plugins.orchestrator.engine.validate.rollout.gate;

import java.io.Serializable;

/**
 * One thing that a gate looked at.
 *
 * @param name what, in a few words
 * @param result what it says
 * @param expected the limit
 * @param observed with the numbers of requests and the interval
 */
public record Criterion(String name, GateResult result, String expected, String observed)
    implements Serializable {}
