package io.jenkins.plugins.orchestrator.engine.migration;

import io.jenkins.plugins.orchestrator.engine.migration.undo.UndoProof;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Snapshot;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.SnapshotException;
import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A second clone of what the first one was at its birth, made when it is first asked for. */
final class ReferenceCopy implements UndoProof.Reference {
  private final Snapshot first;
  private final SessionSettings settings;
  private @Nullable Snapshot second;

  ReferenceCopy(Snapshot first, SessionSettings settings) {
    this.first = first;
    this.settings = settings;
  }

  @Override
  public Session open() throws SQLException, IOException {
    Snapshot copy = second;
    if (copy == null) {
      try {
        copy = first.again();
        second = copy;
      } catch (SnapshotException e) {
        throw new IOException(e.getMessage(), e);
      }
    }
    return Session.open(copy.target(), settings);
  }

  /** Drops it. */
  void drop() throws SnapshotException {
    Snapshot copy = second;
    second = null;
    if (copy != null) {
      copy.close();
    }
  }
}
