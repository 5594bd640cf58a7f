package io.jenkins.plugins.orchestrator.jenkins.step;

import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationVerdict;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;
import org.jspecify.annotations.Nullable;

/** What the step of any other operation gives to its Pipeline. */
public final class OperationResult extends RunResult {
  private static final long serialVersionUID = 1L;

  private final ArrayList<LaneResult> lanes = new ArrayList<>();

  private OperationResult(OperationReport report) {
    super(report, OperationVerdict.of(report));
    report.lanes().forEach(each -> lanes.add(new LaneResult(each)));
  }

  static OperationResult of(OperationReport report) {
    return new OperationResult(report);
  }

  /** What was done at once: one for each environment, folder or backup. */
  @Whitelisted
  public List<LaneResult> getLanes() {
    return List.copyOf(lanes);
  }

  /** One lane; null when there is none of the name. */
  @Whitelisted
  public @Nullable LaneResult lane(String name) {
    return lanes.stream().filter(each -> each.getName().equals(name)).findFirst().orElse(null);
  }
}
