package io.jenkins.plugins.orchestrator.jenkins.branch;

import io.jenkins.plugins.orchestrator.engine.report.ProgressListener;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;

/** Hears what a branch does, and of the lanes that are under way in it. */
public interface BranchProgress extends ProgressListener {
  /** One of several lanes has ended; the others of its branch may go on. */
  default void laneFinished(LaneReport lane) {}
}
