package io.jenkins.plugins.orchestrator.engine.report;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Data of rows that existed before the scripts and were not the same after up and down.
 *
 * @param table qualified
 * @param column its name; {@code *} when whole rows are gone
 * @param rows how many rows differ, null when it could not be counted
 * @param cause {@code up} when the up scripts destroy it, {@code down} when only going down does
 */
public record LostColumn(String table, String column, @Nullable Long rows, String cause)
    implements Serializable {}
