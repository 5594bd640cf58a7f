package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Finds a clone on its server again, and proves that it is the one that a run made. */
final class KeptMark {
  private final CloneServer server;
  private final KeptClone clone;
  private final Redactor redactor;

  KeptMark(CloneServer server, KeptClone clone, Redactor redactor) {
    this.server = server;
    this.clone = clone;
    this.redactor = redactor;
  }

  /**
   * The clone; empty when it is gone.
   *
   * @throws SnapshotException when what has its name is not provably it
   */
  Optional<FoundDatabase> find() throws SQLException, SnapshotException {
    Optional<FoundDatabase> found = FoundDatabase.named(server.session(), clone.name());
    if (found.isPresent()) {
      String doubt = doubt(found.get());
      if (doubt != null) {
        throw SnapshotException.of(
            server.target(clone.name()).toString(),
            redactor.redact(doubt),
            "the clone that run " + clone.run() + " made, marked by it",
            "It is kept as it is. Look whose it is, and drop it yourself when it is nobody's.");
      }
    }
    return found;
  }

  private @org.jspecify.annotations.Nullable String doubt(FoundDatabase found) {
    if (CloneName.parse(found.name()).filter(name -> name.run().equals(clone.run())).isEmpty()) {
      return "a name that the run gives to no clone";
    }
    if (found.oid() != clone.oid()) {
      return "another database of the same name";
    }
    if (!found.owner().equals(server.role())) {
      return "that it belongs to role " + found.owner();
    }
    return found
            .mark()
            .filter(mark -> mark.purpose().equals(Mark.CLONE))
            .filter(mark -> mark.run().equals(clone.run().value()))
            .filter(mark -> mark.owner().equals(server.role()))
            .isPresent()
        ? null
        : "no mark of that run on it";
  }

  /** Sets from when on the reaper may drop it. */
  void expire(Instant expires) throws SQLException, SnapshotException {
    FoundDatabase found =
        find()
            .orElseThrow(
                () ->
                    SnapshotException.of(
                        server.target(clone.name()).toString(),
                        "no database of this name",
                        "the clone that run " + clone.run() + " made",
                        "Its time was over, or somebody has dropped it: make another one."));
    Mark mark = found.mark().orElseThrow();
    server
        .session()
        .execute(
            "COMMENT ON DATABASE "
                + Session.quoteIdentifier(found.name())
                + " IS "
                + Session.quoteLiteral(mark.expiring(expires).json()));
  }
}
