package io.jenkins.plugins.orchestrator.engine.validate.rollout;

import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;

/**
 * How a rollout ended.
 *
 * @param state where; its step is an end
 * @param lane everything for the report
 */
record RolloutResult(RolloutState state, LaneReport lane) {}
