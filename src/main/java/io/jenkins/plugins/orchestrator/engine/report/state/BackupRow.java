package io.jenkins.plugins.orchestrator.engine.report.state;

/**
 * A backup as it was last seen.
 *
 * @param backup what is known of it
 * @param seen the last run that saw it
 */
public record BackupRow(KnownBackup backup, StateRow.Look seen) {}
