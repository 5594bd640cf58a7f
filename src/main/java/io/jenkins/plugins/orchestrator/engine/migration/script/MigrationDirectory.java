package io.jenkins.plugins.orchestrator.engine.migration.script;

import java.io.Serializable;
import java.util.List;

/**
 * The migrations of a directory, in the order of their format.
 *
 * @param format the format's name in the configuration
 * @param path the directory as the user knows it
 * @param scripts in the format's order, repeatable ones last; empty for format {@code command}
 */
public record MigrationDirectory(String format, String path, List<MigrationScript> scripts)
    implements Serializable {}
