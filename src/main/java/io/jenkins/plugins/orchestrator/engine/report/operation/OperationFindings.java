package io.jenkins.plugins.orchestrator.engine.report.operation;

import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.ReportFindings.Located;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** All findings of an operation's report, wherever they stand in it. */
public final class OperationFindings {
  private OperationFindings() {}

  /** Those of the run and its lanes, the worst first. */
  public static List<Located> all(OperationReport report) {
    List<Located> all = new ArrayList<>();
    report.findings().forEach(finding -> all.add(new Located(null, finding)));
    for (LaneReport lane : report.lanes()) {
      of(lane).forEach(finding -> all.add(new Located(lane.name(), finding)));
    }
    all.sort(
        Comparator.comparing(located -> located.finding().severity(), Comparator.reverseOrder()));
    return all;
  }

  /** Those of a lane, each once, the worst first. */
  public static List<Finding> of(LaneReport lane) {
    return lane.findings().stream()
        .distinct()
        .sorted(Comparator.comparing(Finding::severity, Comparator.reverseOrder()))
        .toList();
  }
}
