package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.ApplicationName;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Takes away what runs left behind on one server, one reaper at a time. */
final class ServerReaper {
  static final String APPLICATION_NAME = ApplicationName.PREFIX + "reaper";

  private static final Duration WAIT_FOR_OTHERS = Duration.ofSeconds(60);
  private static final Duration LIMIT_EACH = Duration.ofSeconds(60);

  private final CloneServer server;
  private final Map<JournalLine, DeadJournal> ended = new LinkedHashMap<>();
  private final Set<String> endedRuns = new TreeSet<>();
  private final Living living;
  private final Redactor redactor;
  private final Instant now;
  private final boolean dryRun;
  private final List<Reaped> done = new ArrayList<>();

  ServerReaper(
      CloneServer server,
      List<DeadJournal> dead,
      Living living,
      Redactor redactor,
      Instant now,
      boolean dryRun) {
    this.server = server;
    this.living = living;
    this.redactor = redactor;
    this.now = now;
    this.dryRun = dryRun;
    for (DeadJournal journal : dead) {
      String run = journal.run();
      if (run != null && !living.runs().contains(run)) {
        endedRuns.add(run);
      }
      for (JournalLine line : journal.left()) {
        if (server.identity().equals(line.server())) {
          ended.put(line, journal);
        }
      }
    }
  }

  /**
   * Does it.
   *
   * @param everything also what expired without a journal, not only what ended runs wrote down
   */
  List<Reaped> reap(boolean everything) throws SQLException, IOException {
    Session session = server.session();
    ServerLock alone =
        ServerLock.await(
            session, ServerLock.reaping(), WAIT_FOR_OTHERS, new Cancellation(), () -> {});
    if (alone == null) {
      add("server", server.place(), Reaped.Outcome.KEPT, "another reaper is at work there");
      return done;
    }
    try (alone) {
      sessions(everything);
      List<FoundDatabase> all = FoundDatabase.beginning(session, CloneName.PREFIX);
      for (FoundDatabase database : all) {
        JournalLine line = line(JournalLine.DATABASE, database.name());
        if (everything || line != null) {
          database(database, line);
        }
      }
      settleWhatIsGone(all);
      swaps();
      roles(everything);
      return done;
    }
  }

  /** First what is still being made, and what still works for an ended run. */
  private void sessions(boolean everything) throws SQLException {
    Session session = server.session();
    Set<Integer> pids = new TreeSet<>();
    for (InFlight.Create create : InFlight.creates(session)) {
      boolean expired =
          CloneName.parse(create.name()).filter(n -> !now.isBefore(n.expires())).isPresent();
      boolean known = line(JournalLine.DATABASE, create.name()) != null;
      if (known || (everything && expired && !living.names(create.name(), server))) {
        pids.add(create.pid());
      }
    }
    for (String run : endedRuns) {
      pids.addAll(InFlight.ofRun(session, ApplicationName.PREFIX + run + "/"));
    }
    for (int pid : pids) {
      if (dryRun) {
        add("session", "" + pid, Reaped.Outcome.WOULD_DROP, "its run has ended");
        continue;
      }
      try {
        InFlight.end(session, pid, Deadline.after(LIMIT_EACH));
        add("session", "" + pid, Reaped.Outcome.DROPPED, "its run has ended");
      } catch (SQLException e) {
        failed("session", "" + pid, e);
      }
    }
  }

  private void database(FoundDatabase database, @Nullable JournalLine line)
      throws SQLException, IOException {
    Judgement judgement =
        Judgement.of(database, server.role(), now, line, living.names(database.name(), server));
    if (!judgement.mayDrop()) {
      add("database", database.name(), Reaped.Outcome.KEPT, judgement.reason());
      return;
    }
    if (dryRun) {
      add("database", database.name(), Reaped.Outcome.WOULD_DROP, judgement.reason());
      return;
    }
    ServerLock unused =
        ServerLock.attempt(server.session(), ServerLock.using(database.oid()), false);
    if (unused == null) {
      add("database", database.name(), Reaped.Outcome.KEPT, "a run is using it as a golden copy");
      return;
    }
    try (unused) {
      new DatabaseDrop(server, APPLICATION_NAME).drop(database, Deadline.after(LIMIT_EACH));
      add("database", database.name(), Reaped.Outcome.DROPPED, judgement.reason());
      settle(line);
    } catch (SQLException e) {
      failed("database", database.name(), e);
    }
  }

  private void settleWhatIsGone(List<FoundDatabase> all) throws IOException {
    for (JournalLine line : ended.keySet()) {
      boolean gone = all.stream().noneMatch(each -> each.name().equals(line.name()));
      if (JournalLine.DATABASE.equals(line.kind()) && gone && !dryRun) {
        settle(line);
      }
    }
  }

  private void swaps() throws SQLException, IOException {
    for (JournalLine line : ended.keySet()) {
      if (JournalLine.SWAP.equals(line.kind())) {
        done.add(SwapRecovery.look(server, line));
        if (!dryRun) {
          settle(line);
        }
      }
    }
  }

  private void roles(boolean everything) throws SQLException, IOException {
    for (MarkedRole role : MarkedRole.of(server)) {
      JournalLine line = line(JournalLine.ROLE, role.name());
      boolean ofEnded = line != null && endedRuns.contains(role.mark().run());
      if (ofEnded || (everything && role.mark().isExpired(now))) {
        role(role);
      } else if (everything) {
        add(
            "role",
            role.name(),
            Reaped.Outcome.KEPT,
            "its mark holds until " + Instant.ofEpochSecond(role.mark().expires()));
      }
    }
    for (JournalLine line : ended.keySet()) {
      // Either it was marked in the transaction that made it, or it was not made.
      if (JournalLine.ROLE.equals(line.kind()) && !dryRun) {
        settle(line);
      }
    }
  }

  private void role(MarkedRole role) {
    if (dryRun) {
      add("role", role.name(), Reaped.Outcome.WOULD_DROP, "nobody needs it, if nothing depends");
      return;
    }
    try {
      boolean dropped = role.drop(server.session());
      add(
          "role",
          role.name(),
          dropped ? Reaped.Outcome.DROPPED : Reaped.Outcome.KEPT,
          dropped ? "made for a restore, and nothing depends on it" : "something depends on it");
    } catch (SQLException e) {
      failed("role", role.name(), e);
    }
  }

  private @Nullable JournalLine line(String kind, String name) {
    return ended.keySet().stream()
        .filter(line -> kind.equals(line.kind()) && name.equals(line.name()))
        .findFirst()
        .orElse(null);
  }

  private void settle(@Nullable JournalLine line) throws IOException {
    DeadJournal journal = line == null ? null : ended.get(line);
    if (journal != null) {
      journal.settle(line);
    }
  }

  private void failed(String kind, String name, SQLException e) {
    done.add(Reaper.failed(server.place(), kind, name, e, redactor));
  }

  private void add(String kind, String name, Reaped.Outcome outcome, String reason) {
    done.add(new Reaped(server.place(), kind, name, outcome, reason));
  }
}
