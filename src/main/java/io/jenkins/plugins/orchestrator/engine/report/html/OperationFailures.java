package io.jenkins.plugins.orchestrator.engine.report.html;

import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.report.markup.Markup;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReason;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneSelection;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** What ended the lanes that did not pass. */
final class OperationFailures {
  private static final int MOST_LANES = 50;
  private static final int MOST_CHECKS = 20;

  private final OperationReport report;
  private final ReportView view;
  private final OperationBody.Ids ids;
  private final Markup to;

  OperationFailures(OperationReport report, ReportView view, OperationBody.Ids ids, Markup to) {
    this.report = report;
    this.view = view;
    this.ids = ids;
    this.to = to;
  }

  void write() throws IOException {
    List<Integer> ended =
        IntStream.range(0, report.lanes().size())
            .filter(i -> !LaneSelection.isGood(report.lanes().get(i)))
            .filter(i -> !view.running() || report.lanes().get(i).status() != Status.UNKNOWN)
            .boxed()
            .sorted(Comparator.comparing(i -> !report.lanes().get(i).status().isFailure()))
            .toList();
    if (ended.isEmpty()) {
      return;
    }
    boolean failed = ended.stream().anyMatch(i -> report.lanes().get(i).status().isFailure());
    FailureBlocks.begin(failed, view, to);
    for (int i : ended.subList(0, Math.min(MOST_LANES, ended.size()))) {
      lane(i);
    }
    Blocks.rest(to, ended.size(), MOST_LANES);
    to.close().line();
  }

  private void lane(int index) throws IOException {
    LaneReport lane = report.lanes().get(index);
    FailureBlocks.beginPart(lane.name(), lane.status(), ids.of(index), to);
    String failure = LaneReason.of(lane);
    to.element("p", failure, "class", "po-message");
    List<CheckReport> checks =
        lane.checks().stream().filter(check -> check.status().isFailure()).toList();
    for (CheckReport check : checks.subList(0, Math.min(MOST_CHECKS, checks.size()))) {
      FailureBlocks.check(check, to);
    }
    Blocks.rest(to, checks.size(), MOST_CHECKS);
    for (TaskReport task : lane.tasks()) {
      String message = task.message();
      boolean said = message != null && failure.contains(message);
      if (task.status() != Status.PASSED && message != null && !said) {
        FailureBlocks.task(task, message, to);
      }
    }
    to.close();
  }
}
