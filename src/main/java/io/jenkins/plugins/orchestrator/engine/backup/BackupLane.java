package io.jenkins.plugins.orchestrator.engine.backup;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupState;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.StoredBackup;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.Verification;
import io.jenkins.plugins.orchestrator.engine.backup.retention.RetentionResult;
import io.jenkins.plugins.orchestrator.engine.backup.retention.RetentionRun;
import io.jenkins.plugins.orchestrator.engine.backup.store.BackupStore;
import io.jenkins.plugins.orchestrator.engine.backup.verify.BackupProof;
import io.jenkins.plugins.orchestrator.engine.backup.verify.BackupVerification;
import io.jenkins.plugins.orchestrator.engine.backup.verify.VerifyOptions;
import io.jenkins.plugins.orchestrator.engine.backup.write.BackupDraft;
import io.jenkins.plugins.orchestrator.engine.backup.write.BackupException;
import io.jenkins.plugins.orchestrator.engine.backup.write.BackupWork;
import io.jenkins.plugins.orchestrator.engine.config.BackupSettings;
import io.jenkins.plugins.orchestrator.engine.operation.Coordination;
import io.jenkins.plugins.orchestrator.engine.operation.LaneTasks;
import io.jenkins.plugins.orchestrator.engine.operation.LaneTasks.Outcome;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Reaped;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Reaper;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.SnapshotException;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Snapshots;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.Finding.Severity;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportTable;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The backup of one database or folder, from a look at what it needs to its cleanup: check, dump,
 * hash, prove, upload, retain. A backup that was published stays, whatever comes after; one that
 * was not leaves nothing.
 */
final class BackupLane {
  private final BackupSubject subject;
  private final List<DatabaseTarget> servers;
  private final RunContext context;
  private final LaneTasks tasks;
  private final List<Finding> findings = new ArrayList<>();
  private final BackupWork work;
  private final BackupStore store;

  private @Nullable BackupDraft draft;
  private @Nullable StoredBackup backup;
  private List<String> missing = List.of();
  private List<StoredBackup> earlier = List.of();
  private Duration dumpTime = Duration.ZERO;
  private @Nullable BackupProof proof;
  private Optional<ReportTable> retention = Optional.empty();

  BackupLane(
      BackupSubject subject,
      List<DatabaseTarget> servers,
      RunContext context,
      Coordination coordination) {
    this.subject = subject;
    this.servers = servers;
    this.context = context;
    this.tasks = new LaneTasks(subject.name(), context, coordination);
    Snapshots journal =
        new Snapshots(
            context.run(),
            context.state(),
            context.redactor(),
            context.variables(),
            coordination::journalled);
    this.work = new BackupWork(subject.name(), context, journal, findings);
    this.store =
        new BackupStore(context.workingDirectory().resolve(subject.settings().directory()));
  }

  /** Does it all, and reports it; throws nothing. */
  LaneReport run() {
    Duration start = context.clock().elapsed();
    boolean begun = tasks.attempt(TaskKind.CHECK, "look at " + subject.description(), this::look);
    boolean written =
        begun && tasks.attempt(TaskKind.DUMP, "dump " + subject.description(), this::dump);
    boolean published = written && tasks.attempt(TaskKind.HASH, "hash and publish", this::publish);
    StoredBackup made = backup;
    if (published && made != null) {
      prove(made);
      if (state() != BackupState.BROKEN) {
        upload(made);
      }
      if (tasks.failure() == null && !context.cancellation().isCancelled()) {
        tasks.attempt(TaskKind.RETAIN, "retention in " + store.directory(), this::retain);
      }
    }
    if (retention.isEmpty()) {
      retention = listed();
    }
    if (draft != null) {
      tasks.attempt(TaskKind.CLEANUP, "cleanup", this::cleanUp);
    }
    return report(start);
  }

  /** What is not there, and what is missing for it, is found before anything is tried. */
  private Outcome look() throws SQLException, IOException, SnapshotException, BackupException {
    Optional<String> absent = subject.absent(work);
    if (absent.isPresent()) {
      findings.add(Finding.of(Severity.INFO, "backup-skipped", absent.get(), null));
      return new Outcome(Status.SKIPPED, absent.get());
    }
    subject.preview(work, store.directory());
    recover();
    earlier = store.list().of(subject.name());
    draft = BackupDraft.begin(work, store, subject.settings(), subject.purpose());
    return Outcome.PASSED;
  }

  private Outcome dump() throws SQLException, BackupException {
    BackupDraft begun = begun();
    long from = System.nanoTime();
    missing = subject.write(work, begun);
    dumpTime = Duration.ofNanos(System.nanoTime() - from);
    return Outcome.PASSED;
  }

  /** What every run begins with: taking away what killed runs left. */
  private void recover() throws IOException {
    for (Reaped found : Reaper.recover(servers, context.state(), context.redactor())) {
      String what = found.kind() + " " + found.name() + " (" + found.place() + ")";
      if (found.outcome() == Reaped.Outcome.FAILED) {
        work.warn(
            "not-recovered",
            "what an earlier run left could not be taken away: " + what + ": " + found.reason(),
            "run bin/orchestrate reap with the configuration, when the server can be reached");
      } else if (found.outcome() != Reaped.Outcome.KEPT) {
        findings.add(
            Finding.of(
                Severity.INFO,
                "recovered",
                "took away what an earlier run left: " + what + ": " + found.reason(),
                null));
      }
    }
    for (String done : store.sweep()) {
      // Those of the other lanes of this run, and of other runs, are everyday life.
      if (!done.contains(": kept: this process") && !done.contains(": kept: its run is at work")) {
        findings.add(
            Finding.of(Severity.INFO, "partial-backup", store.directory() + ": " + done, null));
      }
    }
  }

  private Outcome publish() throws BackupException, IOException {
    StoredBackup made = begun().publish();
    backup = made;
    if (missing.isEmpty()) {
      return Outcome.PASSED;
    }
    // It is kept, as it is better than nothing, and nobody takes it for whole.
    store.append(
        made.manifest().id(),
        new Verification(
            made.sha256(),
            Instant.now(),
            context.run().value(),
            BackupState.BROKEN,
            null,
            null,
            null,
            missing.stream().map(each -> each + " could not be read and is not in it").toList()));
    backup = store.read(made);
    return new Outcome(
        Status.FAILED,
        missing.size()
            + " files could not be read and are not in the backup, such as "
            + missing.get(0)
            + ". Run as a user who may read them.");
  }

  private BackupDraft begun() {
    return Objects.requireNonNull(draft);
  }

  private void prove(StoredBackup made) {
    BackupSettings settings = subject.settings();
    BackupSettings.Verify verify = settings.verify();
    if (!verify.restore()) {
      findings.add(
          Finding.of(
              Severity.WARNING,
              "not-restored",
              "backup " + made.manifest().id() + " was hashed, not restored: nothing is proven",
              "Set backup.verify.restore: true, or run verify-backups."));
      return;
    }
    if (state() == BackupState.BROKEN || context.cancellation().isCancelled()) {
      return;
    }
    BackupSettings.Encryption encryption = settings.encryption();
    String identity = encryption == null ? null : encryption.identity();
    BackupProof shown =
        new BackupVerification(
                store.directoryOf(made.manifest().id()),
                made,
                new VerifyOptions(
                    true,
                    subject.verifyServer(),
                    settings.jobs(),
                    verify.timeout(),
                    identity == null
                        ? null
                        : context.workingDirectory().resolve(identity).toString(),
                    settings.maxRecoveryTime()),
                context,
                work.journal(),
                subject.name())
            .run();
    proof = shown;
    tasks.addAll(shown.tasks());
    if (shown.status() != Status.PASSED) {
      String failure = shown.failure();
      tasks.doubt(failure == null ? "the backup is not proven" : failure);
    }
    findings.addAll(shown.findings());
    try {
      Verification verification = shown.verification();
      if (verification != null) {
        store.append(made.manifest().id(), verification);
      }
      backup = store.read(made);
    } catch (IOException e) {
      tasks.fail("what the proof showed could not be written down: " + e.getMessage());
    }
  }

  private void upload(StoredBackup made) {
    BackupSettings.Upload upload = subject.settings().upload();
    if (upload == null || context.cancellation().isCancelled()) {
      return;
    }
    tasks.attempt(
        TaskKind.UPLOAD,
        "upload " + made.manifest().id(),
        () -> {
          work.upload(upload, store.directoryOf(made.manifest().id()), made);
          return Outcome.PASSED;
        });
  }

  private Outcome retain() throws IOException {
    RetentionResult result =
        new RetentionRun(store, subject.settings().keep(), Set.of(), false, context.cancellation())
            .apply(store.list().of(subject.name()), Instant.now());
    retention = Optional.of(result.table());
    findings.addAll(result.findings());
    return Outcome.passed(result.deleted().size() + " backups deleted");
  }

  /** What there is, also when nothing was decided on it; nothing for what is skipped. */
  private Optional<ReportTable> listed() {
    try {
      List<StoredBackup> backups = store.list().of(subject.name());
      return backups.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new RetentionRun(store, null, Set.of(), true, context.cancellation())
                  .apply(backups, Instant.now())
                  .table());
    } catch (IOException e) {
      work.warn(
          "backups-not-listed",
          store.directory() + " cannot be read: " + e,
          "Look at the rights on the folder of the backups.");
      return Optional.empty();
    }
  }

  private Outcome cleanUp() throws IOException, SQLException {
    BackupDraft begun = draft;
    if (begun != null) {
      begun.close();
    }
    if (backup == null) {
      subject.giveUp(work.with(new Cancellation()));
      return Outcome.passed("what was written was deleted");
    }
    return Outcome.PASSED;
  }

  private BackupState state() {
    return backup == null ? BackupState.WRITTEN : backup.state();
  }

  /** Where nothing was made the database behind the name is not known: then the name has to do. */
  private static List<StoredBackup> alike(List<StoredBackup> earlier, @Nullable StoredBackup made) {
    return made == null
        ? earlier
        : earlier.stream()
            .filter(each -> each.manifest().source().equals(made.manifest().source()))
            .toList();
  }

  private LaneReport report(Duration start) {
    BackupMeasures measures =
        new BackupMeasures(
            subject.settings(),
            store,
            backup,
            proof,
            alike(earlier, backup),
            dumpTime,
            context.clock().startedAt());
    Status status =
        Status.ofParts(
            Stream.of(
                    tasks.reports().stream().map(each -> each.status()),
                    measures.checks().stream().map(each -> each.status()),
                    Stream.ofNullable(proof).map(each -> each.status()),
                    Stream.of(tasks.status()))
                .flatMap(each -> each)
                .toList());
    List<ReportTable> tables = new ArrayList<>(measures.tables());
    retention.ifPresent(tables::add);
    String failure = tasks.failure();
    return new LaneReport(
        subject.name(),
        subject.purpose(),
        status,
        start,
        context.clock().elapsed().minus(start),
        failure != null ? failure : measures.failure(),
        measures.facts(),
        tasks.reports(),
        measures.checks(),
        tables,
        findings);
  }
}
