package io.jenkins.plugins.orchestrator.engine.report;

import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds the report of a branch step by step; each step takes up where the one before ended. */
final class EnvironmentBuilder {
  private static final String[] NAMES = {
    "001_games_weather", "002_plays_epa", "003_backfill_epa", "004_plays_game_id_idx",
    "005_plays_epa_not_null", "006_mart_team_epa", "007_normalize_player_name", "008_roster_status"
  };
  private static final String[] STATEMENTS = {
    "ALTER TABLE public.games ADD COLUMN weather jsonb",
    "ALTER TABLE public.plays ADD COLUMN epa double precision",
    "UPDATE public.plays SET epa = ep_after - ep_before WHERE epa IS NULL",
    "CREATE INDEX CONCURRENTLY plays_game_id_idx ON public.plays (game_id)",
    "ALTER TABLE public.plays ADD CONSTRAINT plays_epa_check CHECK (epa BETWEEN -20 AND 20)",
    "CREATE OR REPLACE VIEW mart.team_epa AS SELECT posteam, avg(epa) AS epa FROM public.plays"
        + " GROUP BY posteam",
    "CREATE FUNCTION public.normalize_player_name(name text) RETURNS text LANGUAGE sql IMMUTABLE"
        + " AS $$ SELECT lower(trim(name)) $$",
    "CREATE TYPE public.roster_status AS ENUM ('active', 'reserve', 'released')"
  };
  private static final int[] MILLIS = {21, 34, 910, 420, 260, 48, 31, 27};

  private final String name;
  private final String purpose;
  private final double factor;
  private final List<TaskReport> tasks = new ArrayList<>();
  private final List<ScriptReport> scripts = new ArrayList<>();
  private final List<CheckReport> checks = new ArrayList<>();
  private final List<TestReport> tests = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private ReversibilityReport reversibility =
      ReversibilityReport.unknown("The scripts were not taken back.");
  private Duration start = Duration.ofNanos(2_345_678);
  private Duration now = start;
  private @Nullable SnapshotReport snapshot;
  private @Nullable PendingReport pending;

  EnvironmentBuilder(String name, String purpose, double factor) {
    this.name = name;
    this.purpose = purpose;
    this.factor = factor;
  }

  EnvironmentBuilder waiting(Duration duration) {
    start = start.plus(duration);
    now = start;
    return this;
  }

  EnvironmentBuilder snapshot() {
    snapshot =
        new SnapshotReport(
            "template",
            "a warm golden copy holds exactly what the source holds",
            "localhost:5544/" + name,
            "localhost:5544/orch_q3kd7mzx2a_1772337600_1",
            "17.7",
            612L * 1024 * 1024,
            true,
            Duration.ofMinutes(42));
    pending =
        new PendingReport(
            "plain",
            "parallel_orchestrator.ledger",
            3,
            List.of(NAMES),
            factor > 4 ? List.of("db/migrations/000_b_late.sql") : List.of(),
            List.of(),
            List.of(),
            List.of());
    return task(TaskKind.SNAPSHOT, Status.PASSED, null, millis(800), "snapshot by template");
  }

  EnvironmentBuilder scripts(Direction direction, int count) {
    Duration begin = now;
    now = now.plusMillis(12);
    for (int i = 0; i < count; i++) {
      int which = direction == Direction.DOWN ? count - 1 - i : i;
      double speed = direction == Direction.DOWN ? 0.4 : 1;
      Duration duration = millis(MILLIS[which % MILLIS.length] * speed);
      String file =
          "db/migrations/"
              + NAMES[which % NAMES.length]
              + (direction == Direction.DOWN ? ".down.sql" : ".sql");
      scripts.add(
          script(file, which, direction, Status.PASSED, duration, null, which == 3 ? 1 : 2));
      now = now.plus(duration).plusMillis(1);
    }
    if (direction == Direction.UP) {
      taskFrom(TaskKind.APPLY, begin);
    } else if (direction == Direction.UP_AGAIN) {
      taskFrom(TaskKind.REVERSE, firstStart(Direction.DOWN));
      reversibility =
          new ReversibilityReport(
              ReversibilityReport.Verdict.REVERSIBLE,
              "Up, down and up again leave the schema and all 200,000 rows as they were.",
              List.of(),
              List.of(),
              List.of(),
              List.of());
    }
    return this;
  }

  EnvironmentBuilder manyScripts(Direction direction, int count, int statements) {
    Duration begin = now;
    for (int i = 0; i < count; i++) {
      Duration duration = Duration.ofNanos(1_100_000 + (i * 7919L) % 900_000);
      String file = String.format("db/migrations/%05d_step.sql", i);
      scripts.add(script(file, i, direction, Status.PASSED, duration, null, statements));
      now = now.plus(duration).plusNanos(100_000);
    }
    if (direction == Direction.UP) {
      taskFrom(TaskKind.APPLY, begin);
    } else if (direction == Direction.UP_AGAIN) {
      taskFrom(TaskKind.REVERSE, firstStart(Direction.DOWN));
    }
    return this;
  }

  EnvironmentBuilder failingScript() {
    TaskReport apply = tasks.remove(tasks.size() - 1);
    Duration duration = millis(180);
    scripts.add(
        script(
            "db/migrations/005_plays_epa_not_null.sql",
            4,
            Direction.UP,
            Status.FAILED,
            duration,
            SampleReports.scriptError(),
            2));
    now = now.plus(duration);
    tasks.add(
        new TaskReport(
            TaskKind.APPLY,
            "apply 8 scripts",
            Status.FAILED,
            apply.start(),
            now.minus(apply.start()),
            "script 5 of 8 failed"));
    return this;
  }

  EnvironmentBuilder lossy() {
    reversibility =
        new ReversibilityReport(
            ReversibilityReport.Verdict.LOSSY,
            "The schema comes back, but 1 column does not hold what it held.",
            List.of(),
            List.of(),
            List.of(new LostColumn("public.players", "nickname", 1_024L, "up")),
            List.of("db/migrations/003_backfill_epa.sql"));
    findings.add(
        new Finding(
            Finding.Severity.WARNING,
            "no-way-down",
            "The script has no way down",
            "db/migrations/003_backfill_epa.sql",
            null,
            null,
            "Write db/migrations/003_backfill_epa.down.sql, even if it only says why it is empty"));
    findings.add(
        new Finding(
            Finding.Severity.INFO,
            "long-lock",
            "ACCESS EXCLUSIVE on public.plays is held for 260 ms",
            "db/migrations/005_plays_epa_not_null.sql",
            12,
            "public.plays",
            null));
    return this;
  }

  EnvironmentBuilder validate() {
    checks.add(check("table", "public.games", "exists", "exists", Status.PASSED, null));
    checks.add(check("view", "mart.team_epa", "exists", "exists", Status.PASSED, null));
    checks.add(check("index", "public.plays_game_id_idx", "valid", "valid", Status.PASSED, null));
    checks.add(check("query", "no orphans", "0", "0", Status.PASSED, null));
    return task(TaskKind.VALIDATE, Status.PASSED, null, millis(240), "4 checks");
  }

  EnvironmentBuilder failingChecks() {
    validate();
    tasks.remove(tasks.size() - 1);
    checks.set(
        3,
        check(
            "query",
            "no orphans",
            "0",
            "3",
            Status.FAILED,
            "Look at the rows: select * from public.plays p where not exists (…)"));
    tests();
    tasks.remove(tasks.size() - 1);
    tests.set(
        0,
        new TestReport(
            "etl",
            "command",
            Status.FAILED,
            now.minus(millis(900)),
            millis(500),
            3,
            "loading week 1\nloading week 2\nKeyError: 'epa'\n",
            null,
            "exit code 3"));
    tasks.add(
        new TaskReport(
            TaskKind.VALIDATE,
            "4 checks",
            Status.FAILED,
            now.minus(millis(1140)),
            millis(240),
            "1 of 4 checks failed"));
    return task(TaskKind.TEST, Status.FAILED, "1 of 2 tests failed", Duration.ZERO, "2 tests")
        .lengthenLast(millis(900));
  }

  EnvironmentBuilder tests() {
    tests.add(
        new TestReport(
            "etl",
            "command",
            Status.PASSED,
            now,
            millis(500),
            0,
            "loading week 1\nloading week 2\n2 weeks loaded\n",
            null,
            null));
    tests.add(
        new TestReport(
            "standings",
            "sql",
            Status.PASSED,
            now.plus(millis(500)),
            millis(400),
            null,
            "",
            new TestReport.Latency(20, millis(9), millis(14), millis(31), millis(44), millis(52)),
            null));
    return task(TaskKind.TEST, Status.PASSED, null, millis(900), "2 tests");
  }

  EnvironmentBuilder cleanup() {
    return task(TaskKind.CLEANUP, Status.PASSED, null, millis(90), "drop the copy");
  }

  EnvironmentBuilder task(TaskKind kind, Status status, @Nullable String message) {
    TaskReport last = tasks.remove(tasks.size() - 1);
    tasks.add(new TaskReport(kind, last.name(), status, last.start(), last.duration(), message));
    return this;
  }

  EnvironmentReport build(Status status, @Nullable String failure) {
    return new EnvironmentReport(
        name,
        purpose,
        status,
        start,
        now.minus(start),
        failure,
        snapshot,
        pending,
        List.copyOf(tasks),
        List.copyOf(scripts),
        reversibility,
        List.copyOf(checks),
        List.copyOf(tests),
        List.copyOf(findings));
  }

  private EnvironmentBuilder task(
      TaskKind kind, Status status, @Nullable String message, Duration duration, String title) {
    tasks.add(new TaskReport(kind, title, status, now, duration, message));
    now = now.plus(duration);
    return this;
  }

  private EnvironmentBuilder lengthenLast(Duration duration) {
    TaskReport last = tasks.remove(tasks.size() - 1);
    tasks.add(
        new TaskReport(
            last.kind(),
            last.name(),
            last.status(),
            last.start().minus(duration),
            duration,
            last.message()));
    return this;
  }

  private void taskFrom(TaskKind kind, Duration begin) {
    String title = kind == TaskKind.APPLY ? "apply scripts" : "take scripts back and up again";
    tasks.add(new TaskReport(kind, title, Status.PASSED, begin, now.minus(begin), null));
  }

  private Duration firstStart(Direction direction) {
    return scripts.stream()
        .filter(script -> script.direction() == direction)
        .map(ScriptReport::start)
        .findFirst()
        .orElse(now);
  }

  private ScriptReport script(
      String file,
      int which,
      Direction direction,
      Status status,
      Duration duration,
      @Nullable ScriptError error,
      int statementCount) {
    List<StatementReport> statements = new ArrayList<>();
    for (int i = 0; i < statementCount; i++) {
      boolean last = i == statementCount - 1;
      statements.add(
          new StatementReport(
              i + 1,
              1 + 3 * i,
              1,
              i == 0 && statementCount > 1
                  ? "SET LOCAL statement_timeout = '30s'"
                  : STATEMENTS[which % STATEMENTS.length],
              last ? status : Status.PASSED,
              duration.dividedBy(statementCount),
              which % NAMES.length == 2 && last ? 200_000 : -1));
    }
    return new ScriptReport(
        String.format("%03d", which + 1),
        file,
        direction,
        status,
        now,
        duration,
        which % NAMES.length != 3,
        List.copyOf(statements),
        error,
        List.of());
  }

  private CheckReport check(
      String kind,
      String what,
      String expected,
      String found,
      Status status,
      @Nullable String message) {
    return new CheckReport(kind, what, status, expected, found, millis(4), message);
  }

  private Duration millis(double value) {
    return Duration.ofNanos(Math.round(value * factor * 1_000_000));
  }
}
