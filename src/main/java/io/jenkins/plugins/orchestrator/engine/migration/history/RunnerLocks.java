package io.jenkins.plugins.orchestrator.engine.migration.history;

import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.Finding.Severity;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Looks whether somebody else is migrating the database just now. */
final class RunnerLocks {
  /**
   * Advisory locks of other sessions in this database; the two halves of a lock's number are in
   * classid and objid. Holds for 14 to 18.
   */
  private static final String ADVISORY =
      """
      SELECT l.pid,
             (l.classid::pg_catalog.int8 << 32) | l.objid::pg_catalog.int8 AS number,
             coalesce(a.application_name, '') AS application
        FROM pg_catalog.pg_locks l
        LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
       WHERE l.locktype = 'advisory' AND l.granted AND l.pid <> pg_catalog.pg_backend_pid()
         AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d
                            WHERE d.datname = pg_catalog.current_database())
       ORDER BY l.pid, number
       LIMIT 10
      """;

  private static final String LIQUIBASE =
      "SELECT coalesce(lockedby, '') AS lockedby, coalesce(lockgranted::pg_catalog.text, '') AS"
          + " since FROM %s WHERE locked";

  static final String LIQUIBASE_TABLE = "databasechangeloglock";
  private static final Set<String> LIQUIBASE_COLUMNS =
      Set.of("id", "locked", "lockgranted", "lockedby");

  /** Flyway's lock is this (the letters {@code Flyway}) plus a hash of 32 bits, or less. */
  private static final long FLYWAY = 0x466C79776179L;

  private static final long SQITCH = 75474063;
  private static final long GOOSE = 4097083626L;
  private static final long PRISMA = 72707369;

  private RunnerLocks() {}

  /** What is held; read-only, and without waiting for anything. */
  static List<Finding> read(Connection connection, List<HistoryTable> tables) throws SQLException {
    List<Finding> findings = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(ADVISORY)) {
      while (row.next()) {
        String application = row.getString("application");
        findings.add(
            Finding.of(
                Severity.WARNING,
                "runner-lock",
                "session "
                    + row.getInt("pid")
                    + (application.isEmpty() ? "" : " (" + application + ")")
                    + " holds the advisory lock "
                    + row.getLong("number")
                    + owner(row.getLong("number")),
                "somebody may be migrating the database just now: wait for the end"));
      }
    }
    for (HistoryTable table : tables) {
      if (table.name().equals(LIQUIBASE_TABLE)
          && table.columns().containsAll(LIQUIBASE_COLUMNS)
          && table.readable()) {
        findings.addAll(EngineHistory.rows(connection, LIQUIBASE, table, RunnerLocks::liquibase));
      }
    }
    return findings;
  }

  private static Finding liquibase(ResultSet row) throws SQLException {
    return Finding.of(
        Severity.WARNING,
        "runner-lock",
        "Liquibase's lock is held by "
            + row.getString("lockedby")
            + " since "
            + row.getString("since"),
        "wait for its end; if nobody runs Liquibase any more: liquibase release-locks");
  }

  private static String owner(long number) {
    if (Math.abs(number - FLYWAY) <= 1L << 31) {
      return ", which is Flyway's";
    }
    if (number == SQITCH) {
      return ", which is sqitch's";
    }
    if (number == GOOSE) {
      return ", which is goose's";
    }
    return number == PRISMA ? ", which is Prisma's" : "";
  }
}
