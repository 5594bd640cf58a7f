package io.jenkins.plugins.orchestrator.engine.migration.history;

import io.jenkins.plugins.orchestrator.engine.migration.history.AppliedMigration.Source;
import io.jenkins.plugins.orchestrator.engine.migration.history.AppliedMigration.State;
import io.jenkins.plugins.orchestrator.engine.migration.script.MigrationScript;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The own record of what was applied: table {@code ledger} in schema {@code parallel_orchestrator}
 * of a clone or of a disposable database. Rows are only ever added; the last one of a script says
 * what became of it.
 *
 * <p>The history of the user's own engine is never written: it would have to be exactly as that
 * engine, in that version, writes it, or its next run refuses the database. A clone is thrown away,
 * and nobody misses the rows in it.
 */
public final class Ledger {
  /** Left out of every comparison of schemas. */
  public static final String SCHEMA = "parallel_orchestrator";

  private static final String NAME = "ledger";
  private static final String TABLE = SCHEMA + "." + NAME;

  private static final String EXISTS = "SELECT pg_catalog.to_regclass('" + TABLE + "') IS NOT NULL";

  private static final String CREATE =
      """
      CREATE SCHEMA IF NOT EXISTS parallel_orchestrator;
      CREATE TABLE IF NOT EXISTS parallel_orchestrator.ledger (
        id pg_catalog.int8 GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        format pg_catalog.text NOT NULL,
        version pg_catalog.text NOT NULL,
        script pg_catalog.text NOT NULL,
        checksum pg_catalog.text NOT NULL,
        state pg_catalog.text NOT NULL CHECK (state IN ('started', 'applied', 'reverted')),
        run_id pg_catalog.text NOT NULL,
        applied_at pg_catalog.timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
        applied_by pg_catalog.text NOT NULL DEFAULT CURRENT_USER,
        duration_ms pg_catalog.int8
      )
      """;

  private static final String INSERT =
      """
      INSERT INTO parallel_orchestrator.ledger
        (format, version, script, checksum, state, run_id, duration_ms)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String SELECT =
      """
      SELECT version, script, checksum, state
        FROM parallel_orchestrator.ledger
       WHERE format = ?
       ORDER BY id
      """;

  private static final Set<String> COLUMNS =
      Set.of("id", "format", "version", "script", "checksum", "state", "run_id");

  private Ledger() {}

  /** What can be written of a script. */
  public enum Event {
    /** It is about to run, up or down, outside a transaction: without more it is dirty. */
    STARTED,
    /** It was applied. */
    APPLIED,
    /** It was taken back. */
    REVERTED
  }

  /**
   * Creates the ledger where there is none.
   *
   * @param connection to a clone or a disposable database
   * @throws SQLException when the user may not create a schema
   */
  public static void create(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row = statement.executeQuery(EXISTS)) {
        row.next();
        if (row.getBoolean(1)) {
          return;
        }
      }
      statement.execute(CREATE);
    }
  }

  /**
   * Writes down what happened to a script. With autocommit it is there for good when this returns;
   * otherwise it is part of the caller's transaction, and true exactly when that commits.
   *
   * @param connection to a database with a ledger
   * @param format the format's name in the configuration
   * @param duration how long it took, null when it has not ended
   * @throws SQLException when it could not be written
   * @throws IllegalStateException for {@link Event#STARTED} without autocommit: what a crash is to
   *     leave behind must not wait for a commit
   */
  public static void record(
      Connection connection,
      String format,
      MigrationScript script,
      Event event,
      RunId run,
      @Nullable Duration duration)
      throws SQLException {
    if (event == Event.STARTED && !connection.getAutoCommit()) {
      throw new IllegalStateException("the start of a script is written with autocommit");
    }
    try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
      statement.setString(1, format);
      statement.setString(2, script.version());
      statement.setString(3, script.name());
      statement.setString(4, script.checksum());
      statement.setString(5, event.name().toLowerCase(Locale.ROOT));
      statement.setString(6, run.value());
      if (duration == null) {
        statement.setNull(7, Types.BIGINT);
      } else {
        statement.setLong(7, duration.toMillis());
      }
      statement.executeUpdate();
    }
  }

  /** Whether a table that was found is the ledger. */
  static boolean fits(HistoryTable table) {
    return table.schema().equals(SCHEMA)
        && table.name().equals(NAME)
        && table.columns().containsAll(COLUMNS);
  }

  /** What is applied or dirty according to it, oldest first. */
  static List<AppliedMigration> read(Connection connection, String format) throws SQLException {
    Map<String, AppliedMigration> latest = new LinkedHashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(SELECT)) {
      statement.setString(1, format);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          String version = row.getString("version");
          String script = row.getString("script");
          String key = Reconciliation.ledgerKey(format, version, script);
          String state = row.getString("state");
          latest.remove(key);
          if (!state.equals("reverted")) {
            latest.put(
                key,
                new AppliedMigration(
                    version,
                    script,
                    row.getString("checksum"),
                    state.equals("applied") ? State.APPLIED : State.DIRTY,
                    Source.LEDGER));
          }
        }
      }
    }
    return List.copyOf(latest.values());
  }
}
