package io.jenkins.plugins.orchestrator.jenkins.step;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a call of the step asks for.
 *
 * @param config path of the configuration; null when there is a text
 * @param configText the configuration itself; null when there is a path
 * @param environments those to test, empty for all
 * @param credentials ids by environment
 * @param agents labels by environment
 * @param maxParallel how many at once; 0 for what the configuration says
 * @param failFast whether the first failure stops the others
 * @param timeout for everything, waiting for executors included
 * @param unstableOnDrift whether different schemas make the build unstable
 * @param unstableOnFindings whether warnings do
 * @param unstableOnFailure whether a failed test makes the build unstable instead of failing it
 * @param propagate whether a failed test fails the step
 */
record MigrationTestSettings(
    @Nullable String config,
    @Nullable String configText,
    List<String> environments,
    Map<String, String> credentials,
    Map<String, String> agents,
    int maxParallel,
    boolean failFast,
    Duration timeout,
    boolean unstableOnDrift,
    boolean unstableOnFindings,
    boolean unstableOnFailure,
    boolean propagate) {}
