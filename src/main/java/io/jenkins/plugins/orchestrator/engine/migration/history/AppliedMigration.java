package io.jenkins.plugins.orchestrator.engine.migration.history;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What a history says of one migration.
 *
 * @param version as the history stores it, of sqitch {@code project:change}, of Liquibase {@code
 *     file::id::author}; empty for a repeatable one
 * @param name by which a repeatable one is known: its description in Flyway's history, its file in
 *     the own ledger; empty where the version says it all
 * @param checksum as the history stores it, null when it stores none
 * @param state what became of it
 * @param source which history says so
 */
public record AppliedMigration(
    String version, String name, @Nullable String checksum, State state, Source source)
    implements Serializable {
  /** What became of a migration. */
  public enum State {
    /** It was applied. */
    APPLIED,
    /** It and everything before it counts as applied: a baseline, golang-migrate's one row. */
    UP_TO,
    /** It was begun and did not end well. */
    DIRTY,
    /** It was applied by a program; there is no script to look for. */
    PROGRAM
  }

  /** Where it is written. */
  public enum Source {
    /** In the history table of the migration engine. */
    ENGINE,
    /** In {@link Ledger}. */
    LEDGER
  }

  /** One of an engine's history that its version says all of. */
  static AppliedMigration of(String version, State state) {
    return new AppliedMigration(version, "", null, state, Source.ENGINE);
  }

  /** What a person knows it by. */
  String label() {
    return version.isEmpty() ? name : version;
  }
}
