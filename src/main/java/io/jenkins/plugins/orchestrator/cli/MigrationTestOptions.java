package io.jenkins.plugins.orchestrator.cli;

import io.jenkins.plugins.orchestrator.cli.progress.ProgressMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the user asked {@code migration-test} for.
 *
 * @param file the configuration
 * @param embedded start servers in place of {@code db_url}
 * @param report where the report's files go; null for nowhere
 * @param environments which; empty for all
 * @param plan only say what would be done
 * @param json print the report as JSON
 * @param maxParallel how many environments at once; null for the configuration's number
 * @param timeout for the whole run; null for none
 * @param color whether colours are allowed
 * @param progress how progress is shown
 * @param debug whether stack traces are wanted
 */
record MigrationTestOptions(
    Path file,
    boolean embedded,
    @Nullable Path report,
    List<String> environments,
    boolean plan,
    boolean json,
    @Nullable Integer maxParallel,
    @Nullable Duration timeout,
    boolean color,
    ProgressMode progress,
    boolean debug) {}
