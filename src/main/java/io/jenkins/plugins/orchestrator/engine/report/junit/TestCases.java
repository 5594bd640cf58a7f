package io.jenkins.plugins.orchestrator.engine.report.junit;

import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;

/** The test cases that the branches of all operations have. */
final class TestCases {
  private TestCases() {}

  static TestCase task(TaskReport task) {
    return TestCase.of(
        "task: " + task.kind().label(), task.duration(), task.status(), task.message(), "");
  }

  static TestCase check(CheckReport check) {
    TestCase testCase =
        TestCase.of(
            "check: " + check.kind() + " " + check.name(),
            check.duration(),
            check.status(),
            check.message(),
            "");
    return testCase.outcome() != TestCase.Outcome.FAILURE
        ? testCase
        : testCase.withFailure(
            check.kind(),
            testCase.message(),
            "expected " + check.expected() + "\nfound " + check.found() + "\n" + testCase.text());
  }
}
