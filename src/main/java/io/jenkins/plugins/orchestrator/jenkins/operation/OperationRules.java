package io.jenkins.plugins.orchestrator.jenkins.operation;

import java.time.Duration;

/**
 * How an operation is run, whatever it does.
 *
 * @param step the step's name
 * @param maxParallel how many branches at once; 0 for what the plan says
 * @param failFast whether the first failure stops the others
 * @param timeout for everything, waiting for executors included
 */
public record OperationRules(String step, int maxParallel, boolean failFast, Duration timeout) {}
