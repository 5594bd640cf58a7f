package io.jenkins.plugins.orchestrator.engine.migration.history;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.MigrationSelection;
import io.jenkins.plugins.orchestrator.engine.config.MigrationSettings;
import io.jenkins.plugins.orchestrator.engine.migration.script.MigrationDirectory;
import io.jenkins.plugins.orchestrator.engine.migration.script.MigrationScript;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.PendingReport;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * Which migrations of a directory a database still lacks.
 *
 * @param scripts those that are to be tested, in order
 * @param report what directory and histories say of each other
 * @param findings of the directory, of the histories, and of both together; one of severity ERROR
 *     means that nothing may be applied, see {@link #refusal}
 */
public record PendingMigrations(
    List<MigrationScript> scripts, PendingReport report, List<Finding> findings)
    implements Serializable {
  /** As a {@code baseline}: the database has nothing of the directory yet. */
  public static final String BASELINE_NONE = "none";

  public PendingMigrations {
    scripts = List.copyOf(scripts);
    findings = List.copyOf(findings);
  }

  /**
   * Compares a directory with what a database says of itself.
   *
   * @throws ConfigurationException when a database with tables has no history and no baseline is
   *     set, or the baseline or the selection names what is not there
   */
  public static PendingMigrations decide(
      MigrationDirectory directory,
      AppliedMigrations applied,
      MigrationSettings settings,
      MigrationSelection selection)
      throws ConfigurationException {
    return new PendingDecision(directory, applied, settings, selection).decide();
  }

  /** Why nothing may be applied: a script that is half applied, a history that is unreadable. */
  public Optional<Finding> refusal() {
    return findings.stream()
        .filter(finding -> finding.severity() == Finding.Severity.ERROR)
        .findFirst();
  }
}
