package io.jenkins.plugins.orchestrator.engine.config;

/** How a throw-away database comes to be. */
public enum SnapshotStrategy {
  /** The best that is allowed and possible; the report says which and why. */
  AUTO,
  /** {@code CREATE DATABASE … TEMPLATE} of a golden database or of an exclusive source. */
  TEMPLATE,
  /** {@code pg_dump} into a golden database, cloned from there. */
  DUMP,
  /** The schema without data. */
  SCHEMA,
  /** The database itself, which is marked disposable. */
  NONE
}
