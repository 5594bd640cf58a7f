package io.jenkins.plugins.orchestrator.engine.migration.undo;

import io.jenkins.plugins.orchestrator.engine.migration.undo.UndoProof.DataVerdict;
import io.jenkins.plugins.orchestrator.engine.report.LostColumn;
import io.jenkins.plugins.orchestrator.engine.report.ObjectDifference;
import io.jenkins.plugins.orchestrator.engine.report.ReversibilityReport;
import io.jenkins.plugins.orchestrator.engine.report.ReversibilityReport.Verdict;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The verdict on what was watched: the worst that was seen.
 *
 * @param notReversed objects that going down did not bring back
 * @param notRepeated objects that the second way up made differently
 * @param data null when rows were not compared
 * @param withoutDown scripts without a way down
 */
record Judgement(
    List<ObjectDifference> notReversed,
    List<ObjectDifference> notRepeated,
    @Nullable DataVerdict data,
    List<String> withoutDown) {
  ReversibilityReport report() {
    List<LostColumn> lost = data == null ? List.of() : data.lost();
    if (!notReversed.isEmpty()) {
      return of(
          Verdict.NOT,
          count(notReversed) + " not as before after going down, " + first(notReversed));
    }
    if (!notRepeated.isEmpty()) {
      return of(
          Verdict.NOT,
          count(notRepeated) + " not the same after going up again, " + first(notRepeated));
    }
    if (!withoutDown.isEmpty()) {
      return of(Verdict.NOT, "no way down: " + String.join(", ", withoutDown));
    }
    if (!lost.isEmpty()) {
      return of(
          Verdict.LOSSY,
          "the schema comes back, data does not: "
              + lost.stream().limit(3).map(Judgement::words).collect(Collectors.joining(", "))
              + (lost.size() > 3 ? " and " + (lost.size() - 3) + " more" : ""));
    }
    if (data == null || data.unknown() != null) {
      String why = data == null ? "rows were not compared" : data.unknown();
      return of(Verdict.UNKNOWN, "the schema comes back; of the data nothing is known: " + why);
    }
    return of(Verdict.REVERSIBLE, "schema and rows are as they were before");
  }

  private ReversibilityReport of(Verdict verdict, String reason) {
    List<LostColumn> lost = data == null ? List.of() : data.lost();
    return new ReversibilityReport(verdict, reason, notReversed, notRepeated, lost, withoutDown);
  }

  private static String count(List<ObjectDifference> differences) {
    return differences.size() + (differences.size() == 1 ? " object is" : " objects are");
  }

  private static String first(List<ObjectDifference> differences) {
    ObjectDifference first = differences.get(0);
    return (differences.size() == 1 ? "" : "the first is ") + first.kind() + " " + first.object();
  }

  private static String words(LostColumn lost) {
    String what = lost.column().equals("*") ? lost.table() : lost.table() + "." + lost.column();
    return what + " (" + (lost.rows() == null ? "rows unknown" : lost.rows() + " rows") + ")";
  }
}
