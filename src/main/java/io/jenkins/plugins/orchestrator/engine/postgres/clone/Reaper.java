package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.run.StateDirectory;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes away what runs left behind that were killed: what is provably ours and nobody's any more.
 * Proof is the mark on it together with its name, its owner and its expiry, or the journal of a run
 * that has ended; a name alone never is.
 */
public final class Reaper {
  private Reaper() {}

  /**
   * Looks at servers and this machine for everything that may go.
   *
   * @param servers a database of each; a server that several name is looked at once
   * @param dryRun only say what would be dropped
   * @return everything of ours that was found; a server that could not be reached is among it
   */
  public static List<Reaped> reap(
      List<DatabaseTarget> servers, StateDirectory state, Redactor redactor, boolean dryRun) {
    return work(servers, state, redactor, dryRun, true);
  }

  /**
   * Drops what the journals of ended runs name, and nothing else: what every run begins with.
   *
   * @param servers those of the run's configuration
   */
  public static List<Reaped> recover(
      List<DatabaseTarget> servers, StateDirectory state, Redactor redactor) {
    return work(servers, state, redactor, false, false);
  }

  private static List<Reaped> work(
      List<DatabaseTarget> servers,
      StateDirectory state,
      Redactor redactor,
      boolean dryRun,
      boolean everything) {
    List<Reaped> done = new ArrayList<>();
    List<DeadJournal> dead = new ArrayList<>();
    try {
      dead.addAll(DeadJournal.all(state));
      if (dead.isEmpty() && !everything) {
        return done;
      }
      Living living = DeadJournal.living(state, dead);
      LocalReaper local = new LocalReaper(state, redactor, dryRun);
      dead.forEach(journal -> done.addAll(local.reap(journal)));
      List<String> seen = new ArrayList<>();
      for (DatabaseTarget target : servers) {
        try (CloneServer server = CloneServer.of(target, ServerReaper.APPLICATION_NAME)) {
          if (!seen.contains(server.identity() + server.role())) {
            seen.add(server.identity() + server.role());
            done.addAll(
                new ServerReaper(server, dead, living, redactor, Instant.now(), dryRun)
                    .reap(everything));
          }
        } catch (SQLException e) {
          done.add(failed(target.toString(), "server", target.toString(), e, redactor));
        }
      }
      return done;
    } catch (IOException e) {
      done.add(failed(state.path().toString(), "file", state.path().toString(), e, redactor));
      return done;
    } finally {
      for (DeadJournal journal : dead) {
        try {
          journal.close();
        } catch (IOException e) {
          done.add(failed(state.path().toString(), "file", "journal", e, redactor));
        }
      }
    }
  }

  static Reaped failed(String place, String kind, String name, Exception e, Redactor redactor) {
    return new Reaped(
        place, kind, name, Reaped.Outcome.FAILED, redactor.redact(String.valueOf(e.getMessage())));
  }
}
