package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.ApplicationName;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Clones that outlived the run that made them, on one server. Whoever has their names and the
 * server's credentials can prolong or drop them, from any process or machine; nothing is touched
 * that does not carry the mark of their run.
 */
public final class KeptClones {
  private final DatabaseTarget server;
  private final List<KeptClone> clones;
  private final Redactor redactor;

  /**
   * @param server any database of the server, as the role that made the clones
   * @param clones of one run or several
   */
  public KeptClones(DatabaseTarget server, List<KeptClone> clones, Redactor redactor) {
    this.server = server;
    this.clones = List.copyOf(clones);
    this.redactor = redactor;
  }

  /**
   * Drops those that are there. All are tried, whatever becomes of one.
   *
   * @throws SnapshotException when one could not be dropped, or something else has its name
   */
  public void drop() throws SnapshotException {
    each(
        "dropping the clone",
        (open, clone) -> {
          Optional<FoundDatabase> found = new KeptMark(open, clone, redactor).find();
          if (found.isPresent()) {
            new DatabaseDrop(open, ApplicationName.of(clone.run(), "", "drop"))
                .drop(found.get(), Deadline.after(Cleanup.LIMIT));
          }
        });
  }

  /**
   * Sets from when on the reaper may drop them.
   *
   * @throws SnapshotException when one is gone, or something else has its name
   */
  public void expire(Instant expires) throws SnapshotException {
    each("marking the clone", (open, clone) -> new KeptMark(open, clone, redactor).expire(expires));
  }

  private interface Work {
    void on(CloneServer server, KeptClone clone) throws SQLException, SnapshotException;
  }

  private void each(String what, Work work) throws SnapshotException {
    if (clones.isEmpty()) {
      return;
    }
    SnapshotException failure = null;
    String application = ApplicationName.of(clones.get(0).run(), "", "kept");
    try (CloneServer open = CloneServer.of(server, application)) {
      for (KeptClone clone : clones) {
        try {
          work.on(open, clone);
        } catch (SQLException e) {
          failure =
              add(
                  failure,
                  ServerErrors.doing(open.target(clone.name()).toString(), what, e, redactor));
        } catch (SnapshotException e) {
          failure = add(failure, e);
        }
      }
    } catch (SQLException e) {
      failure = add(failure, ServerErrors.connecting(server, e, redactor));
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static SnapshotException add(
      @org.jspecify.annotations.Nullable SnapshotException first, SnapshotException next) {
    if (first == null) {
      return next;
    }
    first.addSuppressed(next);
    return first;
  }
}
