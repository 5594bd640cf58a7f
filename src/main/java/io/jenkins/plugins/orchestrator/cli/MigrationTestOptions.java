package io.jenkins.plugins.orchestrator.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the user asked {@code migration-test} for.
 *
 * @param file the configuration
 * @param embedded start servers in place of {@code db_url}
 * @param environments which; empty for all
 * @param plan only say what would be done
 * @param maxParallel how many environments at once; null for the configuration's number
 * @param run what every command understands
 */
record MigrationTestOptions(
    Path file,
    boolean embedded,
    List<String> environments,
    boolean plan,
    @Nullable Integer maxParallel,
    RunSettings run) {}
