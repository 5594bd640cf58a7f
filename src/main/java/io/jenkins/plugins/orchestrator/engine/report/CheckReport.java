package io.jenkins.plugins.orchestrator.engine.report;

import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One check of the schema or of data that the configuration names.
 *
 * @param kind {@code table}, {@code view}, {@code index}, {@code column}, {@code query}, or {@code
 *     anonymized}: a column that may hold no value of the source; of a health check {@code health},
 *     {@code query}, {@code freshness}, {@code command}, {@code service}, {@code variable} or
 *     {@code quota}
 * @param name what was checked
 * @param status how it ended
 * @param expected in words
 * @param found in words
 * @param duration of the check
 * @param message what to do, null when it passed
 */
public record CheckReport(
    String kind,
    String name,
    Status status,
    String expected,
    String found,
    Duration duration,
    @Nullable String message)
    implements Serializable {}
