package io.jenkins.plugins.orchestrator.engine.report.state;

import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.util.List;

/** How an environment was found by the last run that looked at it, the worst first. */
public enum Condition {
  FAILED,
  /** It was not measured, not to its end, or may not be read. */
  UNKNOWN,
  /** It passed, and there is something to look at. */
  WARNING,
  PASSED,
  /** It is optional, and absent. */
  SKIPPED;

  /** What a status means with what was found; a run that was cancelled proves nothing. */
  static Condition of(Status status, List<Finding> findings) {
    return switch (status) {
      case FAILED, TIMED_OUT -> FAILED;
      case UNKNOWN, CANCELLED -> UNKNOWN;
      case SKIPPED -> SKIPPED;
      case PASSED ->
          findings.stream().anyMatch(finding -> finding.severity() != Finding.Severity.INFO)
              ? WARNING
              : PASSED;
    };
  }
}
