package io.jenkins.plugins.orchestrator.engine.report.junit;

import io.jenkins.plugins.orchestrator.engine.report.DriftReport;
import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.LostColumn;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.ObjectDifference;
import io.jenkins.plugins.orchestrator.engine.report.ReportWords;
import io.jenkins.plugins.orchestrator.engine.report.ReversibilityReport;
import io.jenkins.plugins.orchestrator.engine.report.ScriptError;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TestReport;
import io.jenkins.plugins.orchestrator.engine.report.Verdict;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What of a report is a test case. */
final class TestSuites {
  private TestSuites() {}

  static List<TestSuite> of(MigrationTestReport report) {
    Verdict verdict = Verdict.of(report);
    List<TestSuite> suites = new ArrayList<>();
    for (EnvironmentReport environment : report.environments()) {
      suites.add(
          new TestSuite(
              environment.name(),
              report.startedAt().plus(environment.start()),
              environment.duration(),
              cases(environment)));
    }
    TestCase drift = drift(report.drift());
    suites.add(
        new TestSuite(
            "migration test",
            report.startedAt(),
            report.duration(),
            List.of(
                verdict.status().isFailure() ? drift : drift.tolerated(),
                TestCase.of(
                    "verdict", report.duration(), verdict.status(), verdict.sentence(), ""))));
    return suites;
  }

  private static List<TestCase> cases(EnvironmentReport environment) {
    List<TestCase> cases = new ArrayList<>();
    environment.tasks().forEach(task -> cases.add(TestCases.task(task)));
    environment.scripts().forEach(script -> cases.add(script(script)));
    cases.add(reversibility(environment));
    environment.checks().forEach(check -> cases.add(TestCases.check(check)));
    environment.tests().forEach(test -> cases.add(test(test)));
    cases.add(
        TestCase.of(
            "environment",
            environment.duration(),
            environment.status(),
            environment.failure(),
            environment.purpose()));
    boolean failed = environment.status().isFailure();
    return failed ? cases : cases.stream().map(TestCase::tolerated).toList();
  }

  private static TestCase script(ScriptReport script) {
    TestCase testCase =
        TestCase.of(
            script.name() + " [" + ReportWords.of(script.direction()) + "]",
            script.duration(),
            script.status(),
            null,
            "");
    ScriptError error = script.error();
    return error == null || testCase.outcome() != TestCase.Outcome.FAILURE
        ? testCase
        : testCase.withFailure(
            error.sqlState() == null ? ReportWords.token(script.status()) : error.sqlState(),
            ReportWords.sentence(error),
            text(error));
  }

  private static String text(ScriptError error) {
    StringBuilder text = new StringBuilder(ReportWords.sentence(error)).append('\n');
    if (!error.excerpt().isEmpty()) {
      text.append('\n').append(error.excerpt()).append("\n\n");
    }
    if (error.detail() != null) {
      text.append("Detail: ").append(error.detail()).append('\n');
    }
    if (error.hint() != null) {
      text.append("Hint: ").append(error.hint()).append('\n');
    }
    if (error.context() != null) {
      text.append("Context: ").append(error.context()).append('\n');
    }
    return text.toString();
  }

  private static TestCase reversibility(EnvironmentReport environment) {
    ReversibilityReport reversibility = environment.reversibility();
    Duration duration =
        environment.tasks().stream()
            .filter(task -> task.kind() == TaskKind.REVERSE)
            .map(task -> task.duration())
            .reduce(Duration.ZERO, Duration::plus);
    boolean reverseFailed =
        environment.tasks().stream()
            .anyMatch(task -> task.kind() == TaskKind.REVERSE && task.status().isFailure());
    Status status =
        switch (reversibility.verdict()) {
          case REVERSIBLE -> Status.PASSED;
          case LOSSY, NOT -> reverseFailed ? Status.FAILED : Status.SKIPPED;
          case UNKNOWN -> Status.UNKNOWN;
        };
    String word = ReportWords.of(reversibility.verdict());
    TestCase testCase =
        TestCase.of("reversibility", duration, status, word + ": " + reversibility.reason(), "");
    return testCase.outcome() != TestCase.Outcome.FAILURE
        ? testCase
        : testCase.withFailure(
            ReportWords.token(reversibility.verdict()), testCase.message(), text(reversibility));
  }

  private static String text(ReversibilityReport reversibility) {
    List<String> lines = new ArrayList<>();
    lines.add(reversibility.reason());
    for (LostColumn lost : reversibility.lost()) {
      lines.add(
          "lost: "
              + lost.table()
              + "."
              + lost.column()
              + (lost.rows() == null ? "" : ", " + ReportWords.count(lost.rows(), "row"))
              + ", by "
              + lost.cause());
    }
    reversibility.withoutDown().forEach(script -> lines.add("no way down: " + script));
    reversibility.notReversed().forEach(difference -> lines.add(line("not reversed", difference)));
    reversibility.notRepeated().forEach(difference -> lines.add(line("not repeated", difference)));
    return String.join("\n", lines);
  }

  private static TestCase test(TestReport test) {
    return TestCase.of(
        "test: " + test.name(), test.duration(), test.status(), test.message(), test.output());
  }

  private static TestCase drift(DriftReport drift) {
    String differing =
        drift.environments().stream()
            .filter(environment -> !environment.after().isEmpty())
            .map(
                environment ->
                    environment.environment()
                        + " ("
                        + ReportWords.count(environment.after().size(), "difference")
                        + ")")
            .collect(Collectors.joining(", "));
    String message =
        drift.status().isFailure()
            ? "schemas differ from " + drift.reference() + "'s: " + differing
            : "the environments' schemas were not compared";
    TestCase testCase = TestCase.of("drift", Duration.ZERO, drift.status(), message, "");
    return testCase.outcome() != TestCase.Outcome.FAILURE
        ? testCase
        : testCase.withFailure(
            "drift",
            message,
            drift.environments().stream()
                .flatMap(
                    environment ->
                        environment.after().stream()
                            .map(difference -> line(environment.environment(), difference)))
                .collect(Collectors.joining("\n")));
  }

  private static String line(String where, ObjectDifference difference) {
    return where
        + ": "
        + difference.kind()
        + " "
        + difference.object()
        + (difference.property() == null ? "" : " " + difference.property())
        + ": "
        + (difference.left() == null ? "absent" : difference.left())
        + " -> "
        + (difference.right() == null ? "absent" : difference.right());
  }
}
