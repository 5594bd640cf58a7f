package io.jenkins.plugins.orchestrator.jenkins.operation;

import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What a lane of a health check gives back.
 *
 * @param report what it found
 * @param entry what is to be kept of it for the next checks, a line of JSON; null for nothing
 */
record CheckedLane(LaneReport report, @Nullable String entry) implements Serializable {}
