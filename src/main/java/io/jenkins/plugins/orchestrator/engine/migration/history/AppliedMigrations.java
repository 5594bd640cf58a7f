package io.jenkins.plugins.orchestrator.engine.migration.history;

import io.jenkins.plugins.orchestrator.engine.report.Finding;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * What a database's histories say is applied.
 *
 * @param history the tables that were read, {@code none} when there is none
 * @param engineHistory whether one of them is the migration engine's own, not only the ledger
 * @param databaseIsEmpty whether there is no table or view of a user's in it, histories aside
 * @param migrations the engine's first, oldest first, then the ledger's
 * @param findings such as tables of a history's name that are none, and locks of other runners
 */
public record AppliedMigrations(
    String history,
    boolean engineHistory,
    boolean databaseIsEmpty,
    List<AppliedMigration> migrations,
    List<Finding> findings)
    implements Serializable {
  /** What {@code history} says where there is none. */
  public static final String NONE = "none";

  public AppliedMigrations {
    migrations = List.copyOf(migrations);
    findings = List.copyOf(findings);
  }

  /**
   * Reads the history table of a format and the own {@linkplain Ledger ledger}. Only reads, and
   * takes no locks but those of a SELECT.
   *
   * @param connection to the source or to a clone of it
   * @param format the format's name in the configuration; {@code plain} and {@code command} have
   *     only the ledger
   * @throws SQLException when the catalog or a history cannot be read
   */
  public static AppliedMigrations read(Connection connection, String format) throws SQLException {
    return new HistorySearch(connection, format).read();
  }

  /** Whether there is any record of what was applied. */
  public boolean hasHistory() {
    return !history.equals(NONE);
  }
}
