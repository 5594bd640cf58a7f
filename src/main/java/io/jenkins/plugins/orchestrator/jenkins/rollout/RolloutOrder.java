package io.jenkins.plugins.orchestrator.jenkins.rollout;

import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.ProbedPair;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutSettings;
import java.io.Serializable;
import java.net.URI;

/**
 * What a step wants; saved with the build, so without any secret.
 *
 * @param id names the run, its journal and its part of the page
 * @param title of its part of the page
 * @param settings of the rollout
 * @param pair what is compared
 * @param health what is asked after taking back
 */
public record RolloutOrder(
    RunId id, String title, RolloutSettings settings, ProbedPair pair, URI health)
    implements Serializable {}
