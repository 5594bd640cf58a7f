package io.jenkins.plugins.orchestrator.engine.migration;

import io.jenkins.plugins.orchestrator.engine.migration.history.Ledger;
import io.jenkins.plugins.orchestrator.engine.migration.history.Ledger.Event;
import io.jenkins.plugins.orchestrator.engine.migration.script.MigrationScript;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Snapshot;
import io.jenkins.plugins.orchestrator.engine.report.Direction;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of a database that outlives the run: the next run must know what is applied. A clone
 * is thrown away and gets none.
 */
final class KeptLedger implements AutoCloseable {
  private final Snapshot database;
  private final SessionSettings settings;
  private final String format;
  private final RunId run;
  private @Nullable Session session;

  /**
   * @param format the scripts' format
   */
  KeptLedger(Snapshot database, SessionSettings settings, String format, RunId run) {
    this.database = database;
    this.settings = settings;
    this.format = format;
    this.run = run;
  }

  private boolean isKept() {
    return database.report().strategy().equals("none");
  }

  /** Writes that a script is about to run: if nothing follows, it is dirty. */
  void started(MigrationScript script) throws SQLException {
    if (isKept()) {
      Session open = session;
      if (open == null) {
        open = Session.open(database.target(), settings);
        session = open;
        Ledger.create(open.connection());
      }
      Ledger.record(open.connection(), format, script, Event.STARTED, run, null);
    }
  }

  /**
   * Writes how it ended. A script that failed inside its transaction left nothing; one that failed
   * outside stays dirty.
   */
  void ended(MigrationScript script, ScriptReport report) throws SQLException {
    Session open = session;
    if (!isKept() || open == null) {
      return;
    }
    boolean isUp = report.direction() != Direction.DOWN;
    if (report.status() == Status.PASSED) {
      Event event = isUp ? Event.APPLIED : Event.REVERTED;
      Ledger.record(open.connection(), format, script, event, run, report.duration());
    } else if (report.transactional()) {
      Event event = isUp ? Event.REVERTED : Event.APPLIED;
      Ledger.record(open.connection(), format, script, event, run, report.duration());
    }
  }

  @Override
  public void close() {
    Session open = session;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        // It was lost; what it wrote is committed.
        session = null;
      }
    }
  }
}
