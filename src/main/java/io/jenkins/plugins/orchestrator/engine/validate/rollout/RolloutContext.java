package io.jenkins.plugins.orchestrator.engine.validate.rollout;

import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;

/**
 * What a rollout needs to decide and to remember, whoever makes its steps.
 *
 * @param approval asks somebody, where that is wanted
 * @param journal survives the process
 * @param time the clocks
 * @param redactor knows the secrets
 * @param listener hears what happens
 */
public record RolloutContext(
    RolloutApproval approval,
    RolloutJournal journal,
    RolloutTime time,
    Redactor redactor,
    RolloutListener listener) {}
