package io.jenkins.plugins.orchestrator.engine.backup.restore;

import io.jenkins.plugins.orchestrator.engine.backup.contents.ContentsComparison;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupState;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.DatabaseContents;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.DatabaseFacts;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.Manifest;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.Verification;
import io.jenkins.plugins.orchestrator.engine.backup.store.BackupStore;
import io.jenkins.plugins.orchestrator.engine.backup.verify.BackedUpSchema;
import io.jenkins.plugins.orchestrator.engine.backup.verify.BackedUpSettings;
import io.jenkins.plugins.orchestrator.engine.backup.verify.HashCheck;
import io.jenkins.plugins.orchestrator.engine.backup.verify.RestoreRun;
import io.jenkins.plugins.orchestrator.engine.backup.verify.RestoredCopy;
import io.jenkins.plugins.orchestrator.engine.backup.verify.VerifyOptions;
import io.jenkins.plugins.orchestrator.engine.backup.verify.VerifyTables;
import io.jenkins.plugins.orchestrator.engine.operation.Coordination;
import io.jenkins.plugins.orchestrator.engine.operation.LaneTasks;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.ApplicationName;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.DatabaseNaming;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.DatabaseSwap;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Snapshots;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.SwapException;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.SwapResult;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.TargetServer;
import io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SchemaFingerprint;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.HumanDuration;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.operation.Fact;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportTable;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.engine.run.TimeLimit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Restores one backup: look, hash, restore beside, compare, then the name. Up to the name nothing
 * that anybody uses is touched, and whatever fails leaves everything as it was.
 */
final class RestoreLane {
  private final RestorePlan plan;
  private final RunContext context;
  private final Coordination coordination;
  private final Snapshots snapshots;
  private final Manifest manifest;
  private final DatabaseFacts database;
  private final DatabaseContents contents;
  private final Path directory;
  private final String lane;
  private final LaneTasks log;
  private final Duration start;
  private final List<Fact> facts = new ArrayList<>();
  private final List<ReportTable> tables = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();

  RestoreLane(RestorePlan plan, RunContext context, Coordination coordination) {
    this.plan = plan;
    this.context = context;
    this.coordination = coordination;
    this.manifest = plan.backup().manifest();
    this.database = Objects.requireNonNull(manifest.database());
    this.contents = Objects.requireNonNull(manifest.contents());
    this.directory = context.workingDirectory().resolve(plan.directory()).normalize();
    this.lane = manifest.environment();
    this.log = new LaneTasks(lane, context);
    this.start = context.clock().elapsed();
    this.snapshots =
        new Snapshots(
            context.run(),
            context.state(),
            context.redactor(),
            context.variables(),
            coordination::journalled);
  }

  LaneReport run() {
    Duration timeout = plan.options().timeout();
    String limit = "the restore's time limit of " + HumanDuration.of(timeout);
    Cancellation bounded = context.cancellation().child();
    TimeLimit clock = TimeLimit.start(timeout, bounded, limit);
    try (clock) {
      restore(bounded);
      return report(Status.PASSED, null);
    } catch (CancelledException e) {
      boolean late = clock.hasPassed();
      return report(
          late ? Status.TIMED_OUT : Status.CANCELLED,
          plan.to()
              + ": "
              + (late ? "it did not end within " : "")
              + log.text(e)
              + ". The database there is as it was.");
    } catch (Exception e) {
      return report(Status.FAILED, log.text(e));
    }
  }

  private void restore(Cancellation cancellation) throws Exception {
    @Nullable SchemaFingerprint schema = schema(cancellation);
    TargetServer server =
        log.run(TaskKind.CHECK, "look at " + plan.to(), () -> look(roles(schema)));
    boolean replaces = server.databaseExists();
    if (replaces) {
      facts.add(LossWindow.of(database, server, Instant.now()));
    }
    hash(cancellation);
    RestoreRun run =
        new RestoreRun(
            directory,
            manifest,
            schema,
            options(server.maintenance()),
            context,
            snapshots,
            lane,
            cancellation);
    findings.addAll(run.refuseFullServer());
    try {
      log.run(
          TaskKind.RESTORE,
          "restore of "
              + manifest.archive().path()
              + " with "
              + plan.options().jobs()
              + " sessions",
          () -> {
            makeRoles(server.missingRoles());
            run.restore();
            return true;
          });
      facts.add(new Fact("Restored in", HumanDuration.of(run.restoreTime())));
      compare(run, schema, cancellation);
      log.run(
          TaskKind.SWAP,
          replaces
              ? "swap for " + plan.to().database()
              : "name " + plan.to().database() + " for the restored database",
          () -> {
            putIntoUse(run, replaces, cancellation);
            return true;
          });
      facts.add(
          0,
          new Fact("Recovered in (RTO)", HumanDuration.of(context.clock().elapsed().minus(start))));
    } finally {
      cleanUp(run);
    }
  }

  /** Everything that would stop it later, before anything is read or written. */
  private TargetServer look(Set<String> roles) throws RestoreException, SwapException {
    TargetServer server = TargetServer.look(plan.to(), roles, name("look"), context.redactor());
    List<String> wrong = new ArrayList<>();
    if (server.standby()) {
      wrong.add("found a standby; expected a server that takes writes. Name its primary.");
    }
    if (!server.createsDatabases()) {
      wrong.add(
          "found that role "
              + server.role()
              + " may not create databases; expected CREATEDB."
              + " ALTER ROLE … CREATEDB.");
    }
    int major = major(database.serverVersion());
    if (server.version().major() < major) {
      wrong.add(
          "found PostgreSQL "
              + server.version()
              + "; expected "
              + major
              + " or newer, because a dump does not fit an older server.");
    }
    if (server.databaseExists() && !plan.options().replace()) {
      wrong.add(
          "found a database of this name; expected none. It was not touched. Name another one, or"
              + " say that it is to be replaced (--replace; in a Pipeline replace: true).");
    }
    missing(server, wrong);
    if (server.databaseExists() && plan.options().replace()) {
      for (Finding finding : swap().look(plan.to())) {
        if (finding.severity() == Finding.Severity.ERROR) {
          wrong.add(finding.message() + (finding.advice() == null ? "" : " " + finding.advice()));
        }
      }
    }
    if (!wrong.isEmpty()) {
      throw new RestoreException(plan.to() + ": " + String.join("\n  ", wrong));
    }
    return server;
  }

  private void missing(TargetServer server, List<String> wrong) {
    if (server.missingRoles().isEmpty()) {
      return;
    }
    String names = String.join(", ", server.missingRoles());
    if (!plan.options().createRoles()) {
      wrong.add(
          "found no role "
              + names
              + "; expected those that own, or may use, what is restored. CREATE ROLE … them there"
              + " (the backup's file of globals has how they were), or have them made unable to log"
              + " in (--create-roles; in a Pipeline createRoles: true).");
    } else if (!server.createsRoles()) {
      wrong.add(
          "found no role "
              + names
              + ", and that role "
              + server.role()
              + " may not make them; expected CREATEROLE.");
    }
  }

  private void makeRoles(Set<String> missing) throws SwapException {
    if (missing.isEmpty()) {
      return;
    }
    TargetServer.createRoles(plan.to(), missing, name("roles"), context.redactor());
    findings.add(
        Finding.of(
            Finding.Severity.WARNING,
            "restore-made-roles",
            "Made the missing roles " + String.join(", ", missing) + ", unable to log in.",
            "Give them their rights and passwords, or drop them when nothing needs them."));
  }

  private void hash(Cancellation cancellation) throws Exception {
    HashCheck hashes =
        log.run(
            TaskKind.HASH,
            "hash of " + manifest.files().size() + " files",
            () -> HashCheck.of(directory, manifest.files(), cancellation));
    if (!hashes.problems().isEmpty()) {
      log.failLast(hashes.problems().get(0));
      throw new RestoreException(
          plan.directory()
              + ": the backup is "
              + BackupState.BROKEN
              + ": "
              + String.join("; ", hashes.problems())
              + ". Nothing was restored; take another backup.");
    }
  }

  private void compare(
      RestoreRun run, @Nullable SchemaFingerprint schema, Cancellation cancellation)
      throws Exception {
    ContentsComparison comparison =
        log.run(
            TaskKind.COMPARE,
            "comparison of " + contents.tables().size() + " tables",
            () ->
                RestoredCopy.compare(
                    run.target(),
                    run.applicationName(),
                    contents,
                    schema,
                    plan.options().jobs(),
                    cancellation));
    tables.add(VerifyTables.compared(comparison));
    for (String note : comparison.notes()) {
      findings.add(Finding.of(Finding.Severity.INFO, "restored-otherwise", note, null));
    }
    if (!comparison.isSame()) {
      log.failLast(comparison.differences().get(0));
      throw new RestoreException(
          plan.to()
              + ": what was restored is not what was backed up, and was dropped again: "
              + String.join("; ", comparison.differences()));
    }
    List<String> unproven = new ArrayList<>(comparison.notCompared());
    unproven.addAll(comparison.leftOut());
    unproven(unproven);
    if (unproven.isEmpty() && schema != null) {
      writeDown(run);
    }
    long rows = contents.tables().stream().mapToLong(each -> each.rows()).sum();
    facts.add(new Fact("Compared", contents.tables().size() + " tables with " + rows + " rows"));
  }

  /** It proves the backup as a verification does. */
  private void writeDown(RestoreRun run) {
    try {
      new BackupStore(Objects.requireNonNull(directory.getParent()))
          .append(
              manifest.id(),
              new Verification(
                  plan.backup().sha256(),
                  Instant.now(),
                  context.run().value(),
                  BackupState.VERIFIED,
                  run.server(),
                  run.restoreTime(),
                  log.lastDuration(),
                  List.of()));
    } catch (IOException e) {
      findings.add(
          Finding.of(
              Finding.Severity.INFO,
              "restore-not-written-down",
              "That the restore proves the backup could not be written down in it: "
                  + context.redactor().redact(e.toString()),
              null));
    }
  }

  private void putIntoUse(RestoreRun run, boolean replaces, Cancellation cancellation)
      throws Exception {
    DatabaseTarget restored = run.target();
    cancellation.check();
    if (!replaces) {
      List<String> own =
          BackedUpSettings.own(
              directory, manifest, options(plan.to()), context, snapshots, cancellation);
      List<String> refused =
          new DatabaseNaming(context.run(), lane, context.redactor())
              .give(
                  plan.to(),
                  restored.database(),
                  DressStatements.of(database, own, restored.database()),
                  database.comment());
      for (String each : refused) {
        findings.add(
            Finding.of(
                Finding.Severity.WARNING,
                "restore-not-carried-over",
                "The server refused " + each + ".",
                "Run it as a role that may."));
      }
      return;
    }
    SwapResult result =
        swap().swap(plan.to(), restored.database(), manifest.id().value(), cancellation);
    findings.addAll(result.findings());
    Duration outage = result.outage();
    facts.add(new Fact("Outage", outage == null ? "UNKNOWN" : outage.toMillis() + " ms"));
    facts.add(new Fact("Sessions ended", Integer.toString(result.endedSessions())));
    facts.add(
        new Fact("Kept", result.kept() + " is the database that was in use, until it is dropped"));
  }

  /** Drops what did not get a name; what did is nobody's throw-away any more. */
  private void cleanUp(RestoreRun run) {
    try {
      log.run(
          TaskKind.CLEANUP,
          "cleanup",
          () -> {
            run.close();
            return true;
          });
    } catch (Exception e) {
      findings.add(
          Finding.of(
              Finding.Severity.ERROR, "cleanup-failed", log.text(e), "bin/orchestrate reap"));
    }
  }

  private DatabaseSwap swap() {
    return new DatabaseSwap(
        context.run(), lane, context.state(), context.redactor(), coordination::journalled);
  }

  private VerifyOptions options(DatabaseTarget server) {
    RestoreOptions options = plan.options();
    return new VerifyOptions(
        true, server, options.jobs(), options.timeout(), options.identity(), null);
  }

  private Set<String> roles(@Nullable SchemaFingerprint schema) {
    Set<String> roles = new TreeSet<>(Set.of(database.owner()));
    if (schema != null) {
      roles.addAll(schema.roles().all());
    }
    return roles;
  }

  private @Nullable SchemaFingerprint schema(Cancellation cancellation) throws Exception {
    BackedUpSchema read =
        BackedUpSchema.read(
            directory, manifest, options(plan.to()), context, snapshots, cancellation);
    if (read.missing() != null) {
      unproven(List.of(read.missing()));
    }
    return read.schema();
  }

  /** What is put into use is compared, unless somebody said that it need not be. */
  private void unproven(List<String> reasons) throws RestoreException {
    if (reasons.isEmpty()) {
      return;
    }
    String text = String.join("; ", reasons);
    if (!plan.options().allowUnverified()) {
      throw new RestoreException(
          plan.to()
              + ": found that "
              + text
              + "; expected all of it to be compared before it is used. Take another backup, or"
              + " say that this one may be used (--allow-unverified; in a Pipeline"
              + " allowUnverified: true).");
    }
    findings.add(
        Finding.of(
            Finding.Severity.WARNING,
            "restored-unproven",
            "What was restored is not proven: " + text + ".",
            "Look at it yourself before you use it."));
  }

  private static int major(String version) throws RestoreException {
    String digits = version.replaceFirst("\\D.*", "");
    if (digits.isEmpty() || digits.length() > 3) {
      throw new RestoreException(
          "found the server version \""
              + version
              + "\" in the manifest; expected one such as 17.2");
    }
    return Integer.parseInt(digits);
  }

  private String name(String purpose) {
    return ApplicationName.of(context.run(), lane, purpose);
  }

  private LaneReport report(Status status, @Nullable String failure) {
    return new LaneReport(
        lane,
        manifest.purpose(),
        status,
        start,
        context.clock().elapsed().minus(start),
        failure,
        facts,
        log.reports(),
        List.of(),
        tables,
        findings);
  }
}
