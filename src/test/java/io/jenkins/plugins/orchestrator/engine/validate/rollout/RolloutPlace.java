package io.jenkins.plugins.orchestrator.engine.validate.rollout;

import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Measurement;

/**
 * What a rollout needs of the place where it runs.
 *
 * @param body moves the traffic
 * @param measurement gives the gate its numbers
 * @param health looks after a rollback
 * @param time waits
 * @param context decides and remembers
 */
record RolloutPlace(
    RolloutBody body,
    Measurement measurement,
    RolloutHealth health,
    WaitingTime time,
    RolloutContext context) {}
