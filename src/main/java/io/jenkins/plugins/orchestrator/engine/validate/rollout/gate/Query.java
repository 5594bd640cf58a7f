package io.jenkins.plugins.orchestrator.engine.validate.rollout.gate;

import java.io.Serializable;

/**
 * A question to a monitoring system, for the report.
 *
 * @param text as it was sent, free of secrets
 * @param answer in a few words, free of secrets
 */
public record Query(String text, String answer) implements Serializable {}
