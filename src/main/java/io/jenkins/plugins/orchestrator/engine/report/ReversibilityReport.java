package io.jenkins.plugins.orchestrator.engine.report;

import java.io.Serializable;
import java.util.List;

/**
 * Whether the scripts can be taken back, as seen by doing it.
 *
 * @param verdict the answer
 * @param reason one sentence for people
 * @param notReversed objects that differ between before (left) and after up and down (right)
 * @param notRepeated objects that differ between up (left) and up again (right)
 * @param lost data that did not survive up and down
 * @param withoutDown names of scripts that have no way down
 */
public record ReversibilityReport(
    Verdict verdict,
    String reason,
    List<ObjectDifference> notReversed,
    List<ObjectDifference> notRepeated,
    List<LostColumn> lost,
    List<String> withoutDown)
    implements Serializable {
  /** Whether the scripts can be taken back. */
  public enum Verdict {
    /** Schema and data of the rows that existed before are as they were. */
    REVERSIBLE,
    /** The schema is as it was, data was lost. */
    LOSSY,
    /** The schema is not as it was, a way down is missing, or a down script failed. */
    NOT,
    /** Not tried, or not measured. */
    UNKNOWN
  }

  /** One for scripts that were not taken back. */
  public static ReversibilityReport unknown(String reason) {
    return new ReversibilityReport(
        Verdict.UNKNOWN, reason, List.of(), List.of(), List.of(), List.of());
  }
}
