package io.jenkins.plugins.orchestrator.engine.report.junit;

import io.jenkins.plugins.orchestrator.engine.report.PlainText;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * The test cases of one environment, or of the run.
 *
 * @param name also the class name of its cases
 * @param start on the wall clock
 */
record TestSuite(String name, Instant start, Duration duration, List<TestCase> cases) {
  TestSuite {
    name = PlainText.line(name);
  }

  /** ISO 8601 in UTC without a zone, as the format has it. */
  String timestamp() {
    String utc = start.truncatedTo(ChronoUnit.SECONDS).toString();
    return utc.substring(0, utc.length() - 1);
  }
}
