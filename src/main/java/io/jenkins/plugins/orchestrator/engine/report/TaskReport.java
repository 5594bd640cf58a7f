package io.jenkins.plugins.orchestrator.engine.report;

import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One timed piece of a branch.
 *
 * @param kind which
 * @param name what it did, for people: {@code snapshot stagingdb by template}
 * @param status how it ended
 * @param start from the start of the run
 * @param duration of the task alone, waiting for other environments not included
 * @param message why it did not pass, or what is worth knowing; null when nothing is
 */
public record TaskReport(
    TaskKind kind,
    String name,
    Status status,
    Duration start,
    Duration duration,
    @Nullable String message)
    implements Serializable {}
