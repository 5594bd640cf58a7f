package io.jenkins.plugins.orchestrator.jenkins.operation;

import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import java.io.Serializable;
import java.util.List;

/**
 * What the lanes gave that were under way in one branch.
 *
 * @param branch its name
 * @param lanes in the order of the plan
 */
record BranchLanes(String branch, List<LaneReport> lanes) implements Serializable {
  BranchLanes {
    lanes = List.copyOf(lanes);
  }
}
