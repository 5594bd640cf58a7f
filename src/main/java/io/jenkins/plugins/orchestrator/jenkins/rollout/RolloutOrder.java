package io.jenkins.plugins.orchestrator.jenkins.rollout;

import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.ProbedPair;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutSettings;
import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a step wants; saved with the build, so without any secret.
 *
 * @param id names the run, its journal and its part of the page
 * @param title of its part of the page
 * @param settings of the rollout
 * @param pair what is compared by requests of our own; null with Prometheus
 * @param prometheus what is asked instead; null for requests of our own
 * @param health what is asked after taking back
 * @param timeout of a request
 */
public record RolloutOrder(
    RunId id,
    String title,
    RolloutSettings settings,
    @Nullable ProbedPair pair,
    @Nullable PrometheusOrder prometheus,
    URI health,
    Duration timeout)
    implements Serializable {}
