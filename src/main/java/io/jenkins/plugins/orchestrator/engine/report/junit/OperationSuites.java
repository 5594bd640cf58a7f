package io.jenkins.plugins.orchestrator.engine.report.junit;

import io.jenkins.plugins.orchestrator.engine.report.Verdict;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationVerdict;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationWords;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What of an operation's report is a test case: tasks, checks, the lane and the verdict. */
final class OperationSuites {
  private OperationSuites() {}

  static List<TestSuite> of(OperationReport report) {
    Verdict verdict = OperationVerdict.of(report);
    String operation = OperationWords.name(report);
    List<TestSuite> suites = new ArrayList<>();
    for (LaneReport lane : report.lanes()) {
      suites.add(
          new TestSuite(
              lane.name(),
              report.startedAt().plus(lane.start()),
              lane.duration(),
              cases(lane, OperationWords.lane(report))));
    }
    suites.add(
        new TestSuite(
            operation,
            report.startedAt(),
            report.duration(),
            List.of(
                TestCase.of(
                    "verdict", report.duration(), verdict.status(), verdict.sentence(), ""))));
    return suites;
  }

  private static List<TestCase> cases(LaneReport lane, String noun) {
    List<TestCase> cases = new ArrayList<>();
    lane.tasks().forEach(task -> cases.add(TestCases.task(task)));
    lane.checks().forEach(check -> cases.add(TestCases.check(check)));
    cases.add(TestCase.of(noun, lane.duration(), lane.status(), lane.failure(), lane.purpose()));
    List<TestCase> named = distinct(cases);
    return lane.status().isFailure() ? named : named.stream().map(TestCase::tolerated).toList();
  }

  /** Two tasks of a kind, or two checks of a name, are told apart by a number. */
  private static List<TestCase> distinct(List<TestCase> cases) {
    Map<String, Integer> counts = new HashMap<>();
    return cases.stream()
        .map(
            each -> {
              int count = counts.merge(each.name(), 1, Integer::sum);
              return count == 1 ? each : each.named(each.name() + " (" + count + ")");
            })
        .toList();
  }
}
