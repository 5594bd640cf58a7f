package io.jenkins.plugins.orchestrator.jenkins.operation;

import io.jenkins.plugins.orchestrator.engine.provision.Provisioned;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a branch that makes clones gives back.
 *
 * @param branch its name
 * @param lanes one for each clone
 * @param provisioned the clones; null when they were not handed out
 */
record MadeClones(String branch, List<LaneReport> lanes, @Nullable Provisioned provisioned)
    implements Serializable {
  MadeClones {
    lanes = List.copyOf(lanes);
  }
}
