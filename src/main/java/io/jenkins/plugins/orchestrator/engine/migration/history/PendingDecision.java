package io.jenkins.plugins.orchestrator.engine.migration.history;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import io.jenkins.plugins.orchestrator.engine.config.MigrationSelection;
import io.jenkins.plugins.orchestrator.engine.config.MigrationSettings;
import io.jenkins.plugins.orchestrator.engine.migration.history.AppliedMigration.State;
import io.jenkins.plugins.orchestrator.engine.migration.script.FlywayBaseline;
import io.jenkins.plugins.orchestrator.engine.migration.script.MigrationDirectories;
import io.jenkins.plugins.orchestrator.engine.migration.script.MigrationDirectory;
import io.jenkins.plugins.orchestrator.engine.migration.script.MigrationScript;
import io.jenkins.plugins.orchestrator.engine.migration.script.VersionOrder;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.Finding.Severity;
import io.jenkins.plugins.orchestrator.engine.report.PendingReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One comparison of a directory with a database's histories. */
final class PendingDecision {
  private final MigrationDirectory directory;
  private final AppliedMigrations applied;
  private final MigrationSelection selection;
  private final @Nullable String baseline;
  private final String format;
  private final Reconciliation reconciliation;
  private final List<Finding> findings = new ArrayList<>();
  private final List<MigrationScript> pending = new ArrayList<>();
  private final List<MigrationScript> done = new ArrayList<>();
  private final List<String> outOfOrder = new ArrayList<>();
  private final List<String> edited = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();
  private final List<String> dirty = new ArrayList<>();

  PendingDecision(
      MigrationDirectory directory,
      AppliedMigrations applied,
      MigrationSettings settings,
      MigrationSelection selection) {
    this.directory = directory;
    this.applied = applied;
    this.selection = selection;
    this.baseline = settings.baseline().orElse(null);
    this.format = directory.format();
    this.reconciliation = new Reconciliation(directory, applied);
    findings.addAll(directory.findings());
    findings.addAll(applied.findings());
  }

  PendingMigrations decide() throws ConfigurationException {
    if (format.equals(MigrationDirectories.COMMAND)) {
      return leftToTheCommand();
    }
    refuseToGuess();
    Set<MigrationScript> belowBaseline =
        baseline == null || applied.engineHistory()
            ? Set.of()
            : new SelectedScripts(directory).belowBaseline(baseline);
    for (MigrationScript script : candidates()) {
      judge(script, belowBaseline.contains(script));
    }
    judgeUnmatched();
    List<MigrationScript> selected = select();
    findOutOfOrder(selected);
    report("dirty-history", Severity.ERROR, dirty, "is half applied", EngineAdvice.dirty(format));
    report(
        "edited-after-apply",
        Severity.WARNING,
        edited,
        "was changed after it was applied",
        EngineAdvice.edited(format));
    report(
        "missing-script",
        Severity.WARNING,
        missing,
        "is applied and has no script",
        EngineAdvice.missing(format));
    report(
        "out-of-order",
        Severity.WARNING,
        outOfOrder,
        "is older than a migration that is applied",
        EngineAdvice.outOfOrder(format));
    PendingReport report =
        new PendingReport(
            format,
            applied.history(),
            done.size() + missing.size(),
            names(selected),
            List.copyOf(outOfOrder),
            List.copyOf(edited),
            List.copyOf(missing),
            List.copyOf(dirty));
    return new PendingMigrations(selected, report, findings);
  }

  /** What it applies, and which history it keeps, the command alone knows. */
  private PendingMigrations leftToTheCommand() {
    List<MigrationScript> scripts = directory.scripts();
    PendingReport report =
        new PendingReport(
            format,
            AppliedMigrations.NONE,
            0,
            names(scripts),
            List.of(),
            List.of(),
            List.of(),
            List.of());
    return new PendingMigrations(scripts, report, findings);
  }

  /** In a database that holds tables, the first script looks pending when nobody kept a record. */
  private void refuseToGuess() throws ConfigurationException {
    if (directory.scripts().isEmpty()
        || applied.hasHistory()
        || applied.databaseIsEmpty()
        || baseline != null
        || unreadable()) {
      return;
    }
    List<MigrationScript> scripts = directory.scripts();
    ConfigurationProblem problem =
        new ConfigurationProblem(
            directory.path(),
            0,
            0,
            SelectedScripts.BASELINE_KEY,
            "a database with tables and without a history of " + format,
            "the last version that the database has already, such as "
                + label(scripts.get(scripts.size() - 1)),
            "set migrations.baseline to it, to \""
                + PendingMigrations.BASELINE_NONE
                + "\" when it has none of them, or correct migrations.format");
    throw new ConfigurationException(List.of(problem));
  }

  /** There may be a history then; that nobody may read it is reported already. */
  private boolean unreadable() {
    return applied.findings().stream().anyMatch(each -> each.severity() == Severity.ERROR);
  }

  /** All but what a baseline of Flyway's replaces, and but the baselines that replace nothing. */
  private List<MigrationScript> candidates() {
    MigrationScript baselineScript = baselineScript();
    List<MigrationScript> candidates = new ArrayList<>();
    for (MigrationScript script : directory.scripts()) {
      boolean replaced =
          baselineScript != null
              && !script.version().isEmpty()
              && VersionOrder.NUMERIC_PARTS.compare(script.version(), baselineScript.version())
                  <= 0;
      boolean isBaseline = FlywayBaseline.is(format, script.name());
      if (isBaseline ? script.equals(baselineScript) : !replaced) {
        candidates.add(script);
      }
    }
    return candidates;
  }

  /** The one that a test applied before or, in an empty database, the newest; null for none. */
  private @Nullable MigrationScript baselineScript() {
    MigrationScript chosen = null;
    boolean untouched = applied.migrations().isEmpty() && applied.databaseIsEmpty();
    for (MigrationScript script : directory.scripts()) {
      if (FlywayBaseline.is(format, script.name())
          && (untouched || reconciliation.applied(script))) {
        chosen = script;
      }
    }
    return chosen;
  }

  private void judge(MigrationScript script, boolean belowBaseline) {
    if (reconciliation.dirty(script)) {
      dirty.add(script.name());
    } else if (reconciliation.applied(script)) {
      boolean changed = reconciliation.edited(script);
      if (changed && script.repeatable()) {
        pending.add(script);
      } else {
        done.add(script);
        if (changed) {
          edited.add(script.name());
        }
      }
    } else if (belowBaseline || reconciliation.covered(script)) {
      done.add(script);
    } else {
      pending.add(script);
    }
  }

  private void judgeUnmatched() {
    List<String> programs = new ArrayList<>();
    for (AppliedMigration row : reconciliation.unmatched()) {
      switch (row.state()) {
        case APPLIED -> missing.add(row.label());
        case DIRTY -> dirty.add(row.label());
        case PROGRAM -> programs.add(row.label());
        case UP_TO -> throw new IllegalStateException("covers scripts, is none: " + row);
      }
    }
    report(
        "program-migration",
        Severity.INFO,
        programs,
        "was applied by a program, not by a script",
        null);
  }

  private List<MigrationScript> select() throws ConfigurationException {
    Set<MigrationScript> wanted = new SelectedScripts(directory).of(selection);
    List<MigrationScript> selected = pending.stream().filter(wanted::contains).toList();
    List<MigrationScript> left = pending.stream().filter(each -> !wanted.contains(each)).toList();
    report("not-selected", Severity.INFO, names(left), "is pending and not selected", null);
    if (selection instanceof MigrationSelection.Listed) {
      report(
          "already-applied",
          Severity.WARNING,
          names(done.stream().filter(wanted::contains).toList()),
          "is selected and applied already: it is not tested",
          null);
    }
    return selected;
  }

  private void findOutOfOrder(List<MigrationScript> selected) {
    Map<MigrationScript, Integer> places = new HashMap<>();
    directory.scripts().forEach(script -> places.put(script, places.size()));
    int newest =
        done.stream()
            .filter(script -> !script.version().isEmpty())
            .mapToInt(places::get)
            .max()
            .orElse(-1);
    for (MigrationScript script : selected) {
      boolean older =
          places.get(script) < newest
              || reconciliation.unmatched().stream()
                  .filter(row -> row.state() != State.DIRTY)
                  .anyMatch(row -> reconciliation.olderThan(script, row));
      if (older && !script.version().isEmpty()) {
        outOfOrder.add(script.name());
      }
    }
  }

  private void report(
      String code, Severity severity, List<String> names, String what, @Nullable String advice) {
    for (String name : names) {
      findings.add(new Finding(severity, code, name + " " + what, name, null, null, advice));
    }
  }

  private static List<String> names(List<MigrationScript> scripts) {
    return scripts.stream().map(MigrationScript::name).toList();
  }

  private static String label(MigrationScript script) {
    return script.version().isEmpty() ? script.name() : script.version();
  }
}
