package io.jenkins.plugins.orchestrator.engine.validate.rollout;

import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Measurement;

/**
 * What a rollout needs of the place where it runs.
 *
 * @param body moves the traffic
 * @param measurement gives the gate its numbers
 * @param health looks after a rollback
 * @param approval asks somebody, where that is wanted
 * @param journal survives the process
 * @param time the clocks
 * @param redactor knows the secrets
 * @param listener hears what happens
 */
public record RolloutPlace(
    RolloutBody body,
    Measurement measurement,
    RolloutHealth health,
    RolloutApproval approval,
    RolloutJournal journal,
    RolloutTime time,
    Redactor redactor,
    RolloutListener listener) {}
