package io.jenkins.plugins.orchestrator.engine.migration;

import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.IntegrationTest;
import io.jenkins.plugins.orchestrator.engine.config.Reversibility;
import io.jenkins.plugins.orchestrator.engine.migration.BranchTasks.BranchEnded;
import io.jenkins.plugins.orchestrator.engine.migration.check.SchemaChecks;
import io.jenkins.plugins.orchestrator.engine.migration.integration.CommandTests;
import io.jenkins.plugins.orchestrator.engine.migration.integration.SqlTests;
import io.jenkins.plugins.orchestrator.engine.migration.script.MigrationDirectory;
import io.jenkins.plugins.orchestrator.engine.postgres.ApplicationName;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Snapshot;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.SnapshotException;
import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TestReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One environment's share of a migration test, from the snapshot to its cleanup. */
final class Branch {
  private final EnvironmentConfiguration environment;
  private final MigrationDirectory directory;
  private final TestRun run;
  private final Cancellation cancellation;
  private final BranchRecord record;
  private final BranchTasks tasks;
  private @Nullable Snapshot snapshot;
  private @Nullable ReferenceCopy reference;

  Branch(
      EnvironmentConfiguration environment,
      MigrationDirectory directory,
      TestRun run,
      Cancellation cancellation) {
    this.environment = environment;
    this.directory = directory;
    this.run = run;
    this.cancellation = cancellation;
    this.record = new BranchRecord(environment, run.context().redactor());
    this.tasks = new BranchTasks(environment.name(), run, cancellation, record);
  }

  /** Does it all, and reports it; throws nothing. */
  EnvironmentReport run() {
    Duration start = run.elapsed();
    try {
      tasks.run(TaskKind.SNAPSHOT, "snapshot " + environment.source(), this::takeSnapshot);
      test(snapshot);
    } catch (BranchEnded e) {
      // Recorded where it happened; what is left to do is the cleanup.
    } finally {
      cleanUp();
    }
    return record.report(start, run.elapsed().minus(start));
  }

  private TaskOutcome takeSnapshot() throws SnapshotException, SQLException {
    Optional<String> withoutPsql =
        PsqlAccess.refusal(
            environment,
            run.snapshots(),
            ApplicationName.of(run.context().run(), environment.name(), "look"));
    if (withoutPsql.isPresent()) {
      return TaskOutcome.failed(withoutPsql.get());
    }
    snapshot =
        run.snapshots()
            .take(
                environment,
                cancellation,
                text -> run.context().listener().message(environment.name(), text));
    record.set(snapshot.report());
    return TaskOutcome.passed(snapshot.report().strategy() + ": " + snapshot.report().reason());
  }

  private void test(Snapshot copy) throws BranchEnded {
    ReferenceCopy second = new ReferenceCopy(environment, copy, run, cancellation);
    reference = second;
    try (Rehearsal rehearsal =
        new Rehearsal(environment, directory, copy, second, run, cancellation, record)) {
      String target = copy.target().database();
      tasks.run(TaskKind.APPLY, "apply migrations to " + target, rehearsal::apply);
      if (environment.reversibility() == Reversibility.UP_DOWN_UP) {
        tasks.run(TaskKind.REVERSE, "take back and apply again", rehearsal::reverse);
      }
      tasks.run(TaskKind.VALIDATE, "validate " + target, () -> validate(rehearsal));
      tasks.run(TaskKind.TEST, "integration tests on " + target, () -> integrationTests(copy));
      if (environment.reversibility() == Reversibility.DOWN) {
        tasks.run(TaskKind.REVERSE, "take back", rehearsal::reverse);
      }
    }
  }

  private TaskOutcome validate(Rehearsal rehearsal) throws SQLException {
    List<CheckReport> checks =
        SchemaChecks.run(rehearsal.session(), environment.validate(), run.context().redactor());
    // A check that the cancellation ended says nothing of the schema.
    cancellation.check();
    checks.forEach(record::add);
    List<String> failed =
        checks.stream()
            .filter(check -> check.status() != Status.PASSED)
            .map(check -> check.kind() + " " + check.name() + ": " + check.found())
            .toList();
    return failed.isEmpty()
        ? TaskOutcome.passed(checks.size() + " checks")
        : TaskOutcome.failed(
            failed.size() + " of " + checks.size() + " checks failed: " + first(failed));
  }

  private TaskOutcome integrationTests(Snapshot copy) throws SQLException, IOException {
    if (environment.integrationTests().isEmpty()) {
      return TaskOutcome.skipped("none are configured");
    }
    List<TestReport> reports = new ArrayList<>();
    for (IntegrationTest test : environment.integrationTests()) {
      cancellation.check();
      TestReport report = integrationTest(test, copy);
      record.add(report);
      reports.add(report);
    }
    cancellation.check();
    List<String> failed =
        reports.stream()
            .filter(report -> report.status() != Status.PASSED)
            .map(report -> report.name() + ": " + report.message())
            .toList();
    return failed.isEmpty()
        ? TaskOutcome.passed(reports.size() + " tests")
        : new TaskOutcome(
            Status.ofParts(reports.stream().map(TestReport::status).toList()),
            failed.size() + " of " + reports.size() + " tests failed: " + first(failed));
  }

  private TestReport integrationTest(IntegrationTest test, Snapshot copy) {
    if (test instanceof IntegrationTest.Command command) {
      return new CommandTests(run.context(), environment.name(), run.snapshots().children())
          .run(command, copy.target(), cancellation);
    }
    return new SqlTests(run.context(), environment.name())
        .run((IntegrationTest.Sql) test, copy.target(), cancellation);
  }

  private static String first(List<String> texts) {
    return texts.size() == 1
        ? texts.get(0)
        : texts.get(0) + " (and " + (texts.size() - 1) + " more)";
  }

  private void cleanUp() {
    Snapshot copy = snapshot;
    if (copy == null) {
      return;
    }
    tasks.runCleanup(
        "drop " + copy.target().database(),
        () -> {
          // Both are tried, whatever becomes of the first.
          try (copy) {
            if (reference != null) {
              reference.drop();
            }
          }
          return TaskOutcome.passed();
        });
  }
}
