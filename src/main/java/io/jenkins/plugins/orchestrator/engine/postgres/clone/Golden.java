package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A golden database in use: as long as the lock's session lives nobody drops it.
 *
 * @param database as the server lists it
 * @param reused whether it was there before this run
 * @param age since its source was read
 * @param replaced older ones of the same source, which nobody needs any more
 */
record Golden(
    FoundDatabase database,
    Mark.Golden contents,
    boolean reused,
    Duration age,
    ServerLock use,
    List<FoundDatabase> replaced) {
  Golden {
    replaced = List.copyOf(replaced);
  }

  /** The same in the place of others. */
  Golden replacing(List<FoundDatabase> others) {
    return new Golden(database, contents, reused, age, use, others);
  }

  /**
   * Why a golden database still is what its source is.
   *
   * @return a part of a sentence; null when it is not, or may not be
   */
  static @Nullable String holds(
      Mark.Golden contents, ChangePosition now, boolean mayHideChanges, Duration maxAge) {
    if (contents.position().equals(now.digest())) {
      if (contents.nextXid().equals(now.nextXid())) {
        return "nothing was written in the source's cluster since";
      }
      if (!mayHideChanges) {
        return "no row, table or sequence of the source has changed since";
      }
    }
    Duration age = age(contents, now);
    return age.compareTo(maxAge) <= 0 && !maxAge.isZero()
        ? "it is younger than snapshot.max_age (" + maxAge.toMinutes() + " min)"
        : null;
  }

  static Duration age(Mark.Golden contents, ChangePosition now) {
    return Duration.ofMillis(Math.max(0, now.takenMillis() - contents.takenMillis()));
  }
}
