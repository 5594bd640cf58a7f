package io.jenkins.plugins.orchestrator.engine.migration;

import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.Reversibility;
import io.jenkins.plugins.orchestrator.engine.migration.lexer.ScriptLexer;
import io.jenkins.plugins.orchestrator.engine.migration.lexer.SqlStatement;
import io.jenkins.plugins.orchestrator.engine.migration.script.MigrationScript;
import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText;
import io.jenkins.plugins.orchestrator.engine.migration.undo.UndoProof;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SchemaFingerprint;
import io.jenkins.plugins.orchestrator.engine.report.Direction;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.ReversibilityReport;
import io.jenkins.plugins.orchestrator.engine.report.ReversibilityReport.Verdict;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * Takes scripts back and applies them again. Only those after the last one without a way down can
 * be: whatever lies before it stays.
 */
final class Undo {
  private final EnvironmentConfiguration environment;
  private final Session session;
  private final ScriptPass pass;
  private final List<MigrationScript> scripts;
  private final int firstReversible;
  private final UndoProof proof;
  private boolean begun;

  /**
   * @param session for reading schemas, in no transaction
   * @param sessions for reading data
   * @param scripts those that are applied, in order
   * @param reference a copy of the state before the first of them
   */
  Undo(
      EnvironmentConfiguration environment,
      Session session,
      UndoProof.Sessions sessions,
      ScriptPass pass,
      List<MigrationScript> scripts,
      ReferenceCopy reference,
      Cancellation cancellation) {
    this.environment = environment;
    this.session = session;
    this.pass = pass;
    this.scripts = scripts;
    int first = scripts.size();
    while (first > 0 && scripts.get(first - 1).down().isPresent()) {
      first--;
    }
    this.firstReversible = first;
    // A copy of the state before the first script tells nothing of the state before a later one.
    UndoProof.Reference copy = first == 0 && reference.isPossible() ? reference : null;
    this.proof = new UndoProof(sessions, copy, statements(), countersAreTrusted(), cancellation);
  }

  private UndoProof.Statements statements() {
    List<MigrationScript> reversible = scripts.subList(firstReversible, scripts.size());
    return new UndoProof.Statements(
        texts(reversible.stream().map(MigrationScript::up)),
        texts(reversible.stream().flatMap(script -> script.down().stream())));
  }

  private static List<String> texts(Stream<ScriptText> scripts) {
    return scripts
        .flatMap(script -> ScriptLexer.lex(script).statements().stream())
        .map(SqlStatement::text)
        .toList();
  }

  /**
   * A command, a script that runs through psql, or one that switches counting off, leaves counters
   * that say nothing.
   */
  private boolean countersAreTrusted() {
    return !environment.migrations().psql()
        && environment.migrations().command() == null
        && scripts.stream()
            .flatMap(script -> Stream.concat(Stream.of(script.up()), script.down().stream()))
            .noneMatch(
                text ->
                    text.sql().contains("track_counts") || text.sql().contains("pg_stat_reset"));
  }

  /** What a person should know of the scripts' ways down before anything runs. */
  List<Finding> findings() {
    boolean required = environment.migrations().requireDown();
    return withoutDown().stream()
        .map(
            script ->
                new Finding(
                    required ? Finding.Severity.ERROR : Finding.Severity.WARNING,
                    "no-way-down",
                    script
                        + " has no way down"
                        + (required ? ", and require_down: true asks for one" : ""),
                    script,
                    null,
                    null,
                    "add a down script, or plan to go back by a copy from before the migration"))
        .toList();
  }

  private List<String> withoutDown() {
    return scripts.stream()
        .filter(script -> script.down().isEmpty())
        .map(MigrationScript::name)
        .toList();
  }

  /** Hears that the script at an index is next; keeps what must be there again after going down. */
  void beforeScript(int index) throws SQLException {
    if (environment.reversibility() != Reversibility.NONE && index == firstReversible) {
      pass.flushStatistics();
      proof.before(SchemaFingerprint.readNormalized(session.connection()));
      begun = true;
    }
  }

  /** Hears that all scripts are applied. */
  void applied(SchemaFingerprint schema) {
    if (begun) {
      proof.applied(schema);
    }
  }

  /** What is known of the scripts' reversibility without taking them back. */
  ReversibilityReport untried() {
    List<String> withoutDown = withoutDown();
    if (!withoutDown.isEmpty() && firstReversible == scripts.size()) {
      return new ReversibilityReport(
          Verdict.NOT,
          "the last script, " + scripts.get(scripts.size() - 1).name() + ", has no way down",
          List.of(),
          List.of(),
          List.of(),
          withoutDown);
    }
    return ReversibilityReport.unknown(
        environment.reversibility() == Reversibility.NONE
            ? "reversibility: none: it was not tried"
            : "the branch did not get so far");
  }

  /** Whether there is anything that can be taken back. */
  boolean isPossible() {
    return begun;
  }

  /**
   * Takes back, and applies again where that is asked for.
   *
   * @param record gets the verdict, also when a script fails
   */
  TaskOutcome run(BranchRecord record) throws SQLException {
    TaskOutcome outcome = passes();
    ReversibilityReport report = proof.judge(withoutDown());
    proof.findings().forEach(record::add);
    if (!outcome.isPassed()) {
      record.set(failed(report, outcome));
      return outcome;
    }
    record.set(report);
    boolean differs = !report.notReversed().isEmpty() || !report.notRepeated().isEmpty();
    return report.verdict() == Verdict.NOT && differs
        ? TaskOutcome.failed(report.reason())
        : TaskOutcome.passed(report.verdict() + ": " + report.reason());
  }

  private TaskOutcome passes() throws SQLException {
    List<MigrationScript> back = new ArrayList<>(scripts.subList(firstReversible, scripts.size()));
    List<MigrationScript> again = List.copyOf(back);
    Collections.reverse(back);
    TaskOutcome down = pass(back, Direction.DOWN);
    if (!down.isPassed()) {
      return down;
    }
    pass.flushStatistics();
    proof.takenBack(SchemaFingerprint.readNormalized(session.connection()));
    if (environment.reversibility() != Reversibility.UP_DOWN_UP) {
      return down;
    }
    TaskOutcome up = pass(again, Direction.UP_AGAIN);
    if (up.isPassed()) {
      proof.appliedAgain(SchemaFingerprint.readNormalized(session.connection()));
    }
    return up;
  }

  private TaskOutcome pass(List<MigrationScript> list, Direction direction) throws SQLException {
    for (int i = 0; i < list.size(); i++) {
      ScriptReport report = pass.run(list.get(i), direction, i + 1, list.size());
      if (report.status() != Status.PASSED) {
        return new TaskOutcome(report.status(), ScriptPass.failure(report));
      }
    }
    return TaskOutcome.passed();
  }

  /** A script that fails on the way back or again is the answer, whatever the schemas say. */
  private static ReversibilityReport failed(ReversibilityReport report, TaskOutcome outcome) {
    return new ReversibilityReport(
        outcome.status().isFailure() ? Verdict.NOT : Verdict.UNKNOWN,
        String.valueOf(outcome.message()),
        report.notReversed(),
        report.notRepeated(),
        report.lost(),
        report.withoutDown());
  }
}
