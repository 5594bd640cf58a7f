package io.jenkins.plugins.orchestrator.engine.migration.undo;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SchemaFingerprint;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.LostColumn;
import io.jenkins.plugins.orchestrator.engine.report.ReversibilityReport;
import io.jenkins.plugins.orchestrator.engine.report.ReversibilityReport.Verdict;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts are applied and taken back on real databases; the proof says what came back. */
class UndoProofTest {
  private static final String WORLD =
      """
      CREATE TABLE games (id int PRIMARY KEY, home text, points numeric, played timestamptz,
        tags text[], details json, twice int GENERATED ALWAYS AS (id * 2) STORED);
      INSERT INTO games SELECT n, 'team ' || n, n / 10.0, timestamptz '2026-01-01' + n * interval
        '1 h', ARRAY[n::text], json_build_object('n', n) FROM generate_series(1, 1000) n;
      CREATE TABLE plays (game_id int REFERENCES games ON DELETE CASCADE, note text);
      INSERT INTO plays SELECT n % 1000 + 1, 'note ' || n % 7 FROM generate_series(1, 3000) n;
      CREATE TABLE "od; d" ("a""b" bytea, empty text);
      INSERT INTO "od; d" VALUES ('\\x00ff', NULL), ('\\x00ff', NULL), (NULL, '');
      CREATE TABLE nothing ();
      INSERT INTO nothing DEFAULT VALUES;
      """;

  /** One world with its original beside it. */
  private static final class Lab implements UndoProof.Reference {
    private final TestServer server;
    private final String original;
    private final String clone;
    private final String up;
    private final String down;
    private boolean copied;

    Lab(int major, String up, String down) {
      server = TestServer.of(major);
      original = server.createDatabase();
      server.execute(original, WORLD);
      clone = original + "_clone";
      server.execute("postgres", "CREATE DATABASE " + clone + " TEMPLATE " + original);
      this.up = up;
      this.down = down;
    }

    Session open(String database) throws SQLException {
      return Session.open(
          new DatabaseTarget(
              List.of(new DatabaseTarget.Host("127.0.0.1", server.port())),
              database,
              "postgres",
              null,
              Map.of()),
          SessionSettings.named("undo"));
    }

    @Override
    public Session open() throws SQLException {
      copied = true;
      return open(original);
    }

    @Override
    public boolean applyScripts() {
      server.execute(original, up);
      return true;
    }

    SchemaFingerprint schema() throws SQLException {
      try (Session session = open(clone)) {
        return SchemaFingerprint.readNormalized(session.connection());
      }
    }

    UndoProof proof(boolean withReference, List<String> ups, List<String> downs) {
      return new UndoProof(
          purpose -> open(clone),
          withReference ? this : null,
          new UndoProof.Statements(ups, downs),
          true,
          new Cancellation());
    }

    UndoProof watched(boolean withReference, boolean guess) throws SQLException {
      UndoProof proof =
          guess
              ? proof(withReference, List.of(up.split(";")), List.of(down.split(";")))
              : proof(withReference, List.of(), List.of());
      proof.before(schema());
      run(up);
      proof.applied(schema());
      run(down);
      proof.takenBack(schema());
      run(up);
      proof.appliedAgain(schema());
      return proof;
    }

    private void run(String sql) throws SQLException {
      try (Session session = open(clone)) {
        session.execute(sql);
        if (server.major() >= 15) {
          session.execute("SELECT pg_catalog.pg_stat_force_next_flush()");
        }
      }
    }
  }

  private static ReversibilityReport judge(int major, String up, String down) throws SQLException {
    return new Lab(major, up, down).watched(true, true).judge(List.of());
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17, 18})
  void whatTouchesNoRowsIsReversible(int major) throws Exception {
    Lab lab =
        new Lab(
            major,
            "ALTER TABLE games ADD COLUMN epa float8; CREATE INDEX ON plays (game_id)",
            "ALTER TABLE games DROP COLUMN epa; DROP INDEX plays_game_id_idx");
    assertThat(lab.watched(true, true).judge(List.of()).verdict()).isEqualTo(Verdict.REVERSIBLE);
  }

  @Test
  void tablesThatAreNotTouchedAreNotRead() throws Exception {
    Lab lab =
        new Lab(17, "ALTER TABLE games ADD COLUMN epa float8", "ALTER TABLE games DROP COLUMN epa");
    lab.watched(true, true);
    try (Session session = lab.open(lab.clone);
        java.sql.Statement statement = session.connection().createStatement();
        java.sql.ResultSet row =
            statement.executeQuery("SELECT coalesce(sum(seq_scan), 0) FROM pg_stat_user_tables")) {
      row.next();
      assertThat(row.getLong(1)).isZero();
    }
    assertThat(lab.copied).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 15, 18})
  void aColumnThatIsDroppedAndAddedAgainHasLostItsValuesThoughTheSchemaIsTheSame(int major)
      throws Exception {
    // Where columns stand in their table counts, so the last one it is.
    ReversibilityReport report =
        judge(
            major,
            "ALTER TABLE \"od; d\" DROP COLUMN empty",
            "ALTER TABLE \"od; d\" ADD COLUMN empty text");
    assertThat(report.notReversed()).isEmpty();
    assertThat(report.verdict()).isEqualTo(Verdict.LOSSY);
    assertThat(report.lost()).hasSize(1);
    // Without a primary key a changed row is one that is gone.
    assertThat(report.lost().get(0).rows()).isEqualTo(1);
  }

  @Test
  void valuesThatUpOverwritesAreLostOnTheWayUp() throws Exception {
    ReversibilityReport report =
        judge(16, "UPDATE games SET points = 0 WHERE id <= 40", "SELECT 1");
    assertThat(report.verdict()).isEqualTo(Verdict.LOSSY);
    assertThat(report.lost()).containsExactly(new LostColumn("public.games", "points", 40L, "up"));
  }

  @Test
  void rowsThatOnlyDownDeletesAreLostOnTheWayDown() throws Exception {
    ReversibilityReport report = judge(16, "SELECT 1", "DELETE FROM plays WHERE note = 'note 3'");
    assertThat(report.verdict()).isEqualTo(Verdict.LOSSY);
    assertThat(report.lost()).hasSize(1);
    assertThat(report.lost().get(0).column()).isEqualTo("*");
    assertThat(report.lost().get(0).rows()).isEqualTo(429);
    assertThat(report.lost().get(0).cause()).isEqualTo("down");
  }

  @Test
  void rowsThatACascadeDeletesWereGuessedByNobodyAndAreFoundInTheCopy() throws Exception {
    Lab lab = new Lab(17, "DELETE FROM games WHERE id = 1", "SELECT 1");
    ReversibilityReport report = lab.watched(true, true).judge(List.of());
    assertThat(report.lost())
        .containsExactly(
            new LostColumn("public.games", "*", 1L, "up"),
            new LostColumn("public.plays", "*", 3L, "up"));
    assertThat(lab.copied).isTrue();
  }

  @Test
  void aTableThatIsDroppedAndMadeAgainHasLostAllItsRows() throws Exception {
    ReversibilityReport report =
        judge(
            17,
            "DROP TABLE plays",
            "CREATE TABLE plays (game_id int REFERENCES games ON DELETE CASCADE, note text)");
    assertThat(report.lost()).containsExactly(new LostColumn("public.plays", "*", 3000L, "up"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ALTER TABLE games RENAME COLUMN home TO host"
            + "|ALTER TABLE games RENAME COLUMN host TO home",
        "ALTER TABLE plays ALTER game_id TYPE bigint|ALTER TABLE plays ALTER game_id TYPE int",
        "UPDATE games SET points = points + 1|UPDATE games SET points = points - 1",
        "INSERT INTO plays VALUES (1, 'x')|DELETE FROM plays WHERE note = 'x'",
        "TRUNCATE nothing; INSERT INTO nothing DEFAULT VALUES|SELECT 1",
        "CREATE TABLE more AS SELECT * FROM games|DROP TABLE more"
      })
  void whatIsUndoneRowByRowIsReversible(String up, String down) throws Exception {
    ReversibilityReport report = judge(16, up, down);
    assertThat(report.verdict()).as(report.reason()).isEqualTo(Verdict.REVERSIBLE);
  }

  @Test
  void aScaleThatComesBackOtherwiseIsAnotherValue() throws Exception {
    ReversibilityReport report =
        judge(16, "UPDATE games SET points = points * 1.000 WHERE id = 5", "SELECT 1");
    assertThat(report.verdict()).isEqualTo(Verdict.LOSSY);
  }

  @Test
  void rowsThatDownLeavesBehindAreAFindingAndNoLoss() throws Exception {
    Lab lab =
        new Lab(
            17, "INSERT INTO games (id) SELECT coalesce(max(id), 0) + 1 FROM games", "SELECT 1");
    UndoProof proof = lab.watched(true, true);
    assertThat(proof.judge(List.of()).verdict()).isEqualTo(Verdict.REVERSIBLE);
    assertThat(proof.findings())
        .extracting(Finding::code, Finding::object)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("rows-left-behind", "public.games"));
  }

  @Test
  void withoutACopyTheColumnsAreNamedAndTheRowsNotCounted() throws Exception {
    Lab lab = new Lab(17, "UPDATE games SET points = 0 WHERE id <= 40", "SELECT 1");
    assertThat(lab.watched(false, false).judge(List.of()).lost())
        .containsExactly(new LostColumn("public.games", "points", null, "up or down"));
  }

  @Test
  void anObjectThatStaysIsNotReversedWhateverTheRowsSay() throws Exception {
    ReversibilityReport report = judge(17, "CREATE TABLE IF NOT EXISTS more (id int)", "SELECT 1");
    assertThat(report.verdict()).isEqualTo(Verdict.NOT);
    assertThat(report.notReversed()).hasSize(1);
    assertThat(report.notReversed().get(0).object()).isEqualTo("public.more");
  }

  @Test
  void whatWasNotTakenBackIsUnknown() throws Exception {
    Lab lab = new Lab(17, "SELECT 1", "SELECT 1");
    UndoProof proof = lab.proof(true, List.of(), List.of());
    proof.before(lab.schema());
    assertThat(proof.judge(List.of()).verdict()).isEqualTo(Verdict.UNKNOWN);
  }
}
