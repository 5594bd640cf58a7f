package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;

/**
 * Says of a swap whose run has ended which database has the name now. There is nothing to finish or
 * to undo: the swap is one transaction, which the server has committed or rolled back. What was
 * restored and not swapped is dropped like everything that a run leaves.
 */
final class SwapRecovery {
  private SwapRecovery() {}

  /**
   * Looks; the run's sessions have been ended before.
   *
   * @param swap the journal's line
   */
  static Reaped look(CloneServer server, JournalLine swap) throws SQLException {
    String name = Objects.requireNonNull(swap.name());
    Optional<FoundDatabase> found = FoundDatabase.named(server.session(), name);
    if (found.isEmpty()) {
      return reaped(
          server,
          name,
          Reaped.Outcome.FAILED,
          "a swap was begun, and there is no database of this name: somebody has renamed or"
              + " dropped it since");
    }
    if (!found.get().allowsConnections()) {
      return reaped(
          server,
          name,
          Reaped.Outcome.FAILED,
          "a swap was begun, and somebody has closed the database since: ALTER DATABASE …"
              + " ALLOW_CONNECTIONS true");
    }
    boolean done = Objects.equals(found.get().oid(), swap.oid());
    return reaped(
        server,
        name,
        Reaped.Outcome.KEPT,
        done
            ? "its swap was done: it is the restored one"
                + kept(server, found.get().oid())
                    .map(old -> ", and the one before it is kept as " + old)
                    .orElse("")
            : "its swap was not done: it is the one that it was");
  }

  private static Optional<String> kept(CloneServer server, long by) throws SQLException {
    return FoundDatabase.beginning(server.session(), "").stream()
        .filter(each -> each.mark().filter(mark -> isReplacedBy(mark, by)).isPresent())
        .map(FoundDatabase::name)
        .findFirst();
  }

  private static boolean isReplacedBy(Mark mark, long by) {
    Mark.Replaced replaced = mark.replaced();
    return mark.hasBeenReplaced() && replaced != null && replaced.by() == by;
  }

  private static Reaped reaped(
      CloneServer server, String name, Reaped.Outcome outcome, String reason) {
    return new Reaped(server.place(), "swap", name, outcome, reason);
  }
}
