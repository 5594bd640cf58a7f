package io.jenkins.plugins.orchestrator.engine.report.operation;

import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which lanes are shown where there are more than a person looks through. */
public final class LaneSelection {
  private LaneSelection() {}

  /**
   * The places of at most so many lanes in the report's order: those that are neither passed nor
   * skipped go before those that are.
   */
  public static SortedSet<Integer> of(List<LaneReport> lanes, int most) {
    SortedSet<Integer> shown = new TreeSet<>();
    for (boolean good : new boolean[] {false, true}) {
      for (int i = 0; i < lanes.size() && shown.size() < most; i++) {
        if (isGood(lanes.get(i)) == good) {
          shown.add(i);
        }
      }
    }
    return shown;
  }

  /** Whether there is nothing to look at first. */
  public static boolean isGood(LaneReport lane) {
    return lane.status() == Status.PASSED || lane.status() == Status.SKIPPED;
  }
}
