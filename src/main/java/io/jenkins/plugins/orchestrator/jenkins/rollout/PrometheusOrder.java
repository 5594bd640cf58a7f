package io.jenkins.plugins.orchestrator.jenkins.rollout;

import io.jenkins.plugins.orchestrator.engine.validate.rollout.prometheus.GateQueries;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What a Prometheus server is asked; saved with the build, so without any secret.
 *
 * @param credentialsId of what it is asked with, null for nothing
 */
public record PrometheusOrder(GateQueries queries, @Nullable String credentialsId)
    implements Serializable {}
