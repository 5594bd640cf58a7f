package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a database may be dropped by the reaper, and why.
 *
 * @param mayDrop whether it is provably ours and nobody's any more
 * @param reason a part of a sentence
 */
record Judgement(boolean mayDrop, String reason) {
  /**
   * Judges a database.
   *
   * @param ownRole who we are on its server
   * @param ended what the journal of an ended run says of it, null for nothing
   * @param living whether the journal of a living run names it
   */
  static Judgement of(
      FoundDatabase database,
      String ownRole,
      Instant now,
      @Nullable JournalLine ended,
      boolean living) {
    if (Mark.parse(database.comment()).filter(Mark::hasBeenReplaced).isPresent()) {
      // Even when the mark is not this very database's: it may hold what was written last.
      return keep("it was in use until another took its name; it stays until a person drops it");
    }
    Optional<CloneName> name = CloneName.parse(database.name());
    if (name.isEmpty()) {
      return keep("its name is none that a run gives");
    }
    if (!database.owner().equals(ownRole)) {
      return keep("it belongs to role " + database.owner() + ", not to " + ownRole);
    }
    if (living) {
      return keep("its run is at work");
    }
    if (ended != null) {
      return ofEnded(database, name.get(), ended);
    }
    if (database.comment() == null) {
      return ofUnmarked(database, name.get(), now);
    }
    return ofMarked(database, name.get(), ownRole, now);
  }

  private static Judgement ofEnded(FoundDatabase database, CloneName name, JournalLine ended) {
    Long oid = ended.oid();
    if (oid != null) {
      return oid == database.oid()
          ? drop("the journal of its ended run names it")
          : keep("it has the name, but not the OID, of one in the journal of an ended run");
    }
    boolean marked =
        database.mark().filter(mark -> mark.run().equals(name.run().value())).isPresent();
    if (marked || (database.comment() == null && isShut(database))) {
      return drop("the journal of its ended run names it");
    }
    return keep("its comment, or that it is open, says that somebody uses it");
  }

  private static Judgement ofUnmarked(FoundDatabase database, CloneName name, Instant now) {
    if (!isShut(database)) {
      return keep("it has no mark, and it is open");
    }
    return now.isBefore(name.expires())
        ? keep("it has no mark yet; by its name it may go at " + name.expires())
        : drop("it was left unmarked and closed, and by its name it expired at " + name.expires());
  }

  private static Judgement ofMarked(
      FoundDatabase database, CloneName name, String ownRole, Instant now) {
    Optional<Mark> mark = database.mark();
    if (mark.isEmpty()) {
      return keep("its comment is no mark of ours for this very database");
    }
    if (!mark.get().owner().equals(ownRole) || !mark.get().run().equals(name.run().value())) {
      return keep("its mark names another role or run than it has");
    }
    Instant expires = Instant.ofEpochSecond(mark.get().expires());
    return mark.get().isExpired(now)
        ? drop("its mark expired at " + expires)
        : keep("its mark holds until " + expires);
  }

  /** Nobody can be using it: never opened, or half dropped. */
  private static boolean isShut(FoundDatabase database) {
    return !database.allowsConnections() || database.isInvalid();
  }

  private static Judgement drop(String reason) {
    return new Judgement(true, reason);
  }

  private static Judgement keep(String reason) {
    return new Judgement(false, reason);
  }
}
