package io.jenkins.plugins.orchestrator.engine.health;

import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.HealthLimit;
import io.jenkins.plugins.orchestrator.engine.config.HealthLimit.Unit;
import io.jenkins.plugins.orchestrator.engine.config.HealthSettings;
import io.jenkins.plugins.orchestrator.engine.config.HealthSettings.Limit;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.ApplicationName;
import io.jenkins.plugins.orchestrator.engine.postgres.ClientEnvironment;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import java.io.IOException;
import java.net.ConnectException;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** Looks at one database, over one session that only reads. */
final class EnvironmentLane {
  private static final List<CatalogCheck> CATALOG =
      Stream.of(SessionChecks.ALL, ReplicationChecks.ALL, StorageChecks.ALL, IndexChecks.ALL)
          .flatMap(List::stream)
          .toList();

  private static final String TOO_MANY_CONNECTIONS = "53300";
  private static final String CANCELLED = "57014";
  private static final String NO_RIGHT = "42501";
  private static final String LOST = "08";
  private static final double ALL = 100;

  /** How much longer than the server's limit the socket waits for a server that hangs. */
  private static final Duration SOCKET_GRACE = Duration.ofSeconds(1);

  private static final long CANCEL_MILLIS = 1000;

  private final EnvironmentConfiguration environment;
  private final HealthSettings settings;
  private final RunContext context;
  private final Deadline deadline;
  private final LaneRecord record;
  private final HealthHistory history;
  private final MachineChecks machine = MachineChecks.ofThisMachine();

  /** Why nothing more can be measured over the session; null while it can. */
  private @Nullable String lost;

  private long statementMillis;

  EnvironmentLane(
      EnvironmentConfiguration environment,
      RunContext context,
      Deadline deadline,
      LaneRecord record,
      HealthHistory history) {
    this.environment = environment;
    this.settings = environment.health();
    this.context = context;
    this.deadline = deadline;
    this.record = record;
    this.history = history;
  }

  /** What a check does. */
  private interface Body {
    Measured measure() throws SQLException;
  }

  void run() {
    List<HistoryEntry> past = past();
    HistoryEntry before = past.isEmpty() ? null : past.get(past.size() - 1);
    // By the clock of whoever began the run: those of machines that change differ.
    Instant now = context.clock().startedAt().plus(context.clock().elapsed());
    HistoryEntry measured = overSession(before, now);
    for (HealthSettings.Command command : settings.commands()) {
      long start = System.nanoTime();
      CommandChecks.Said said =
          new CommandChecks(context, deadline)
              .plugin(command, ClientEnvironment.of(environment.source()));
      record.add(SaidResults.of("command", command.name(), said, since(start)));
    }
    keep(past, measured);
  }

  /** Of this database: another one may have had the environment's name. */
  private List<HistoryEntry> past() {
    try {
      return history.read(environment.name()).stream()
          .filter(each -> each.subject().equals(environment.source().toString()))
          .toList();
    } catch (IOException e) {
      historyFailed(e);
      return List.of();
    }
  }

  private void keep(List<HistoryEntry> past, HistoryEntry measured) {
    HistoryEntry entry =
        new HistoryEntry(
            measured.time(),
            measured.run(),
            measured.subject(),
            measured.epoch(),
            record.values(),
            measured.counters(),
            measured.statements());
    if (!entry.values().isEmpty()) {
      try {
        history.append(environment.name(), entry, settings.history());
      } catch (IOException e) {
        historyFailed(e);
      }
    }
    List<HistoryEntry> all = new ArrayList<>(past);
    all.add(entry);
    record.add(Trends.of(all));
  }

  private void historyFailed(IOException e) {
    record.add(
        Finding.of(
            Finding.Severity.WARNING,
            "health-history",
            "the earlier checks could not be read or written, so that differences and trends are"
                + " missing: "
                + e.getMessage(),
            MachineLane.HISTORY_ADVICE));
  }

  private HistoryEntry overSession(@Nullable HistoryEntry before, Instant now) {
    HistoryEntry nothing =
        new HistoryEntry(
            now,
            context.run().value(),
            environment.source().toString(),
            "",
            Map.of(),
            Map.of(),
            Map.of());
    long start = System.nanoTime();
    if (deadline.hasPassed()) {
      // Others took all the time: that says nothing of this server.
      record.add(reachable().unknown(tooLate(), Duration.ZERO));
      lost = tooLate();
      return looked(null, null, before, nothing);
    }
    try (Session session = open()) {
      Cancellation.Registration cancelling = context.cancellation().onCancel(() -> end(session));
      try {
        ServerFacts facts = ServerFacts.read(session);
        record.add(
            reachable()
                .judge(
                    Measured.one(
                        since(start).toNanos() / 1e9,
                        "to connect to PostgreSQL " + session.version(),
                        null),
                    since(start)));
        return looked(session, facts, before, nothing);
      } finally {
        cancelling.close();
      }
    } catch (SQLException e) {
      return unreachable(e, before, nothing, since(start));
    }
  }

  private Session open() throws SQLException {
    statementMillis = least(settings.statementTimeout(), deadline.remaining()).toMillis();
    SessionSettings session =
        new SessionSettings(
            ApplicationName.of(context.run(), environment.name(), "health"),
            least(settings.connectTimeout(), deadline.remaining().plus(SOCKET_GRACE)),
            true,
            null,
            Map.of(
                "statement_timeout",
                Long.toString(Math.max(1, statementMillis)),
                "lock_timeout",
                "1000",
                "idle_in_transaction_session_timeout",
                "60000"));
    Session opened = Session.open(environment.source(), session);
    limitSocket(opened);
    return opened;
  }

  private static Duration least(Duration left, Duration right) {
    return left.compareTo(right) <= 0 ? left : right;
  }

  private void limitSocket(Session session) throws SQLException {
    long millis = statementMillis + SOCKET_GRACE.toMillis();
    session.connection().setNetworkTimeout(Runnable::run, Math.toIntExact(Math.max(1, millis)));
  }

  /** Cancels the query on the server, and waits for one that hangs no longer than a moment. */
  private static void end(Session session) {
    Thread cancelling = new Thread(() -> cancelQuery(session), "health-cancel");
    cancelling.setDaemon(true);
    cancelling.start();
    try {
      cancelling.join(CANCEL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    abort(session);
  }

  private static void cancelQuery(Session session) {
    try {
      session.connection().unwrap(PGConnection.class).cancelQuery();
    } catch (SQLException e) {
      // The statement's own limit ends it then.
      return;
    }
  }

  /** At once: the server ends what is left by its own limit. */
  private static void abort(Session session) {
    try {
      session.connection().abort(Runnable::run);
    } catch (SQLException e) {
      // The statement's own limit ends it then.
      return;
    }
  }

  private HistoryEntry unreachable(
      SQLException e, @Nullable HistoryEntry before, HistoryEntry nothing, Duration took) {
    String why = context.redactor().redact(String.valueOf(e.getMessage()));
    if (context.cancellation().isCancelled()) {
      why = "cancelled: " + context.cancellation().reason();
      record.add(reachable().unknown(why, took));
    } else if (isCutShort(e, took)) {
      why = tooLate();
      record.add(reachable().unknown(why, took));
    } else if (CANCELLED.equals(e.getSQLState())) {
      why = "the server answers, but not the first query: " + why + " (health.statement_timeout)";
      record.add(reachable().unknown(why, took));
    } else if (TOO_MANY_CONNECTIONS.equals(e.getSQLState())) {
      record.add(
          judge(HealthLimit.CONNECTIONS)
              .judge(
                  Measured.one(
                      ALL,
                      "of the connections that this role may have: " + why,
                      "end what is not needed: SELECT pg_catalog.pg_terminate_backend(pid) …; a"
                          + " connection pooler in front of the server; more max_connections"),
                  took));
    } else if (isTurnedAway(e)) {
      why =
          "the server answers, but does not let the role "
              + environment.source().user()
              + " in: "
              + why
              + "; look at its password, its rights (LOGIN, CONNECT) and pg_hba.conf";
      record.add(reachable().unknown(why, took));
    } else if (why.contains("unsupported startup parameter")) {
      why = "a connection pooler answered, expected the server itself: " + why;
      record.add(reachable().unknown(why, took));
    } else {
      record.add(down(why, took));
    }
    lost = "there is no session: " + why;
    return looked(null, null, before, nothing);
  }

  /** The deadline left it less time than a server may take: that says nothing of this one. */
  private boolean isCutShort(SQLException e, Duration took) {
    if (!deadline.hasPassed() || took.compareTo(settings.connectTimeout()) >= 0) {
      return false;
    }
    String state = String.valueOf(e.getSQLState());
    // A refusal is an answer, however late it was asked for.
    return state.equals(CANCELLED)
        || (state.startsWith(LOST) && !(e.getCause() instanceof ConnectException));
  }

  /** Invalid authorization specification (class 28), or no right to connect. */
  private static boolean isTurnedAway(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return state.startsWith("28") || state.equals(NO_RIGHT);
  }

  private CheckResult down(String why, Duration took) {
    String advice = "look at the server's log, start it; when its data is lost, restore a backup";
    return new CheckResult(
        "health",
        null,
        "reachable",
        Level.CRITICAL,
        "an answer within " + settings.connectTimeout().toSeconds() + " s",
        why,
        advice,
        List.of(
            new Measurement(
                "health", "reachable", "", null, Unit.SECONDS, null, null, Level.CRITICAL)),
        List.of(
            Finding.of(
                Finding.Severity.ERROR,
                "health-reachable",
                "reachable: " + why + " (" + Urgency.IMMEDIATE.text() + ")",
                advice)),
        took);
  }

  private static Judge reachable() {
    return new Judge("health", null, "reachable", Unit.SECONDS, Limit.none(), false);
  }

  private Judge judge(HealthLimit check) {
    return Judge.of(check, settings.limit(check));
  }

  /** All checks; without a session each says why it is not known. */
  private HistoryEntry looked(
      @Nullable Session session,
      @Nullable ServerFacts facts,
      @Nullable HistoryEntry before,
      HistoryEntry nothing) {
    for (CatalogCheck check : CATALOG) {
      boolean done = session == null && record.has(check.limit().key());
      if (!done) {
        check(session, check.limit(), () -> check.measure(some(session), some(facts)));
      }
    }
    HistoryEntry counted = counters(session, before, nothing);
    HistoryEntry all = statements(session, facts, before, counted);
    if (session != null && facts != null) {
      check(session, HealthLimit.DISK, () -> disk(session, facts));
    }
    for (HealthSettings.Query query : settings.queries()) {
      Judge judge =
          new Judge("query", null, query.name(), Unit.RATIO, query.limit(), query.lowerIsWorse());
      check(session, judge, () -> OwnQueries.number(some(session), query.sql()));
    }
    for (HealthSettings.Freshness each : settings.freshness()) {
      Judge judge = new Judge("freshness", null, each.name(), Unit.SECONDS, each.limit(), false);
      check(session, judge, () -> OwnQueries.age(some(session), each));
    }
    return all;
  }

  private static <T> T some(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("a check is measured that has nothing to be measured with");
    }
    return value;
  }

  private HistoryEntry counters(
      @Nullable Session session, @Nullable HistoryEntry before, HistoryEntry nothing) {
    Counters[] read = new Counters[1];
    for (HealthLimit check : Counters.CHECKS) {
      check(
          session,
          check,
          () -> {
            if (read[0] == null) {
              read[0] = Counters.read(some(session));
            }
            return read[0].since(check, before, nothing.time());
          });
    }
    return read[0] == null
        ? nothing
        : new HistoryEntry(
            nothing.time(),
            nothing.run(),
            nothing.subject(),
            read[0].epoch(),
            Map.of(),
            read[0].values(),
            Map.of());
  }

  private HistoryEntry statements(
      @Nullable Session session,
      @Nullable ServerFacts facts,
      @Nullable HistoryEntry before,
      HistoryEntry counted) {
    Map<String, StatementCounters> read = new TreeMap<>();
    check(
        session,
        HealthLimit.SLOW_STATEMENTS,
        () -> {
          Measured obstacle = SlowStatements.obstacle(some(facts), environment.source().user());
          if (obstacle != null) {
            return obstacle;
          }
          read.putAll(SlowStatements.read(some(session), some(facts)));
          return SlowStatements.since(
              read,
              before,
              settings.limit(HealthLimit.SLOW_STATEMENTS),
              some(session),
              some(facts));
        });
    return new HistoryEntry(
        counted.time(),
        counted.run(),
        counted.subject(),
        counted.epoch(),
        Map.of(),
        counted.counters(),
        read);
  }

  /** Only where this machine is the server's; elsewhere sizes are what SQL can tell. */
  private Measured disk(Session session, ServerFacts facts) {
    String directory = facts.dataDirectory();
    if (!machine.runs(
        session.backendPid(), environment.source().user(), environment.source().database())) {
      return Measured.skipped(
          "the server runs on another machine, or in a container: database_size and wal_size are"
              + " what it tells");
    }
    if (directory == null) {
      return Measured.unknown(
          "the role "
              + environment.source().user()
              + " may not know the data directory: GRANT pg_read_all_settings TO "
              + Session.quoteIdentifier(environment.source().user())
              + ";");
    }
    return MachineChecks.disk(directory, "data directory " + directory, deadline);
  }

  private void check(@Nullable Session session, HealthLimit check, Body body) {
    if (!settings.skip().contains(check)) {
      check(session, judge(check), body);
    }
  }

  private void check(@Nullable Session session, Judge judge, Body body) {
    long start = System.nanoTime();
    Measured measured;
    if (lost == null && context.cancellation().isCancelled()) {
      lost = "cancelled: " + context.cancellation().reason();
    } else if (lost == null && deadline.hasPassed()) {
      lost = tooLate();
    }
    if (lost != null || session == null) {
      measured = Measured.unknown(String.valueOf(lost));
    } else {
      measured = measure(session, body);
    }
    record.add(judge.judge(measured, since(start)));
  }

  private String tooLate() {
    return "it did not run within "
        + Amount.text(settings.deadline().toNanos() / 1e9, Unit.SECONDS);
  }

  private Measured measure(Session session, Body body) {
    try {
      limit(session);
      return body.measure();
    } catch (SQLException e) {
      String state = e.getSQLState() == null ? "" : e.getSQLState();
      String message = context.redactor().redact(String.valueOf(e.getMessage()));
      if (context.cancellation().isCancelled()) {
        lost = "cancelled: " + context.cancellation().reason();
        return Measured.unknown(String.valueOf(lost));
      }
      if (state.equals(CANCELLED)) {
        return Measured.unknown(
            "the query did not end within "
                + Amount.text(statementMillis / 1000.0, Unit.SECONDS)
                + " (health.statement_timeout)");
      }
      if (state.startsWith(LOST) || isClosed(session)) {
        lost = "the server stopped answering: " + message;
        return Measured.unknown(String.valueOf(lost));
      }
      if (state.equals(NO_RIGHT)) {
        return Measured.unknown(
            message
                + "; GRANT pg_monitor TO "
                + Session.quoteIdentifier(environment.source().user())
                + ";");
      }
      return Measured.unknown(message + (state.isEmpty() ? "" : " (SQLSTATE " + state + ")"));
    }
  }

  /** Near the deadline statements get less. */
  private void limit(Session session) throws SQLException {
    long left = Math.max(1, deadline.remaining().toMillis());
    if (left < statementMillis) {
      statementMillis = left;
      try (Statement statement = session.connection().createStatement()) {
        statement.execute("SET statement_timeout = " + left);
      }
      limitSocket(session);
    }
  }

  private static boolean isClosed(Session session) {
    try {
      return session.connection().isClosed();
    } catch (SQLException e) {
      return true;
    }
  }

  private static Duration since(long start) {
    return Duration.of(System.nanoTime() - start, ChronoUnit.NANOS);
  }
}
