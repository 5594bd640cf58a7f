package io.jenkins.plugins.orchestrator.jenkins.operation;

import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * What a branch's result says of its end.
 *
 * @param lane whose result it says it is
 * @param start from the start of the run
 */
public record LaneEnd(String lane, Status status, Duration start, Duration duration) {
  /** The end of a branch that has several lanes. */
  static LaneEnd of(String branch, List<LaneReport> lanes) {
    Duration start =
        lanes.stream().map(LaneReport::start).min(Comparator.naturalOrder()).orElse(Duration.ZERO);
    Duration end =
        lanes.stream()
            .map(each -> each.start().plus(each.duration()))
            .max(Comparator.naturalOrder())
            .orElse(start);
    return new LaneEnd(
        branch,
        Status.ofParts(lanes.stream().map(LaneReport::status).toList()),
        start,
        end.minus(start));
  }
}
