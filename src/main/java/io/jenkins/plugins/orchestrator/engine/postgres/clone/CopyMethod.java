package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * How the server copies a template's files.
 *
 * @param setup statements before CREATE DATABASE
 * @param option of CREATE DATABASE, after a blank; empty for the server's default
 * @param reason why, a part of a sentence
 */
record CopyMethod(List<String> setup, String option, String reason) {
  /** Below this the WAL of a copy costs less than the checkpoints of a file copy. */
  private static final long SMALL = 64L << 20;

  /** Only servers whose platform can clone files list it. Holds for 18. */
  private static final String CLONES_FILES =
      "SELECT 'clone' = ANY (enumvals) FROM pg_catalog.pg_settings"
          + " WHERE name = 'file_copy_method'";

  static CopyMethod choose(Session session, long bytes) throws SQLException {
    if (!session.version().isAtLeast(15)) {
      return new CopyMethod(List.of(), "", "its files were copied");
    }
    if (bytes < SMALL) {
      return new CopyMethod(
          List.of(), " STRATEGY wal_log", "it is small: copied through the WAL, no checkpoint");
    }
    if (session.version().isAtLeast(18) && clonesFiles(session)) {
      return new CopyMethod(
          List.of("SET file_copy_method = 'clone'"),
          " STRATEGY file_copy",
          "its files were cloned, which a file system with reflinks does without copying");
    }
    return new CopyMethod(
        List.of(), " STRATEGY file_copy", "it is large: its files were copied, no WAL of its size");
  }

  private static boolean clonesFiles(Session session) throws SQLException {
    try (Statement statement = session.connection().createStatement();
        ResultSet row = statement.executeQuery(CLONES_FILES)) {
      return row.next() && row.getBoolean(1);
    }
  }
}
