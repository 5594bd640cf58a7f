package io.jenkins.plugins.orchestrator.engine.backup.verify;

import io.jenkins.plugins.orchestrator.engine.backup.contents.ContentsComparison;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupState;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.DatabaseContents;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.DatabaseFacts;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.Manifest;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.StoredBackup;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.Verification;
import io.jenkins.plugins.orchestrator.engine.backup.write.Sizes;
import io.jenkins.plugins.orchestrator.engine.operation.LaneTasks;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Snapshots;
import io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SchemaFingerprint;
import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.HumanDuration;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.operation.Fact;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportTable;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.engine.run.TimeLimit;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Proves one backup: hashes its files, and where that is asked for restores it into a throw-away
 * database, compares that with what the manifest says was in the source, and drops it.
 *
 * <p>What fails for a reason of its own (a server that cannot be reached, a full disk, a restore
 * that somebody ended) leaves the backup as proven as its hashes make it; it does not make it
 * broken.
 */
public final class BackupVerification {
  private final Path directory;
  private final StoredBackup backup;
  private final VerifyOptions options;
  private final RunContext context;
  private final Snapshots snapshots;
  private final String lane;
  private final LaneTasks log;
  private final List<Fact> facts = new ArrayList<>();
  private final List<CheckReport> checks = new ArrayList<>();
  private final List<ReportTable> tables = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();

  private @Nullable BackupState state;
  private @Nullable String server;
  private @Nullable Duration restoreTime;
  private @Nullable Duration compareTime;
  private List<String> differences = List.of();
  private final List<String> notCompared = new ArrayList<>();
  private final List<String> leftOut = new ArrayList<>();

  /**
   * A look that is about to begin.
   *
   * @param directory of the backup
   * @param snapshots of the run
   * @param lane the environment's name, or the lane's, for progress and {@code application_name}
   */
  public BackupVerification(
      Path directory,
      StoredBackup backup,
      VerifyOptions options,
      RunContext context,
      Snapshots snapshots,
      String lane) {
    this.directory = directory;
    this.backup = backup;
    this.options = options;
    this.context = context;
    this.snapshots = snapshots;
    this.lane = lane;
    this.log = new LaneTasks(lane, context);
  }

  /** Looks. Returns also when it failed or was cancelled; whatever it made is gone then. */
  public BackupProof run() {
    Cancellation bounded = context.cancellation().child();
    String limit = "the verification's time limit of " + HumanDuration.of(options.timeout());
    TimeLimit clock = TimeLimit.start(options.timeout(), bounded, limit);
    try (clock) {
      prove(bounded);
      return proof(differences.isEmpty() ? completeness() : Status.FAILED, failure());
    } catch (CancelledException e) {
      boolean late = clock.hasPassed();
      return proof(
          late ? Status.TIMED_OUT : Status.CANCELLED,
          late ? lane + ": it did not end within " + log.text(e) : log.text(e));
    } catch (Exception e) {
      return proof(Status.FAILED, log.text(e));
    }
  }

  private void prove(Cancellation cancellation) throws Exception {
    HashCheck hashes =
        log.run(
            TaskKind.HASH,
            "hash of " + backup.manifest().files().size() + " files",
            () -> HashCheck.of(directory, backup.manifest().files(), cancellation));
    facts.add(new Fact("Hashed", Sizes.of(hashes.bytes())));
    if (!hashes.problems().isEmpty()) {
      state = BackupState.BROKEN;
      differences = hashes.problems();
      log.failLast(differences.get(0));
      return;
    }
    state = BackupState.HASHED;
    if (!options.restore()) {
      return;
    }
    if (backup.manifest().database() == null) {
      folder(cancellation);
      return;
    }
    restore(cancellation);
  }

  /** Restored into a directory of ours. */
  private void folder(Cancellation cancellation) throws Exception {
    FolderRestore run =
        FolderRestore.open(directory, backup.manifest(), options, context, snapshots, cancellation);
    try {
      log.run(
          TaskKind.RESTORE,
          "restore of " + backup.manifest().archive().path(),
          () -> {
            run.restore();
            return true;
          });
      restored(run.restoreTime());
      FolderRestore.Compared compared =
          log.run(TaskKind.COMPARE, "comparison of every file", run::compare);
      compareTime = log.lastDuration();
      differences = compared.differences();
      String why = compared.notCompared();
      if (why == null) {
        facts.add(
            new Fact(
                "Compared",
                compared.entries()
                    + " files, directories and links with "
                    + compared.bytes()
                    + " bytes"));
      } else {
        notCompared.add(why);
      }
      judge();
    } catch (BrokenBackupException e) {
      broken(e);
    } finally {
      drop("the restored files", run::close);
    }
  }

  private void restored(Duration took) {
    restoreTime = took;
    state = BackupState.RESTORED;
    facts.add(new Fact("RTO", HumanDuration.of(took)));
  }

  private void restore(Cancellation cancellation) throws Exception {
    Manifest manifest = backup.manifest();
    DatabaseFacts database = Objects.requireNonNull(manifest.database());
    DatabaseContents contents = Objects.requireNonNull(manifest.contents());
    BackedUpSchema read =
        BackedUpSchema.read(directory, manifest, options, context, snapshots, cancellation);
    if (read.missing() != null) {
      notCompared.add(read.missing());
    }
    SchemaFingerprint schema = read.schema();
    RestoreRun run =
        new RestoreRun(
            directory, manifest, schema, options, context, snapshots, lane, cancellation);
    findings.addAll(run.refuseFullServer());
    try {
      log.run(
          TaskKind.RESTORE,
          "restore of " + manifest.archive().path() + " with " + options.jobs() + " sessions",
          () -> {
            run.restore();
            return true;
          });
      server = run.server();
      restored(run.restoreTime());
      compare(run, contents, schema, database, cancellation);
    } catch (BrokenBackupException e) {
      server = run.server();
      broken(e);
    } finally {
      drop("the restored database", run::close);
    }
  }

  private void compare(
      RestoreRun run,
      DatabaseContents contents,
      @Nullable SchemaFingerprint schema,
      DatabaseFacts database,
      Cancellation cancellation)
      throws Exception {
    ContentsComparison comparison =
        log.run(
            TaskKind.COMPARE,
            "comparison of " + contents.tables().size() + " tables of " + database.name(),
            () ->
                RestoredCopy.compare(
                    run.target(),
                    run.applicationName(),
                    contents,
                    schema,
                    options.jobs(),
                    cancellation));
    compareTime = log.lastDuration();
    tables.add(VerifyTables.compared(comparison));
    for (String note : comparison.notes()) {
      findings.add(Finding.of(Finding.Severity.INFO, "restored-otherwise", note, null));
    }
    for (String left : contents.notCompared()) {
      findings.add(Finding.of(Finding.Severity.INFO, "not-compared", left, null));
    }
    long rows = contents.tables().stream().mapToLong(each -> each.rows()).sum();
    facts.add(new Fact("Compared", contents.tables().size() + " tables with " + rows + " rows"));
    differences = comparison.differences();
    notCompared.addAll(comparison.notCompared());
    leftOut.addAll(comparison.leftOut());
    judge();
  }

  private void judge() {
    if (!differences.isEmpty()) {
      log.failLast(differences.get(0));
    } else if (notCompared.isEmpty() && leftOut.isEmpty()) {
      state = BackupState.VERIFIED;
    } else {
      findings.add(
          Finding.of(
              Finding.Severity.WARNING,
              "not-verified",
              "The backup was restored, but that is no proof: " + String.join("; ", unproven()),
              notCompared.isEmpty()
                  ? "Set backup.checksums: true."
                  : "Make a new backup, or verify it with the version that made it: "
                      + backup.manifest().tool()));
    }
  }

  /** Why a backup that was restored is not verified. */
  private List<String> unproven() {
    List<String> reasons = new ArrayList<>(notCompared);
    reasons.addAll(leftOut);
    return reasons;
  }

  private void broken(BrokenBackupException e) {
    state = BackupState.BROKEN;
    differences = List.of(log.text(e));
  }

  /** What takes away what was restored. */
  private interface Closing {
    void close() throws Exception;
  }

  private void drop(String what, Closing closing) {
    try {
      log.run(
          TaskKind.CLEANUP,
          "drop of " + what,
          () -> {
            closing.close();
            return true;
          });
    } catch (Exception e) {
      findings.add(
          Finding.of(
              Finding.Severity.ERROR, "cleanup-failed", log.text(e), "bin/orchestrate reap"));
    }
  }

  /** What was asked for and not compared is not known. */
  private Status completeness() {
    Status limits = limits();
    return notCompared.isEmpty() ? limits : Status.ofParts(List.of(limits, Status.UNKNOWN));
  }

  private Status limits() {
    Duration limit = options.maxRecoveryTime();
    Duration measured = restoreTime;
    if (limit == null) {
      return Status.PASSED;
    }
    Status status =
        measured == null
            ? Status.UNKNOWN
            : measured.compareTo(limit) <= 0 ? Status.PASSED : Status.FAILED;
    checks.add(
        new CheckReport(
            "limit",
            "recovery time (RTO)",
            status,
            "at most " + HumanDuration.of(limit),
            measured == null ? "not measured" : HumanDuration.of(measured),
            measured == null ? Duration.ZERO : measured,
            status == Status.FAILED
                ? "Restore with more jobs, on a faster server, or raise max_recovery_time."
                : null));
    // What was asked for was hashes alone: then nothing is missing.
    return status == Status.UNKNOWN && !options.restore() ? Status.PASSED : status;
  }

  private @Nullable String failure() {
    if (!differences.isEmpty()) {
      int more = differences.size() - 1;
      return backup.manifest().id()
          + ": "
          + differences.get(0)
          + (more > 0 ? " (and " + more + " more)" : "");
    }
    return checks.stream()
        .filter(check -> check.status() == Status.FAILED)
        .findFirst()
        .map(check -> check.name() + ": " + check.found() + "; expected " + check.expected())
        .orElse(
            notCompared.isEmpty()
                ? null
                : backup.manifest().id() + ": " + String.join("; ", notCompared));
  }

  private BackupProof proof(Status status, @Nullable String failure) {
    BackupState shown = state;
    Verification verification =
        shown == null
            ? null
            : new Verification(
                backup.sha256(),
                Instant.now(),
                context.run().value(),
                shown,
                server,
                restoreTime,
                compareTime,
                differences.isEmpty() ? unproven() : differences);
    return new BackupProof(
        status, failure, verification, facts, log.reports(), checks, tables, findings);
  }
}
