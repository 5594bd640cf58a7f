package io.jenkins.plugins.orchestrator.engine.provision;

import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.migration.CancellableSession;
import io.jenkins.plugins.orchestrator.engine.migration.CloneScripts;
import io.jenkins.plugins.orchestrator.engine.migration.CloneSite;
import io.jenkins.plugins.orchestrator.engine.migration.Recovery;
import io.jenkins.plugins.orchestrator.engine.migration.check.SchemaChecks;
import io.jenkins.plugins.orchestrator.engine.migration.script.MigrationDirectory;
import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText;
import io.jenkins.plugins.orchestrator.engine.operation.Coordination;
import io.jenkins.plugins.orchestrator.engine.operation.LaneTasks;
import io.jenkins.plugins.orchestrator.engine.operation.LaneTasks.Body;
import io.jenkins.plugins.orchestrator.engine.operation.LaneTasks.Outcome;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.ApplicationName;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseUrl;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.KeptClone;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.KeptClones;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Snapshot;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.SnapshotException;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Snapshots;
import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.Fact;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One clone, from the copy to its hand-out, and to its end where a command is all it is for. */
final class CloneLane {
  /** Old row versions and the planner's statistics hold values of the source. */
  private static final String FORGET = "VACUUM (ANALYZE)";

  private final ProvisionPlan plan;
  private final EnvironmentConfiguration environment;
  private final int index;
  private final Meeting meeting;
  private final RunContext context;
  private final Cancellation cancellation;
  private final LaneRecord record;
  private final Coordination coordination;
  private final LaneTasks tasks;
  private final CloneSite site;
  private @Nullable Snapshot snapshot;
  private boolean kept;

  CloneLane(
      ProvisionPlan plan, int index, Meeting meeting, RunContext run, Coordination coordination) {
    this.plan = plan;
    this.environment = plan.environment();
    this.index = index;
    this.meeting = meeting;
    this.context = listening(run, plan.lane(index));
    this.cancellation = run.cancellation();
    this.record = new LaneRecord(run.redactor());
    this.coordination = coordination;
    this.tasks = new LaneTasks(plan.lane(index), run, coordination);
    Snapshots snapshots =
        meeting.snapshots(
            () ->
                new Snapshots(
                    run.run(),
                    run.state(),
                    run.redactor(),
                    run.variables(),
                    coordination::journalled));
    this.site = new CloneSite(context, snapshots, plan.configuration());
  }

  private static RunContext listening(RunContext run, String lane) {
    return new RunContext(
        run.run(),
        run.clock(),
        run.state(),
        run.redactor(),
        new LaneListener(lane, run.listener()),
        run.cancellation(),
        run.variables(),
        run.workingDirectory(),
        run.commands());
  }

  /** Does it all, and reports it; throws nothing. */
  LaneReport run() {
    Duration start = context.clock().elapsed();
    try {
      run(TaskKind.SNAPSHOT, "clone " + environment.source(), this::copy);
      prepare(Objects.requireNonNull(snapshot));
    } catch (LaneEnded e) {
      // Recorded where it happened; what is left to do is the cleanup.
    } finally {
      cleanUp();
    }
    return record.report(
        plan.lane(index),
        environment.purpose(),
        start,
        context.clock().elapsed().minus(start),
        tasks.reports());
  }

  /** A task did not pass, which is recorded: the lane goes on with its cleanup. */
  private static final class LaneEnded extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private void run(TaskKind kind, String name, Body body) throws LaneEnded {
    run(kind, name, () -> {}, body);
  }

  /** What does not pass ends the other lanes too. */
  private void run(TaskKind kind, String name, Runnable waiting, Body body) throws LaneEnded {
    TaskReport report = tasks.attempt(kind, name, waiting, body);
    if (report.status() == Status.PASSED || report.status() == Status.SKIPPED) {
      return;
    }
    if (report.status() == Status.CANCELLED) {
      // Whatever cancelled it: the others shall not wait for it.
      meeting.breakUp(String.valueOf(report.message()));
    } else {
      String why =
          kind.label()
              + " failed for clone "
              + plan.lane(index)
              + ": nobody gets a part of the clones";
      meeting.breakUp(why);
      coordination.stopAll(why);
    }
    throw new LaneEnded();
  }

  private Outcome copy() throws SnapshotException, SQLException {
    Snapshot made = meeting.copy(this::first, cancellation);
    snapshot = made;
    record.fact("Database", made.target().database());
    Long bytes = made.report().bytes();
    if (bytes != null) {
      record.fact("Size", bytes / 1_000_000 + " MB");
    }
    return Outcome.passed(made.report().strategy() + ": " + made.report().reason());
  }

  private Snapshot first() throws SnapshotException {
    Recovery.run(List.of(environment), context).forEach(record::add);
    return site.snapshots()
        .take(
            environment,
            cancellation,
            text -> context.listener().message(environment.name(), text));
  }

  private void prepare(Snapshot copy) throws LaneEnded {
    String database = copy.target().database();
    CloneScripts scripts =
        new CloneScripts(environment, copy, site, cancellation, record::add, record::add);
    run(TaskKind.APPLY, "apply migrations to " + database, () -> apply(scripts));
    run(TaskKind.VALIDATE, "validate " + database, () -> validate(copy));
    run(TaskKind.ANONYMIZE, "anonymize " + database, () -> anonymize(scripts, copy));
    run(TaskKind.CHECK, "compare with the source's values", () -> check(copy));
    handOut(copy);
  }

  private Outcome apply(CloneScripts scripts) throws SQLException {
    MigrationDirectory directory = plan.migrations();
    if (directory == null) {
      return Outcome.skipped("none were asked for");
    }
    Optional<String> withoutPsql = CloneScripts.refusal(environment, site);
    return withoutPsql.isPresent()
        ? Outcome.failed(withoutPsql.get())
        : judged(scripts.migrate(directory));
  }

  /** A script that passed may have left something behind that nobody wants to work with. */
  private Outcome judged(CloneScripts.Ended ended) {
    cancellation.check();
    Finding error = record.error();
    return ended.status() == Status.PASSED && error != null
        ? Outcome.failed(error.message())
        : new Outcome(ended.status(), ended.message());
  }

  private Outcome validate(Snapshot copy) throws SQLException {
    List<CheckReport> checks;
    try (Session session =
        CancellableSession.open(
            copy.target(), SessionSettings.named(name("check")), cancellation)) {
      checks = SchemaChecks.run(session, environment.validate(), context.redactor());
    }
    // A check that the cancellation ended says nothing of the schema.
    cancellation.check();
    return checks.isEmpty() ? Outcome.skipped("no checks are configured") : outcome(checks);
  }

  private Outcome outcome(List<CheckReport> checks) {
    checks.forEach(record::add);
    List<CheckReport> failed =
        checks.stream().filter(check -> check.status() != Status.PASSED).toList();
    if (failed.isEmpty()) {
      return Outcome.passed(checks.size() + (checks.size() == 1 ? " check" : " checks"));
    }
    CheckReport first = failed.get(0);
    return Outcome.failed(
        failed.size()
            + " of "
            + checks.size()
            + " checks failed: "
            + first.kind()
            + " "
            + first.name()
            + ": "
            + first.found());
  }

  private Outcome anonymize(CloneScripts scripts, Snapshot copy) throws SQLException {
    ScriptText script = plan.anonymize();
    if (script == null) {
      return Outcome.skipped("not asked for");
    }
    Outcome outcome = judged(scripts.run(script));
    if (outcome.status() == Status.PASSED) {
      try (Session session =
          CancellableSession.open(
              copy.target(), SessionSettings.named(name("vacuum")), cancellation)) {
        session.execute(FORGET);
      }
      cancellation.check();
    }
    return outcome;
  }

  private Outcome check(Snapshot copy) throws SQLException {
    if (plan.columns().isEmpty()) {
      return Outcome.skipped("no columns are named");
    }
    List<CheckReport> checks =
        new SurvivingValues(
                environment.source(), copy.target(), name("values"), meeting, cancellation)
            .check(plan.columns(), plan.options().allowed());
    cancellation.check();
    return outcome(checks);
  }

  private void handOut(Snapshot copy) throws LaneEnded {
    ProvisionedDatabase database = new ProvisionedDatabase(index, copy.identity());
    String command = plan.options().command();
    Instant[] end = new Instant[1];
    run(
        TaskKind.USE,
        command == null ? "hand out " + database.name() : "run the command",
        () -> end[0] = meeting.allReady(database, plan.options().ttl(), cancellation),
        () -> {
          copy.expire(end[0]);
          meeting.allMarked(cancellation);
          return command == null ? keep(copy, end[0]) : use(command, end[0]);
        });
  }

  private Outcome keep(Snapshot copy, Instant end) throws SnapshotException {
    KeptClone clone;
    try {
      clone = copy.keep();
    } catch (SnapshotException e) {
      takeBack(e);
      throw e;
    }
    kept = true;
    record.fact(Fact.URL, DatabaseUrl.render(copy.target(), false));
    record.fact(Fact.KEPT_UNTIL, end.toString());
    return Outcome.passed(clone.name() + " until " + end);
  }

  /** This one is dropped by the cleanup; the others may be on their own already. */
  private void takeBack(SnapshotException failure) {
    List<KeptClone> all = meeting.withdraw().stream().map(ProvisionedDatabase::identity).toList();
    try {
      new KeptClones(Provisioned.server(environment), all, context.redactor()).drop();
    } catch (SnapshotException e) {
      failure.addSuppressed(e);
    }
  }

  private Outcome use(String command, Instant end) {
    Used used = meeting.use(() -> new CloneUse(plan, meeting, site).run(command, end));
    if (index == plan.firstIndex() && !used.outputEnd().isBlank()) {
      record.add(
          Finding.of(
              Finding.Severity.INFO,
              "command-output",
              "The end of what the command printed: " + used.outputEnd().strip(),
              null));
    }
    return new Outcome(used.status(), used.message());
  }

  private void cleanUp() {
    Snapshot copy = snapshot;
    if (copy == null || kept) {
      return;
    }
    tasks.attempt(
        TaskKind.CLEANUP,
        "drop " + copy.target().database(),
        () -> {
          copy.close();
          return Outcome.PASSED;
        });
  }

  private String name(String purpose) {
    return ApplicationName.of(context.run(), environment.name(), purpose);
  }
}
