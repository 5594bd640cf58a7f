package io.jenkins.plugins.orchestrator.engine.run;

import java.util.Collection;
import java.util.Comparator;

/** How a task, a branch or a run ended. What was not measured is {@link #UNKNOWN}, never passed. */
public enum Status {
  PASSED,
  SKIPPED,
  UNKNOWN,
  CANCELLED,
  TIMED_OUT,
  FAILED;

  /** Whether the work was tried and is bad. */
  public boolean isFailure() {
    return this == FAILED || this == TIMED_OUT;
  }

  /**
   * The status of a whole whose parts ended so: the worst of them, where a skipped part does not
   * count. {@link #UNKNOWN} when there are no parts, {@link #SKIPPED} when all were skipped.
   */
  public static Status ofParts(Collection<Status> parts) {
    return parts.stream()
        .filter(part -> part != SKIPPED)
        .max(Comparator.naturalOrder())
        .orElse(parts.isEmpty() ? UNKNOWN : SKIPPED);
  }
}
