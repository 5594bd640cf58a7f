package io.jenkins.plugins.orchestrator.engine.backup.verify;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupId;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupState;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.StoredBackup;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.Verification;
import io.jenkins.plugins.orchestrator.engine.backup.store.BackupStore;
import io.jenkins.plugins.orchestrator.engine.backup.write.Sizes;
import io.jenkins.plugins.orchestrator.engine.operation.Coordination;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Snapshots;
import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.HumanDuration;
import io.jenkins.plugins.orchestrator.engine.report.operation.Fact;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportColumn;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportTable;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Proves one backup of a folder and writes down what it showed. */
final class VerifyLane {
  private final VerifyBackupsPlan plan;
  private final VerifyBackupsPlan.Chosen chosen;
  private final RunContext context;
  private final Coordination coordination;
  private final Duration start;

  VerifyLane(
      VerifyBackupsPlan plan,
      VerifyBackupsPlan.Chosen chosen,
      RunContext context,
      Coordination coordination) {
    this.plan = plan;
    this.chosen = chosen;
    this.context = context;
    this.coordination = coordination;
    this.start = context.clock().elapsed();
  }

  LaneReport run() {
    String nothing = chosen.nothing();
    if (nothing != null) {
      return chosen.bad()
          ? ended(Status.FAILED, nothing, List.of())
          : ended(Status.SKIPPED, null, List.of(new Fact("Nothing to do", nothing)));
    }
    BackupStore store = new BackupStore(context.workingDirectory().resolve(plan.directory()));
    BackupId id = new BackupId(chosen.name());
    StoredBackup backup;
    try {
      backup = store.read(id);
    } catch (IOException e) {
      return ended(
          Status.FAILED, context.redactor().redact(String.valueOf(e.getMessage())), List.of());
    }
    Snapshots snapshots =
        new Snapshots(
            context.run(),
            context.state(),
            context.redactor(),
            context.variables(),
            coordination::journalled);
    BackupProof proof =
        new BackupVerification(
                store.directoryOf(id), backup, plan.options(), context, snapshots, chosen.name())
            .run();
    return report(store, id, backup, proof);
  }

  private LaneReport report(
      BackupStore store, BackupId id, StoredBackup before, BackupProof proof) {
    Status status = proof.status();
    String failure = proof.failure();
    List<Finding> findings = new ArrayList<>(proof.findings());
    List<CheckReport> checks = new ArrayList<>(proof.checks());
    StoredBackup after = before;
    try {
      Verification verification = proof.verification();
      if (verification != null) {
        store.append(id, verification);
      }
      after = store.read(id);
      CheckReport age = age(store, after);
      if (age != null) {
        checks.add(age);
        failure =
            failure == null && age.status().isFailure()
                ? age.name() + ": " + age.found() + "; expected " + age.expected()
                : failure;
        status = Status.ofParts(List.of(status, age.status()));
      }
    } catch (IOException e) {
      status = Status.FAILED;
      String text = "what was found could not be written down: " + e.getMessage();
      findings.add(Finding.of(Finding.Severity.ERROR, "not-written-down", text, null));
      failure = failure == null ? text : failure;
    }
    List<ReportTable> tables = new ArrayList<>(proof.tables());
    tables.add(looks(after));
    return new LaneReport(
        chosen.name(),
        before.manifest().purpose(),
        status,
        start,
        context.clock().elapsed().minus(start),
        failure,
        facts(after, proof),
        proof.tasks(),
        checks,
        tables,
        findings);
  }

  private static List<Fact> facts(StoredBackup backup, BackupProof proof) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("State", backup.state().name()));
    facts.add(new Fact("Environment", backup.manifest().environment()));
    facts.add(
        new Fact(
            "Age",
            HumanDuration.of(Duration.between(backup.manifest().startedAt(), Instant.now()))));
    facts.add(new Fact("Size", Sizes.of(backup.manifest().bytes())));
    facts.addAll(proof.facts());
    backup
        .lastVerified()
        .ifPresent(
            last ->
                facts.add(
                    new Fact(
                        "Last verified", last.at().truncatedTo(ChronoUnit.SECONDS).toString())));
    return facts;
  }

  /** How old the source's last verified backup is: what would be lost today. */
  private @Nullable CheckReport age(BackupStore store, StoredBackup backup) throws IOException {
    Duration limit = plan.maxAge();
    if (limit == null || !chosen.last()) {
      return null;
    }
    Optional<Duration> age =
        store.list().like(backup.manifest()).stream()
            .filter(each -> each.state() == BackupState.VERIFIED)
            .reduce((first, second) -> second)
            .map(last -> Duration.between(last.manifest().startedAt(), Instant.now()));
    boolean young = age.isPresent() && age.get().compareTo(limit) <= 0;
    return new CheckReport(
        "limit",
        "age of the last verified backup (RPO)",
        young ? Status.PASSED : Status.FAILED,
        "at most " + HumanDuration.of(limit),
        age.map(HumanDuration::of).orElse("no verified backup"),
        Duration.ZERO,
        young ? null : "Back up " + backup.manifest().environment() + " and verify the backup.");
  }

  private static ReportTable looks(StoredBackup backup) {
    return new ReportTable(
        "Verifications",
        "",
        List.of(
            new ReportColumn("at", ReportColumn.Kind.TIME),
            new ReportColumn("state", ReportColumn.Kind.TEXT),
            new ReportColumn("server", ReportColumn.Kind.TEXT),
            new ReportColumn("restored in", ReportColumn.Kind.DURATION),
            new ReportColumn("compared in", ReportColumn.Kind.DURATION),
            new ReportColumn("differences", ReportColumn.Kind.NUMBER)),
        backup.verifications().stream()
            .map(
                each ->
                    List.of(
                        each.at().toString(),
                        each.state().name(),
                        each.server() == null ? "" : each.server(),
                        seconds(each.restoreTime()),
                        seconds(each.compareTime()),
                        Integer.toString(each.differences().size())))
            .toList());
  }

  private static String seconds(@Nullable Duration duration) {
    return duration == null ? "" : Double.toString(duration.toMillis() / 1000.0);
  }

  private LaneReport ended(Status status, @Nullable String failure, List<Fact> facts) {
    return new LaneReport(
        chosen.name(),
        "",
        status,
        start,
        context.clock().elapsed().minus(start),
        failure,
        facts,
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }
}
