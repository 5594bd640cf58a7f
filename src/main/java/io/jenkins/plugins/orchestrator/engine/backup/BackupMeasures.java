package io.jenkins.plugins.orchestrator.engine.backup;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupState;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.DatabaseContents;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.DatabaseFacts;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.Manifest;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.StoredBackup;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.TableContents;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.Verification;
import io.jenkins.plugins.orchestrator.engine.backup.store.BackupStore;
import io.jenkins.plugins.orchestrator.engine.backup.verify.BackupProof;
import io.jenkins.plugins.orchestrator.engine.backup.write.Sizes;
import io.jenkins.plugins.orchestrator.engine.config.BackupSettings;
import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.HumanDuration;
import io.jenkins.plugins.orchestrator.engine.report.operation.Fact;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportColumn;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportTable;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a lane measured, and what is held against a limit.
 *
 * @param made null when there is no backup
 * @param proof what proving it showed, null when it was not tried
 * @param earlier the source's backups before it, the oldest first
 * @param dumpTime how long the dump took
 * @param now the wall clock at the start of the run
 */
record BackupMeasures(
    BackupSettings settings,
    BackupStore store,
    @Nullable StoredBackup made,
    @Nullable BackupProof proof,
    List<StoredBackup> earlier,
    Duration dumpTime,
    Instant now) {
  private static final int MOST_ROWS = 500;
  private static final String RTO = "RTO";

  List<Fact> facts() {
    List<Fact> facts = new ArrayList<>();
    StoredBackup backup = made;
    if (backup != null) {
      Manifest manifest = backup.manifest();
      facts.add(new Fact("State", backup.state().name().toLowerCase(Locale.ROOT)));
      recoveryTime()
          .ifPresent(
              time ->
                  facts.add(
                      new Fact(RTO, HumanDuration.of(time) + limit(settings.maxRecoveryTime()))));
      facts.add(
          new Fact(
              "Size", Sizes.of(manifest.bytes()) + " in " + manifest.files().size() + " files"));
      DatabaseFacts database = manifest.database();
      DatabaseContents contents = manifest.contents();
      if (database != null && contents != null) {
        facts.add(new Fact("Database", Sizes.of(database.bytes()) + ratio(database, manifest)));
        rate(database).ifPresent(facts::add);
        facts.add(new Fact("Contents", contents(contents)));
      }
      if (proof != null) {
        proof.facts().stream().filter(fact -> !fact.label().equals(RTO)).forEach(facts::add);
      }
    }
    facts.add(new Fact("RPO", lossWindow()));
    if (backup != null) {
      facts.add(new Fact("Backup", store.directoryOf(backup.manifest().id()).toString()));
    }
    return facts;
  }

  private static String ratio(DatabaseFacts database, Manifest manifest) {
    return manifest.bytes() == 0
        ? ""
        : String.format(
            Locale.ROOT,
            ", %.1f times its backup",
            (double) database.bytes() / (double) manifest.bytes());
  }

  private Optional<Fact> rate(DatabaseFacts database) {
    long millis = dumpTime.toMillis();
    return millis == 0
        ? Optional.empty()
        : Optional.of(
            new Fact("Rate", Sizes.of(database.bytes() * 1000 / millis) + " of database a second"));
  }

  private static String contents(DatabaseContents contents) {
    long rows = contents.tables().stream().mapToLong(TableContents::rows).sum();
    String objects =
        contents.largeObjects().count() == 0
            ? ""
            : ", " + contents.largeObjects().count() + " large objects";
    return String.format(
        Locale.ROOT,
        "%d tables, %,d rows, %d sequences%s",
        contents.tables().size(),
        rows,
        contents.sequences().size(),
        objects);
  }

  private static String limit(@Nullable Duration limit) {
    return limit == null ? "" : " (limit " + HumanDuration.of(limit) + ")";
  }

  private String lossWindow() {
    Optional<Duration> age = age();
    String limit = limit(settings.maxAge());
    if (age.isEmpty()) {
      return "no backup before this one" + limit;
    }
    return lastVerified().isEmpty()
        ? "none of the " + earlier.size() + " backups before this one is verified" + limit
        : "the last verified backup before this one is "
            + HumanDuration.of(age.get())
            + " old"
            + limit;
  }

  private Optional<StoredBackup> lastVerified() {
    return earlier.stream()
        .filter(each -> each.state() == BackupState.VERIFIED)
        .max(Comparator.comparing(each -> each.manifest().startedAt()));
  }

  /** Since when nothing is proven: since the last verified backup, else since the first one. */
  private Optional<Duration> age() {
    return lastVerified()
        .or(() -> earlier.stream().findFirst())
        .map(each -> Duration.between(each.manifest().startedAt(), now))
        .map(age -> age.isNegative() ? Duration.ZERO : age);
  }

  private Optional<Duration> recoveryTime() {
    return Optional.ofNullable(made)
        .flatMap(StoredBackup::lastVerified)
        .map(Verification::restoreTime);
  }

  /** The limits; one that nothing was measured for is unknown. */
  List<CheckReport> checks() {
    List<CheckReport> checks = new ArrayList<>();
    Duration maxAge = settings.maxAge();
    Optional<Duration> age = age();
    if (maxAge != null && age.isPresent()) {
      checks.add(
          check(
              "age of the last verified backup (RPO)",
              "the last verified backup before this one",
              age.get(),
              maxAge,
              "Back up and verify more often, or raise backup.max_age."));
    }
    Duration maxTime = settings.maxRecoveryTime();
    BackupProof shown = proof;
    if (shown != null) {
      checks.addAll(shown.checks());
    } else if (maxTime != null && made != null) {
      checks.add(
          new CheckReport(
              "limit",
              "recovery time (RTO)",
              Status.UNKNOWN,
              "at most " + HumanDuration.of(maxTime),
              "nothing: it was not restored",
              Duration.ZERO,
              "Let the backup be restored: backup.verify."));
    }
    return checks;
  }

  private static CheckReport check(
      String name, String what, Duration found, Duration limit, String advice) {
    boolean passed = found.compareTo(limit) <= 0;
    return new CheckReport(
        "limit",
        name,
        passed ? Status.PASSED : Status.FAILED,
        "at most " + HumanDuration.of(limit),
        what + ": " + HumanDuration.of(found),
        Duration.ZERO,
        passed ? null : advice);
  }

  /** What the first limit that was not kept says; null when all were. */
  @Nullable String failure() {
    return checks().stream()
        .filter(check -> check.status().isFailure())
        .map(check -> check.name() + ": found " + check.found() + "; expected " + check.expected())
        .findFirst()
        .orElse(null);
  }

  List<ReportTable> tables() {
    if (proof != null && !proof.tables().isEmpty()) {
      // It shows the same tables with what was restored beside them.
      return proof.tables();
    }
    DatabaseContents contents = made == null ? null : made.manifest().contents();
    if (contents == null) {
      return List.of();
    }
    List<List<String>> rows =
        contents.tables().stream()
            .sorted(Comparator.comparingLong(TableContents::rows).reversed())
            .limit(MOST_ROWS)
            .map(
                table ->
                    List.of(
                        table.schema() + "." + table.name(),
                        Long.toString(table.rows()),
                        table.checksum() == null ? "" : table.checksum()))
            .toList();
    String note =
        contents.tables().size() > MOST_ROWS
            ? "The " + MOST_ROWS + " largest of " + contents.tables().size() + " tables."
            : "";
    return List.of(
        new ReportTable(
            "What was backed up",
            note,
            List.of(
                new ReportColumn("table", ReportColumn.Kind.TEXT),
                new ReportColumn("rows", ReportColumn.Kind.NUMBER),
                new ReportColumn("checksum", ReportColumn.Kind.TEXT)),
            rows));
  }
}
