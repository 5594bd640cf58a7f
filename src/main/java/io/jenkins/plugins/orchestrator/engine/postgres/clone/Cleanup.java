package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes away a database that this run was making or has made, with a deadline of its own, after
 * failures, cancellations and killed sessions alike. What cannot be taken away stays in the
 * journal.
 */
final class Cleanup {
  static final Duration LIMIT = Duration.ofSeconds(60);

  private final CloneWork work;

  /**
   * @param work its cancellation is not heeded
   */
  Cleanup(CloneWork work) {
    this.work = work.uncancelled();
  }

  /** After a failure: what goes wrong here is added to it. */
  void database(CloneServer server, String name, @Nullable Long oid, Exception failure) {
    try {
      database(server, name, oid);
    } catch (SQLException | IOException | SnapshotException e) {
      failure.addSuppressed(e);
      work.say("could not drop " + name + "; the next run or reap does: " + e.getMessage());
    }
  }

  private void leave(CloneServer server, String name) {
    try {
      work.journal()
          .leave(JournalLine.onServer(JournalLine.LEFT, JournalLine.DATABASE, name, server));
    } catch (IOException e) {
      work.say("the journal could not be written: " + e.getMessage());
    }
  }

  /** Drops roles that were made for a restore that failed. */
  void roles(CloneServer server, List<JournalLine> intents, Exception failure) {
    if (intents.isEmpty()) {
      return;
    }
    try {
      for (MarkedRole role : MarkedRole.of(server)) {
        boolean ours = role.mark().run().equals(work.run().value());
        if (ours && intents.stream().anyMatch(intent -> role.name().equals(intent.name()))) {
          role.drop(server.session());
        }
      }
      for (JournalLine intent : intents) {
        work.journal().settle(intent);
      }
    } catch (SQLException | IOException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * Drops it when it is there; what cannot be dropped is left to others.
   *
   * @param oid as it was when it was made, null when that is not known
   */
  void database(CloneServer server, String name, @Nullable Long oid)
      throws SQLException, IOException, SnapshotException {
    boolean done = false;
    try {
      if (!server.isOpen()) {
        try (CloneServer again = reopen(server)) {
          drop(again, name, oid);
        }
      } else {
        drop(server, name, oid);
      }
      done = true;
    } finally {
      if (!done) {
        leave(server, name);
      }
    }
  }

  private CloneServer reopen(CloneServer server) throws SQLException {
    return CloneServer.of(server.session().target(), work.applicationName("clone"));
  }

  private void drop(CloneServer server, String name, @Nullable Long oid)
      throws SQLException, IOException, SnapshotException {
    Session session = server.session();
    Deadline deadline = Deadline.after(LIMIT);
    BoundedSql.limit(session, DatabaseDrop.STATEMENT_LIMIT);
    InFlight.end(session, name, deadline);
    Optional<FoundDatabase> found = FoundDatabase.named(session, name);
    if (found.isPresent()) {
      String doubt = doubt(found.get(), server, oid);
      if (doubt != null) {
        throw SnapshotException.of(
            server.target(name).toString(),
            doubt,
            "the database that this run made",
            "It is kept. Look at it, and drop it yourself when it is nobody's.");
      }
      new DatabaseDrop(server, work.applicationName("clone")).drop(found.get(), deadline);
    }
    work.journal()
        .settle(JournalLine.onServer(JournalLine.SETTLED, JournalLine.DATABASE, name, server));
  }

  /** Why it may be another database than the one that this run made; null when it is that one. */
  private @Nullable String doubt(FoundDatabase found, CloneServer server, @Nullable Long oid) {
    if (!found.owner().equals(server.role())) {
      return "that it belongs to role " + found.owner();
    }
    if (oid != null) {
      return found.oid() == oid ? null : "another database of the same name";
    }
    boolean marked = found.mark().filter(m -> m.run().equals(work.run().value())).isPresent();
    boolean unmarked = found.comment() == null && !found.allowsConnections();
    return marked || unmarked || found.isInvalid() ? null : "a comment of somebody else on it";
  }
}
