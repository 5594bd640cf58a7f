package io.jenkins.plugins.orchestrator.engine.migration;

import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.PendingReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run would do in one environment.
 *
 * @param environment which
 * @param strategy how the clone would be made: {@code template}, {@code dump}, …
 * @param reason why so
 * @param pending what would be applied; null when that could not be found out
 * @param findings what else a person should know, such as scripts edited after they were applied
 * @param problem why the branch would end before its first script; null when nothing says so
 */
public record EnvironmentPreview(
    EnvironmentConfiguration environment,
    String strategy,
    String reason,
    @Nullable PendingReport pending,
    List<Finding> findings,
    @Nullable String problem) {}
