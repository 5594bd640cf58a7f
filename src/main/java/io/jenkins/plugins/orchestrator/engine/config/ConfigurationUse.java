package io.jenkins.plugins.orchestrator.engine.config;

/** What a configuration is read for: where a protected database needs another server. */
public enum ConfigurationUse {
  /** Copies of databases are made, as by a migration test: they need a place. */
  COPIES,
  /**
   * Databases and folders are backed up: only a restore that proves a backup needs a place, and
   * folders can be selected by their names.
   */
  BACKUPS,
  /** Databases are looked at, and nothing is made. */
  HEALTH
}
