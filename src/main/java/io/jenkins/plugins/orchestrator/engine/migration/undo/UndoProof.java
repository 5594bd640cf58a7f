package io.jenkins.plugins.orchestrator.engine.migration.undo;

import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SchemaFingerprint;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.LostColumn;
import io.jenkins.plugins.orchestrator.engine.report.ObjectDifference;
import io.jenkins.plugins.orchestrator.engine.report.ReversibilityReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Watches scripts being applied, taken back and applied again on a clone, and says what came back:
 * the schema by its fingerprints, the rows that were there before by checksums of their columns.
 *
 * <p>Only tables that were touched are read: a table whose files, columns and counters of written
 * rows are the same holds the same rows. Where the counters cannot be trusted (before 15 they come
 * late and over a lossy path, or they were switched off) every table is read.
 */
public final class UndoProof {
  /** The first version whose counters are exact once the writing session has flushed them. */
  private static final int EXACT_COUNTERS = 15;

  /** Opens sessions to the clone. */
  public interface Sessions {
    /**
     * Opens one; the caller closes it.
     *
     * @param purpose one word for its {@code application_name}
     */
    Session open(String purpose) throws SQLException;
  }

  /** A second copy of the state before the scripts, made when it is first asked for. */
  public interface Reference {
    /**
     * Opens a session to it; the caller closes it.
     *
     * @throws IOException when there can be no such copy
     */
    Session open() throws SQLException, IOException;

    /**
     * Applies the scripts to it.
     *
     * @return whether all of them passed
     * @throws IOException when there can be no such copy
     */
    boolean applyScripts() throws SQLException, IOException;
  }

  /**
   * The statements of the scripts, for guessing which tables they touch.
   *
   * @param up those of the ways up
   * @param down those of the ways down
   */
  public record Statements(List<String> up, List<String> down) {}

  private final Sessions sessions;
  private final @Nullable Reference reference;
  private final Statements statements;
  private final boolean countersTrusted;
  private final Cancellation cancellation;
  private final List<Finding> findings = new ArrayList<>();
  private @Nullable SchemaFingerprint schemaBefore;
  private @Nullable SchemaFingerprint schemaAfter;
  private @Nullable SchemaFingerprint schemaBack;
  private @Nullable SchemaFingerprint schemaAgain;
  private Map<String, TableState> tables = Map.of();
  private final Map<String, TableImage> images = new LinkedHashMap<>();
  private @Nullable DataVerdict data;

  /**
   * @param reference null when there can be no copy of the state before
   * @param countersTrusted whether the sessions that write flush their counters before this is told
   *     of what they did
   */
  public UndoProof(
      Sessions sessions,
      @Nullable Reference reference,
      Statements statements,
      boolean countersTrusted,
      Cancellation cancellation) {
    this.sessions = sessions;
    this.reference = reference;
    this.statements = statements;
    this.countersTrusted = countersTrusted;
    this.cancellation = cancellation;
  }

  /** Hears that nothing of the scripts is applied yet; reads what will probably change. */
  public void before(SchemaFingerprint schema) throws SQLException {
    schemaBefore = schema;
    try (Session session = sessions.open("data");
        PinnedReads reads = new PinnedReads(session)) {
      reads.begin();
      tables = TableStates.read(session.connection());
      // Without a copy to fall back on, every table must be read while it still is as it was.
      Set<String> wanted =
          reference == null
              ? tables.keySet()
              : TouchPrediction.of(statements.up(), statements.down(), tables.values());
      for (String name : wanted) {
        cancellation.check();
        TableState table = tables.get(name);
        images.put(name, TableImage.read(session.connection(), table, table.stored()));
      }
    }
  }

  /** Hears that all scripts are applied. */
  public void applied(SchemaFingerprint schema) {
    schemaAfter = schema;
  }

  /** Hears that all scripts are taken back; reads what was touched. */
  public void takenBack(SchemaFingerprint schema) throws SQLException {
    schemaBack = schema;
    try (Session session = sessions.open("data");
        PinnedReads reads = new PinnedReads(session)) {
      reads.begin();
      boolean exact = countersTrusted && session.version().isAtLeast(EXACT_COUNTERS);
      DataComparison comparison =
          new DataComparison(session, tables, images, reference, exact, cancellation);
      data = comparison.compare();
      findings.addAll(comparison.findings());
    }
  }

  /** Hears that all scripts are applied a second time. */
  public void appliedAgain(SchemaFingerprint schema) {
    schemaAgain = schema;
  }

  /** What was found besides: rows that the scripts left behind. */
  public List<Finding> findings() {
    return List.copyOf(findings);
  }

  /**
   * The answer, as far as it was watched.
   *
   * @param withoutDown the names of scripts that have no way down
   */
  public ReversibilityReport judge(List<String> withoutDown) {
    SchemaFingerprint first = schemaBefore;
    SchemaFingerprint back = schemaBack;
    if (first == null || back == null) {
      return ReversibilityReport.unknown("the scripts were not taken back");
    }
    List<ObjectDifference> notReversed = first.differencesTo(back);
    List<ObjectDifference> notRepeated =
        schemaAfter == null || schemaAgain == null
            ? List.of()
            : schemaAfter.differencesTo(schemaAgain);
    return new Judgement(notReversed, notRepeated, data, withoutDown).report();
  }

  /**
   * What became of the rows.
   *
   * @param lost what is not as it was
   * @param unknown why nothing is known of some tables; null when all is
   */
  record DataVerdict(List<LostColumn> lost, @Nullable String unknown) {}
}
