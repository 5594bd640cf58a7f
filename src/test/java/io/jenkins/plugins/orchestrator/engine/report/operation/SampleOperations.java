package io.jenkins.plugins.orchestrator.engine.report.operation;

import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportColumn.Kind;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reports as operations make them, for the tests of what is made from them. */
public final class SampleOperations {
  private static final Instant START = Instant.parse("2026-03-01T03:00:00.123456789Z");

  private SampleOperations() {}

  /** Three databases backed up, restored and compared; one optional one is absent. */
  public static OperationReport passed() {
    return report(
        "backup",
        Status.PASSED,
        List.of(
            backedUp("dev_local", 1),
            backedUp("staging_clone", 2.2),
            backedUp("production_snapshot", 4),
            skipped("metrics")));
  }

  /** Every state, long names, hostile characters, tables of 200 rows, every kind of task. */
  public static OperationReport rich() {
    LaneReport wrong =
        lane(
            "production_snapshot",
            "Production data snapshot (anonymized)",
            Status.FAILED,
            "1 of 3 checks failed: public.plays has 199997 rows in the restored database, 200000"
                + " in the backup",
            tasks(
                4, Status.FAILED, TaskKind.DUMP, TaskKind.HASH, TaskKind.RESTORE, TaskKind.COMPARE),
            List.of(
                check("rows", "public.plays", Status.FAILED, "200000", "199997"),
                check("checksum", "public.games", Status.PASSED, "9f2c41d7", "9f2c41d7"),
                check("sequence", "public.plays_id_seq", Status.PASSED, "200000", "200000")),
            List.of(contents(200)));
    LaneReport slow =
        lane(
            "a_folder_with_a_name_that_is_longer_than_any_screen_" + "x".repeat(80),
            "pgdata/ and configuration",
            Status.TIMED_OUT,
            "hash: the time limit of 30 s has passed",
            tasks(2, Status.TIMED_OUT, TaskKind.DUMP, TaskKind.HASH),
            List.of(),
            List.of());
    LaneReport hostile =
        lane(
            "</title><script>window.hacked = 1</script>\"' \u202e 数据库 😀",
            "<img src=x onerror=hacked=1>",
            Status.CANCELLED,
            "Cancelled by the user & <nobody> else",
            tasks(1, Status.CANCELLED, TaskKind.CHECK, TaskKind.UPLOAD),
            List.of(check("<b>", "=cmd()|' '!A1", Status.UNKNOWN, "<i>\u0000", "\u001b[2J")),
            List.of());
    LaneReport unknown =
        lane("never_measured", "", Status.UNKNOWN, null, List.of(), List.of(), List.of());
    LaneReport swapped =
        lane(
            "all_kinds",
            "Every kind of task",
            Status.PASSED,
            null,
            tasks(
                6,
                Status.PASSED,
                TaskKind.SNAPSHOT,
                TaskKind.APPLY,
                TaskKind.ANONYMIZE,
                TaskKind.CHECK,
                TaskKind.DUMP,
                TaskKind.HASH,
                TaskKind.RESTORE,
                TaskKind.COMPARE,
                TaskKind.UPLOAD,
                TaskKind.SWAP,
                TaskKind.RETAIN,
                TaskKind.USE,
                TaskKind.SHIFT,
                TaskKind.OBSERVE,
                TaskKind.CLEANUP),
            List.of(),
            List.of(contents(5)));
    return report(
        "backup",
        Status.FAILED,
        List.of(
            backedUp("dev_local", 1), wrong, slow, hostile, unknown, skipped("metrics"), swapped));
  }

  /** The first lane has ended, the second works, the third has not begun. */
  public static OperationReport running() {
    LaneReport working =
        lane(
            "staging_clone",
            "Staging",
            Status.UNKNOWN,
            null,
            tasks(2, Status.PASSED, TaskKind.DUMP),
            List.of(),
            List.of());
    LaneReport waiting =
        new LaneReport(
            "production_snapshot",
            "",
            Status.UNKNOWN,
            Duration.ZERO,
            Duration.ZERO,
            null,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of());
    return report("backup", Status.UNKNOWN, List.of(backedUp("dev_local", 1), working, waiting));
  }

  /** A validation whose latencies were measured. */
  public static OperationReport latencies() {
    ReportTable latency =
        new ReportTable(
            "Latency",
            "Those without a limit were not answered.",
            List.of(
                new ReportColumn("At most", Kind.DURATION),
                new ReportColumn("Requests", Kind.NUMBER),
                new ReportColumn("Share", Kind.SHARE)),
            List.of(
                List.of("0.02", "12", "60.0"),
                List.of("0.05", "5", "25.0"),
                List.of("0.1", "2", "10.0"),
                List.of("", "1", "5.0")));
    CheckReport slo =
        new CheckReport(
            "slo",
            "p95",
            Status.UNKNOWN,
            "at most 500 ms",
            "consistent with 500 ms, n = 20",
            Duration.ofSeconds(2),
            "probe more often: 59 answers show it");
    return report(
        "validate",
        Status.UNKNOWN,
        List.of(
            lane(
                "shop",
                "Shop",
                Status.UNKNOWN,
                "p95: n = 20",
                tasks(2, Status.PASSED, TaskKind.CHECK),
                List.of(slo),
                List.of(latency))));
  }

  /** So many lanes with a table of so many rows each; every hundredth failed. */
  public static OperationReport large(int lanes, int rows) {
    List<LaneReport> all = new ArrayList<>();
    for (int i = 0; i < lanes; i++) {
      boolean bad = i % 100 == 99;
      Status status = bad ? Status.FAILED : Status.PASSED;
      all.add(
          lane(
              "shard_" + i,
              "One of many",
              status,
              bad ? "connection refused" : null,
              tasks(
                  1,
                  status,
                  TaskKind.DUMP,
                  TaskKind.HASH,
                  TaskKind.RESTORE,
                  TaskKind.COMPARE,
                  TaskKind.CLEANUP),
              List.of(check("rows", "public.plays", status, "7", bad ? "6" : "7")),
              List.of(contents(rows))));
    }
    return report("backup", Status.FAILED, all);
  }

  /** Every text is this one, and every list has an element. */
  public static OperationReport ofText(String text) {
    Duration ms = Duration.ofMillis(5);
    ReportTable table =
        new ReportTable(
            text,
            text,
            List.of(new ReportColumn(text, Kind.TEXT), new ReportColumn(text, Kind.BYTES)),
            List.of(List.of(text, text)));
    Finding finding = new Finding(Finding.Severity.ERROR, text, text, text, 3, text, text);
    LaneReport lane =
        new LaneReport(
            text,
            text,
            Status.FAILED,
            Duration.ZERO,
            ms.multipliedBy(4),
            text,
            List.of(new Fact(text, text)),
            List.of(new TaskReport(TaskKind.DUMP, text, Status.FAILED, ms, ms, text + " ")),
            List.of(new CheckReport(text, text, Status.FAILED, text, text, ms, text)),
            List.of(table),
            List.of(finding));
    return new OperationReport(
        "backup",
        text,
        text,
        text,
        START,
        ms.multipliedBy(4),
        ms.multipliedBy(4),
        Status.FAILED,
        List.of(lane),
        List.of(table),
        List.of(finding));
  }

  /** A run of these lanes, as long as they say. */
  public static OperationReport report(String operation, Status status, List<LaneReport> lanes) {
    Duration longest =
        lanes.stream()
            .map(lane -> lane.start().plus(lane.duration()))
            .max(Duration::compareTo)
            .orElse(Duration.ZERO);
    return new OperationReport(
        operation,
        "Backup of infrastructure/databases.yaml",
        "q3kd7mzx2a",
        "infrastructure/databases.yaml",
        START,
        longest.plusMillis(35),
        lanes.stream().map(LaneReport::duration).reduce(Duration.ZERO, Duration::plus),
        status,
        lanes,
        List.of(retention()),
        List.of(
            Finding.of(
                Finding.Severity.WARNING,
                "password-in-url",
                "environments.staging_clone.db_url holds a password",
                "Use ${ENV_VAR}, PGPASSFILE or ~/.pgpass")));
  }

  /** A lane that ended so and did nothing. */
  public static LaneReport lane(String name, Status status, @Nullable String failure) {
    return lane(name, "", status, failure, List.of(), List.of(), List.of());
  }

  private static LaneReport backedUp(String name, double factor) {
    return lane(
        name,
        "Backed up every night",
        Status.PASSED,
        null,
        tasks(
            factor,
            Status.PASSED,
            TaskKind.DUMP,
            TaskKind.HASH,
            TaskKind.RESTORE,
            TaskKind.COMPARE,
            TaskKind.RETAIN,
            TaskKind.CLEANUP),
        List.of(
            check("rows", "all 12 tables", Status.PASSED, "412345", "412345"),
            check("checksum", "all 12 tables", Status.PASSED, "equal", "equal")),
        List.of(contents(12)));
  }

  private static LaneReport skipped(String name) {
    return lane(
        name,
        "",
        Status.SKIPPED,
        "database \"metrics\" does not exist, and is optional",
        List.of(),
        List.of(),
        List.of());
  }

  private static LaneReport lane(
      String name,
      String purpose,
      Status status,
      @Nullable String failure,
      List<TaskReport> tasks,
      List<CheckReport> checks,
      List<ReportTable> tables) {
    Duration end =
        tasks.stream()
            .map(task -> task.start().plus(task.duration()))
            .max(Duration::compareTo)
            .orElse(Duration.ZERO);
    List<Fact> facts =
        tasks.isEmpty()
            ? List.of()
            : List.of(
                new Fact("Size", "489 MiB, compressed to 112 MiB"),
                new Fact("Rate", "66 MiB/s"),
                new Fact("RTO", "12.4 s (limit 30 minutes)"));
    return new LaneReport(
        name,
        purpose,
        status,
        Duration.ofMillis(2),
        end,
        failure,
        facts,
        tasks,
        checks,
        tables,
        List.of());
  }

  /** Tasks one after the other; the last one ended so. */
  private static List<TaskReport> tasks(double factor, Status last, TaskKind... kinds) {
    List<TaskReport> tasks = new ArrayList<>();
    Duration start = Duration.ofMillis(2);
    for (int i = 0; i < kinds.length; i++) {
      Duration duration = Duration.ofMillis(Math.round(factor * (400 + 170 * ((i * 5) % 7))));
      Status status = i == kinds.length - 1 ? last : Status.PASSED;
      tasks.add(
          new TaskReport(
              kinds[i],
              kinds[i].label() + " the database",
              status,
              start,
              duration,
              status == Status.PASSED ? null : "it did not end well"));
      start = start.plus(duration);
    }
    return tasks;
  }

  private static CheckReport check(
      String kind, String name, Status status, String expected, String found) {
    return new CheckReport(
        kind,
        name,
        status,
        expected,
        found,
        Duration.ofMillis(12),
        status == Status.PASSED ? null : "Look at the restored database before it is dropped");
  }

  private static ReportTable contents(int tables) {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < tables; i++) {
      rows.add(
          List.of(
              "public.table_" + i + (i % 50 == 7 ? "_with_a_very_long_name".repeat(4) : ""),
              i % 9 == 4 ? "UNKNOWN" : "PASSED",
              String.valueOf((i * 7919L) % 100_003),
              i % 9 == 4 ? "" : String.valueOf((i * 104_729L * 4_096L) % 3_000_000_000L),
              String.valueOf(((i * 37) % 1_000) / 100.0),
              START.plusSeconds(i).toString(),
              "9f2c41d7".repeat(8)));
    }
    return new ReportTable(
        "Contents",
        "Rows and checksums are those of the snapshot that was dumped.",
        List.of(
            new ReportColumn("Table", Kind.TEXT),
            new ReportColumn("Result", Kind.STATUS),
            new ReportColumn("Rows", Kind.NUMBER),
            new ReportColumn("Size", Kind.BYTES),
            new ReportColumn("Read in", Kind.DURATION),
            new ReportColumn("At", Kind.TIME),
            new ReportColumn("Checksum", Kind.TEXT)),
        rows);
  }

  private static ReportTable retention() {
    return new ReportTable(
        "Backups of this job",
        "",
        List.of(
            new ReportColumn("Backup", Kind.TEXT),
            new ReportColumn("State", Kind.TEXT),
            new ReportColumn("Age", Kind.DURATION),
            new ReportColumn("Size", Kind.BYTES)),
        List.of(
            List.of("dev_local-20260301-030000", "verified", "0", "117440512"),
            List.of("dev_local-20260228-030000", "hashed", "86400", "116391936"),
            List.of("dev_local-20260101-030000", "deleted: older than 30 days", "5097600", "")));
  }
}
