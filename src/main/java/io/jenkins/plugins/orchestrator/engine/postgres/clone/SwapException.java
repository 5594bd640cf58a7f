package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.report.Finding;
import java.util.List;

/**
 * A database could not take another one's name, or may not. Unless the message says that the
 * outcome is not known, everything is as it was. Holds no secret.
 */
public final class SwapException extends Exception {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // an immutable copy, which is serializable as its elements are
  private final List<Finding> findings;

  private final boolean decided;

  SwapException(String message, List<Finding> findings) {
    super(message);
    this.findings = List.copyOf(findings);
    this.decided = true;
  }

  SwapException(String message, Throwable cause) {
    this(message, cause, true);
  }

  private SwapException(String message, Throwable cause, boolean decided) {
    super(message, cause);
    this.findings = List.of();
    this.decided = decided;
  }

  /** One of a commit that got no answer from a server that cannot be asked any more. */
  static SwapException undecided(String message, Throwable cause) {
    return new SwapException(message, cause, false);
  }

  /** Whether it is known that nothing was changed. */
  public boolean isDecided() {
    return decided;
  }

  /** One that says everything that stands in the way. */
  static SwapException refused(String place, List<Finding> findings) {
    StringBuilder message = new StringBuilder(place).append(" cannot be replaced:");
    for (Finding finding : findings) {
      if (finding.severity() == Finding.Severity.ERROR) {
        message.append("\n  ").append(finding.message());
        if (finding.advice() != null) {
          message.append(' ').append(finding.advice());
        }
      }
    }
    return new SwapException(message.toString(), findings);
  }

  /** What the look before found; empty when the swap failed otherwise. */
  public List<Finding> findings() {
    return findings;
  }
}
