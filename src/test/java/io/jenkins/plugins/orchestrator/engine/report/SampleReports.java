package io.jenkins.plugins.orchestrator.engine.report;

import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reports as runs make them, for the tests of what is made from them. */
public final class SampleReports {
  private static final Instant START = Instant.parse("2026-03-01T03:00:00.123456789Z");

  private SampleReports() {}

  /** Three environments, eight scripts up, down and up again, all good. */
  public static MigrationTestReport passed() {
    List<EnvironmentReport> environments =
        List.of(
            environment("dev_local", "Local development testing", 1),
            environment("staging_clone", "Staging environment replica", 2.4),
            environment("production_snapshot", "Production data snapshot (anonymized)", 4.1));
    DriftReport drift =
        new DriftReport(
            Status.PASSED,
            "dev_local",
            List.of(
                new DriftReport.Drift("staging_clone", List.of(), List.of()),
                new DriftReport.Drift("production_snapshot", List.of(), List.of())));
    return report(Status.PASSED, environments, drift);
  }

  /** One environment fails in a script, one in its checks and tests, one passes with doubts. */
  public static MigrationTestReport failed() {
    List<EnvironmentReport> environments = List.of(doubtful(), failedInScript(), failedInChecks());
    DriftReport drift =
        new DriftReport(
            Status.FAILED,
            "dev_local",
            List.of(
                new DriftReport.Drift(
                    "production_snapshot",
                    List.of(
                        new ObjectDifference(
                            "index",
                            "public.odds_history_captured_at_idx",
                            null,
                            "CREATE INDEX odds_history_captured_at_idx ON public.odds_history"
                                + " USING btree (captured_at)",
                            null)),
                    List.of(
                        new ObjectDifference(
                            "index",
                            "public.odds_history_captured_at_idx",
                            null,
                            "CREATE INDEX odds_history_captured_at_idx ON public.odds_history"
                                + " USING btree (captured_at)",
                            null),
                        new ObjectDifference(
                            "column",
                            "public.plays.epa",
                            "type",
                            "double precision",
                            "numeric(8,4)")))));
    return report(Status.FAILED, environments, drift);
  }

  /** Stopped by a person in the middle. */
  public static MigrationTestReport cancelled() {
    EnvironmentReport done = environment("dev_local", "Local development testing", 1);
    EnvironmentReport half =
        new EnvironmentBuilder("staging_clone", "Staging environment replica", 2.4)
            .snapshot()
            .scripts(Direction.UP, 3)
            .task(TaskKind.APPLY, Status.CANCELLED, "cancelled by the user")
            .cleanup()
            .build(Status.CANCELLED, "Cancelled by the user while applying scripts");
    EnvironmentReport none =
        new EnvironmentReport(
            "production_snapshot",
            "Production data snapshot (anonymized)",
            Status.CANCELLED,
            Duration.ZERO,
            Duration.ZERO,
            "Cancelled before it began",
            null,
            null,
            List.of(),
            List.of(),
            ReversibilityReport.unknown("The scripts were not applied."),
            List.of(),
            List.of(),
            List.of());
    return report(
        Status.CANCELLED,
        List.of(done, half, none),
        new DriftReport(Status.UNKNOWN, "", List.of()));
  }

  /** As large as asked for. */
  public static MigrationTestReport large(int environments, int scripts, int statements) {
    List<EnvironmentReport> all = new ArrayList<>();
    for (int i = 0; i < environments; i++) {
      EnvironmentBuilder builder =
          new EnvironmentBuilder("shard_" + i, "One of many", 0.2)
              .waiting(Duration.ofMillis(40L * i))
              .snapshot();
      for (Direction direction : Direction.values()) {
        builder.manyScripts(direction, scripts, statements);
      }
      all.add(builder.validate().tests().cleanup().build(Status.PASSED, null));
    }
    return report(Status.PASSED, all, new DriftReport(Status.PASSED, "shard_0", List.of()));
  }

  /** Every text of every record is this one, and every list has an element. */
  public static MigrationTestReport ofText(String text) {
    ObjectDifference difference = new ObjectDifference(text, text, text, text, text);
    Finding finding = new Finding(Finding.Severity.ERROR, text, text, text, 3, text, text);
    ScriptError error = new ScriptError(text, 1, 2, text, text, text, text, text, text);
    Duration ms = Duration.ofMillis(5);
    StatementReport statement = new StatementReport(1, 1, 1, text, Status.FAILED, ms, 7);
    ScriptReport script =
        new ScriptReport(
            text,
            text,
            Direction.UP,
            Status.FAILED,
            ms,
            ms,
            true,
            List.of(statement),
            error,
            List.of(finding));
    EnvironmentReport environment =
        new EnvironmentReport(
            text,
            text,
            Status.FAILED,
            Duration.ZERO,
            ms.multipliedBy(20),
            text,
            new SnapshotReport(text, text, text, text, text, 1L, true, ms),
            new PendingReport(
                text,
                text,
                1,
                List.of(text),
                List.of(text),
                List.of(text),
                List.of(text),
                List.of(text)),
            List.of(
                new TaskReport(TaskKind.APPLY, text, Status.FAILED, ms, ms, text + " "),
                new TaskReport(TaskKind.REVERSE, text, Status.FAILED, ms, ms, text + " ")),
            List.of(script),
            new ReversibilityReport(
                ReversibilityReport.Verdict.NOT,
                text,
                List.of(difference),
                List.of(difference),
                List.of(new LostColumn(text, text, 1L, text)),
                List.of(text)),
            List.of(new CheckReport(text, text, Status.FAILED, text, text, ms, text)),
            List.of(new TestReport(text, text, Status.FAILED, ms, ms, 1, text, null, text)),
            List.of(finding));
    return new MigrationTestReport(
        text,
        text,
        START,
        ms.multipliedBy(20),
        ms.multipliedBy(20),
        Status.FAILED,
        List.of(environment),
        new DriftReport(
            Status.FAILED,
            text,
            List.of(new DriftReport.Drift(text, List.of(difference), List.of(difference)))),
        List.of(finding));
  }

  /** A run of these environments, as long as they say. */
  public static MigrationTestReport report(
      Status status, List<EnvironmentReport> environments, DriftReport drift) {
    Duration longest =
        environments.stream()
            .map(environment -> environment.start().plus(environment.duration()))
            .max(Duration::compareTo)
            .orElse(Duration.ZERO);
    Duration sum =
        environments.stream()
            .map(EnvironmentReport::duration)
            .reduce(Duration.ZERO, Duration::plus);
    return new MigrationTestReport(
        "q3kd7mzx2a",
        "docs/examples/nfl/parallel_migration_test.yaml",
        START,
        longest.plusMillis(35),
        sum,
        status,
        environments,
        drift,
        List.of(
            Finding.of(
                Finding.Severity.WARNING,
                "password-in-url",
                "test_environments.staging_clone.db_url holds a password",
                "Use ${ENV_VAR}, PGPASSFILE or ~/.pgpass")));
  }

  /** One environment in which everything passes; the factor stretches its times. */
  public static EnvironmentReport environment(String name, String purpose, double factor) {
    return new EnvironmentBuilder(name, purpose, factor)
        .snapshot()
        .scripts(Direction.UP, 8)
        .scripts(Direction.DOWN, 8)
        .scripts(Direction.UP_AGAIN, 8)
        .validate()
        .tests()
        .cleanup()
        .build(Status.PASSED, null);
  }

  private static EnvironmentReport doubtful() {
    return new EnvironmentBuilder("dev_local", "Local development testing", 1)
        .snapshot()
        .scripts(Direction.UP, 8)
        .scripts(Direction.DOWN, 8)
        .scripts(Direction.UP_AGAIN, 8)
        .lossy()
        .validate()
        .tests()
        .cleanup()
        .build(Status.PASSED, null);
  }

  private static EnvironmentReport failedInScript() {
    return new EnvironmentBuilder("staging_clone", "Staging environment replica", 2.4)
        .snapshot()
        .scripts(Direction.UP, 4)
        .failingScript()
        .cleanup()
        .build(
            Status.FAILED,
            "db/migrations/005_plays_epa_not_null.sql:12:3: column \"epa\" of relation \"plays\""
                + " contains null values");
  }

  private static EnvironmentReport failedInChecks() {
    return new EnvironmentBuilder(
            "production_snapshot", "Production data snapshot (anonymized)", 4.1)
        .waiting(Duration.ofMillis(700))
        .snapshot()
        .scripts(Direction.UP, 8)
        .scripts(Direction.DOWN, 8)
        .scripts(Direction.UP_AGAIN, 8)
        .failingChecks()
        .cleanup()
        .build(Status.FAILED, "1 of 4 checks failed: query no orphans gave 3, not 0");
  }

  static ScriptError scriptError() {
    return new ScriptError(
        "db/migrations/005_plays_epa_not_null.sql",
        12,
        3,
        "  11 | ALTER TABLE public.plays\n  12 |   ALTER COLUMN epa SET NOT NULL;\n     |   ^",
        "23502",
        "column \"epa\" of relation \"plays\" contains null values",
        "3 of 200000 rows have no value.",
        "Fill the column first, or add a CHECK … NOT VALID and validate it later.",
        "SQL statement \"ALTER TABLE …\"\n"
            + "PL/pgSQL function public.tighten(text) line 4 at EXECUTE");
  }
}
