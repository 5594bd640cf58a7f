package io.jenkins.plugins.orchestrator.engine.migration.undo;

import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SchemaFingerprint;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.ReversibilityReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

public final class UndoProof {
  public interface Sessions {
    Session open(String purpose) throws SQLException;
  }

  public interface Reference {
    Session open() throws SQLException, IOException;
  }

  private @Nullable SchemaFingerprint f0;
  private @Nullable SchemaFingerprint f1;
  private @Nullable SchemaFingerprint f2;
  private @Nullable SchemaFingerprint f3;

  public UndoProof(Sessions sessions, @Nullable Reference reference, Cancellation cancellation) {
    cancellation.check();
  }

  public void before(SchemaFingerprint schema) throws SQLException {
    f0 = schema;
  }

  public void applied(SchemaFingerprint schema) throws SQLException {
    f1 = schema;
  }

  public void takenBack(SchemaFingerprint schema) throws SQLException {
    f2 = schema;
  }

  public void appliedAgain(SchemaFingerprint schema) throws SQLException {
    f3 = schema;
  }

  public List<Finding> findings() {
    return List.of();
  }

  public ReversibilityReport judge(List<String> withoutDown) throws SQLException {
    if (f0 == null || f2 == null || f1 == null) {
      return ReversibilityReport.unknown("not tried");
    }
    var notReversed = f0.differencesTo(f2);
    List<io.jenkins.plugins.orchestrator.engine.report.ObjectDifference> notRepeated =
        f3 == null ? List.of() : f1.differencesTo(f3);
    boolean fine = notReversed.isEmpty() && notRepeated.isEmpty() && withoutDown.isEmpty();
    return new ReversibilityReport(
        fine ? ReversibilityReport.Verdict.REVERSIBLE : ReversibilityReport.Verdict.NOT,
        "schema only",
        notReversed,
        notRepeated,
        List.of(),
        withoutDown);
  }
}
