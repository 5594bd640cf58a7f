package io.jenkins.plugins.orchestrator.cli;

import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run would do in one environment.
 *
 * @param environment which
 * @param strategy how the copy would be made; null when that could not be found out
 * @param reason why so, or why it could not be found out
 * @param pending the scripts that would be applied, in order; null when the database could not be
 *     asked
 * @param notes what else a person should know, such as scripts edited after they were applied
 */
record Preview(
    EnvironmentConfiguration environment,
    @Nullable String strategy,
    String reason,
    @Nullable List<String> pending,
    List<String> notes) {}
