package io.jenkins.plugins.orchestrator.engine.report.state;

import org.jspecify.annotations.Nullable;

/**
 * What a run found of one environment, in short.
 *
 * @param environment its name
 * @param condition how it is
 * @param finding the most important thing to know, one line; null when there is nothing
 * @param place the id of the environment's part of the report's page; null when it has none
 */
public record EnvironmentState(
    String environment, Condition condition, @Nullable String finding, @Nullable String place) {}
