package io.jenkins.plugins.orchestrator.engine.backup;

import io.jenkins.plugins.orchestrator.engine.backup.retention.RetentionResult;
import io.jenkins.plugins.orchestrator.engine.backup.retention.RetentionRun;
import io.jenkins.plugins.orchestrator.engine.backup.store.BackupStore;
import io.jenkins.plugins.orchestrator.engine.backup.write.BackupWork;
import io.jenkins.plugins.orchestrator.engine.operation.Coordination;
import io.jenkins.plugins.orchestrator.engine.operation.LaneTasks;
import io.jenkins.plugins.orchestrator.engine.operation.LaneTasks.Outcome;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Snapshots;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.operation.Fact;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportTable;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Says what the backup of one database or folder would do, and does none of it. */
final class DryRunLane {
  private final BackupSubject subject;
  private final RunContext context;
  private final LaneTasks tasks;
  private final List<Finding> findings = new ArrayList<>();
  private final List<ReportTable> tables = new ArrayList<>();
  private final BackupWork work;
  private final BackupStore store;

  DryRunLane(BackupSubject subject, RunContext context, Coordination coordination) {
    this.subject = subject;
    this.context = context;
    this.tasks = new LaneTasks(subject.name(), context, coordination);
    this.work =
        new BackupWork(
            subject.name(),
            context,
            new Snapshots(
                context.run(),
                context.state(),
                context.redactor(),
                context.variables(),
                coordination::journalled),
            findings);
    this.store =
        new BackupStore(context.workingDirectory().resolve(subject.settings().directory()));
  }

  LaneReport run() {
    Duration start = context.clock().elapsed();
    tasks.attempt(TaskKind.CHECK, "look at " + subject.description(), this::look);
    Status status = Status.ofParts(tasks.reports().stream().map(each -> each.status()).toList());
    return new LaneReport(
        subject.name(),
        subject.purpose(),
        status,
        start,
        context.clock().elapsed().minus(start),
        tasks.failure(),
        List.of(new Fact("Dry run", "nothing was written, and nothing was deleted")),
        tasks.reports(),
        List.of(),
        tables,
        findings);
  }

  private Outcome look() throws Exception {
    Optional<String> absent = subject.absent(work);
    if (absent.isPresent()) {
      findings.add(Finding.of(Finding.Severity.INFO, "backup-skipped", absent.get(), null));
      return new Outcome(Status.SKIPPED, absent.get());
    }
    tables.add(subject.preview(work, store.directory()));
    // The new one would be there too, and be the newest.
    RetentionResult result =
        new RetentionRun(store, subject.settings().keep(), Set.of(), true, context.cancellation())
            .apply(store.list().of(subject.name()), Instant.now());
    tables.add(result.table());
    findings.addAll(result.findings());
    return Outcome.PASSED;
  }
}
