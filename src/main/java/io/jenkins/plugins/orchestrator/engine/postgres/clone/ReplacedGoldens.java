package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * Drops golden databases that another one has replaced. It is done with the cleanup: a drop waits
 * for a checkpoint, for which nobody who wants a copy should wait.
 */
final class ReplacedGoldens {
  private static final Duration DROP_LIMIT = Duration.ofSeconds(60);

  private final CloneServer server;
  private final CloneWork work;

  ReplacedGoldens(CloneServer server, CloneWork work) {
    this.server = server;
    this.work = work;
  }

  /** Drops those that nobody clones now; the reaper takes the others when they expire. */
  void drop(List<FoundDatabase> replaced) {
    for (FoundDatabase old : replaced) {
      try {
        drop(old);
      } catch (SQLException e) {
        work.say("kept the old golden copy " + old.name() + " until it expires: " + e.getMessage());
      }
    }
  }

  private void drop(FoundDatabase old) throws SQLException {
    ServerLock alone = ServerLock.attempt(server.session(), ServerLock.using(old.oid()), false);
    if (alone == null) {
      return;
    }
    try {
      new DatabaseDrop(server, work.applicationName("clone")).drop(old, Deadline.after(DROP_LIMIT));
      work.say("dropped the golden copy " + old.name() + ", which another one replaces");
    } finally {
      alone.close();
    }
  }
}
