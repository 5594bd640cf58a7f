package io.jenkins.plugins.orchestrator.engine.health;

import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.HealthLimit;
import io.jenkins.plugins.orchestrator.engine.config.HealthLimit.Unit;
import io.jenkins.plugins.orchestrator.engine.config.HealthSettings;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.ClientEnvironment;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Looks at one database, over one session that only reads. */
final class EnvironmentLane {
  private static final List<CatalogCheck> CATALOG =
      Stream.of(SessionChecks.ALL, ReplicationChecks.ALL, StorageChecks.ALL, IndexChecks.ALL)
          .flatMap(List::stream)
          .toList();

  private final EnvironmentConfiguration environment;
  private final HealthSettings settings;
  private final RunContext context;
  private final Deadline deadline;
  private final LaneRecord record;
  private final HealthHistory history;
  private final SilentServers silent;

  EnvironmentLane(
      EnvironmentConfiguration environment,
      RunContext context,
      Deadline deadline,
      LaneRecord record,
      HealthHistory history,
      SilentServers silent) {
    this.environment = environment;
    this.settings = environment.health();
    this.context = context;
    this.deadline = deadline;
    this.record = record;
    this.history = history;
    this.silent = silent;
  }

  void run() {
    String subject = environment.source().toString();
    LanePast past = LanePast.read(history, environment.name(), subject, record);
    // By the clock of whoever began the run: those of machines that change differ.
    Instant now = context.clock().startedAt().plus(context.clock().elapsed());
    CumulativeChecks cumulative = new CumulativeChecks(past.before(), now);
    overSession(cumulative);
    commands();
    past.keep(
        cumulative.entry(context.run().value(), subject, record.values()), settings.history());
  }

  private void overSession(CumulativeChecks cumulative) {
    Reachability reachability = new Reachability(environment, context, deadline);
    Reachability.Failed failed = reachability.beforehand(silent);
    if (failed == null) {
      long start = System.nanoTime();
      try (LaneSession session = LaneSession.open(environment, context, deadline)) {
        record.add(Reachability.reached(session.session().version(), since(start)));
        look(new SessionLook(settings, context, deadline, record, session, null), cumulative);
        return;
      } catch (SQLException e) {
        failed = reachability.failed(e, since(start));
      }
    }
    record.add(failed.result());
    look(new SessionLook(settings, context, deadline, record, null, failed.why()), cumulative);
  }

  private void look(SessionLook look, CumulativeChecks cumulative) {
    for (CatalogCheck check : CATALOG) {
      look.check(check.limit(), check::measure);
    }
    cumulative.run(look, settings.limit(HealthLimit.SLOW_STATEMENTS));
    if (look.hasSession()) {
      look.check(HealthLimit.DISK, this::disk);
    }
    for (HealthSettings.Query query : settings.queries()) {
      look.check(
          new Judge("query", null, query.name(), Unit.RATIO, query.limit(), query.lowerIsWorse()),
          (session, facts) -> OwnQueries.number(session, query.sql()));
    }
    for (HealthSettings.Freshness each : settings.freshness()) {
      look.check(
          new Judge("freshness", null, each.name(), Unit.SECONDS, each.limit(), false),
          (session, facts) -> OwnQueries.age(session, each));
    }
  }

  /** Only where this machine is the server's; elsewhere sizes are what SQL can tell. */
  private Measured disk(Session session, ServerFacts facts) {
    DatabaseTarget source = environment.source();
    String directory = facts.dataDirectory();
    if (!MachineChecks.ofThisMachine()
        .runs(session.backendPid(), source.user(), source.database())) {
      return Measured.skipped(
          "the server runs on another machine, or in a container: database_size and wal_size are"
              + " what it tells");
    }
    if (directory == null) {
      return Measured.unknown(
          "the role "
              + source.user()
              + " may not know the data directory: GRANT pg_read_all_settings TO "
              + Session.quoteIdentifier(source.user())
              + ";");
    }
    return MachineChecks.disk(directory, "data directory " + directory, deadline);
  }

  private void commands() {
    CommandChecks checks = new CommandChecks(context, deadline);
    for (HealthSettings.Command command : settings.commands()) {
      long start = System.nanoTime();
      CommandChecks.Said said = checks.plugin(command, ClientEnvironment.of(environment.source()));
      record.add(SaidResults.of("command", command.name(), said, since(start)));
    }
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
