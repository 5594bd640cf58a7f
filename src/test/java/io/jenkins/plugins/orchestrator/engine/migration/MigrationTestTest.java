package io.jenkins.plugins.orchestrator.engine.migration;

import static io.jenkins.plugins.orchestrator.engine.migration.Scenario.environment;
import static io.jenkins.plugins.orchestrator.engine.migration.Scenario.task;
import static io.jenkins.plugins.orchestrator.engine.migration.Scenario.tasks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.Direction;
import io.jenkins.plugins.orchestrator.engine.report.DriftReport.Drift;
import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.ReversibilityReport;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.report.StatementReport;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.Verdict;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a migration test does when nothing but the user's own scripts and checks can go wrong. */
class MigrationTestTest {
  @TempDir Path directory;
  private final TestServer server = TestServer.of(15);
  private Scenario scenario;

  @BeforeEach
  void scenario() {
    scenario = new Scenario(directory);
  }

  private void scoreAndIndex() {
    scenario
        .fromTheFirst()
        .script("1_score.sql", "ALTER TABLE public.games ADD COLUMN score int;\n")
        .script("1_score.down.sql", "ALTER TABLE public.games DROP COLUMN score;\n")
        .script(
            "2_index.sql",
            """
            CREATE INDEX games_home_idx ON public.games (home);
            UPDATE public.games SET score = 3;
            """)
        .script("2_index.down.sql", "DROP INDEX public.games_home_idx;\n");
  }

  @Test
  void goodScriptsPassEverywhereAndTheReportSaysWhatWasDone() throws Exception {
    scoreAndIndex();
    scenario.games("dev", server, "purpose: for everybody");
    scenario.games("staging", server);
    scenario.games("production", server);

    MigrationTestReport report = scenario.run();

    assertThat(report.status()).as(report.toString()).isEqualTo(Status.PASSED);
    assertThat(report.environments())
        .extracting(EnvironmentReport::name)
        .containsExactly("dev", "staging", "production");
    EnvironmentReport dev = environment(report, "dev");
    assertThat(dev.purpose()).isEqualTo("for everybody");
    assertThat(dev.failure()).isNull();
    assertThat(tasks(dev))
        .containsExactly(
            "snapshot PASSED",
            "apply PASSED",
            "reverse PASSED",
            "validate PASSED",
            "tests SKIPPED",
            "cleanup PASSED");
    assertThat(dev.snapshot().strategy()).isEqualTo("template");
    assertThat(dev.snapshot().reason()).contains("exclusive");
    assertThat(dev.pending().pending())
        .containsExactly("db/migrations/1_score.sql", "db/migrations/2_index.sql");
    assertThat(dev.reversibility().verdict()).isEqualTo(ReversibilityReport.Verdict.REVERSIBLE);
    assertThat(report.drift().status()).isEqualTo(Status.PASSED);
    assertThat(report.sequentialEquivalent())
        .isEqualTo(
            report.environments().stream()
                .map(EnvironmentReport::duration)
                .reduce(Duration.ZERO, Duration::plus));
    assertThat(report.duration()).isLessThan(report.sequentialEquivalent());
    assertThat(Verdict.of(report).sentence()).contains("2 scripts work");
    scenario.assertNothingIsLeft(server);
  }

  @Test
  void everyScriptAndStatementIsReportedInEveryPass() throws Exception {
    scoreAndIndex();
    scenario.games("dev", server);

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.scripts())
        .extracting(script -> script.version() + " " + script.direction() + " " + script.status())
        .containsExactly(
            "1 UP PASSED",
            "2 UP PASSED",
            "2 DOWN PASSED",
            "1 DOWN PASSED",
            "1 UP_AGAIN PASSED",
            "2 UP_AGAIN PASSED");
    ScriptReport second = dev.scripts().get(1);
    assertThat(second.transactional()).isTrue();
    assertThat(second.statements())
        .extracting(StatementReport::line, StatementReport::rows)
        .containsExactly(tuple(1, -1L), tuple(2, 2L));
  }

  @Test
  void theSourceIsNotTouched() throws Exception {
    scoreAndIndex();
    String database = scenario.games("dev", server);

    scenario.run();

    try (var connection = server.connect(database);
        var statement = connection.createStatement();
        var columns =
            statement.executeQuery(
                "SELECT string_agg(attname, ',' ORDER BY attnum) FROM pg_attribute"
                    + " WHERE attrelid = 'public.games'::regclass AND attnum > 0")) {
      columns.next();
      assertThat(columns.getString(1)).isEqualTo("id,home");
    }
  }

  @Test
  void differencesBetweenEnvironmentsAreListedBeforeAndAfter() throws Exception {
    scoreAndIndex();
    scenario.games("dev", server);
    scenario.games("staging", server);
    String production = scenario.games("production", server);
    server.execute(production, "ALTER TABLE public.games ADD COLUMN hotfix text");

    MigrationTestReport report = scenario.run();

    assertThat(report.drift().status()).isEqualTo(Status.FAILED);
    assertThat(report.drift().reference()).isEqualTo("dev");
    Drift drift =
        report.drift().environments().stream()
            .filter(each -> each.environment().equals("production"))
            .findFirst()
            .orElseThrow();
    assertThat(drift.before())
        .anySatisfy(difference -> assertThat(difference.object()).isEqualTo("public.games.hotfix"));
    assertThat(drift.after())
        .anySatisfy(difference -> assertThat(difference.object()).isEqualTo("public.games.hotfix"));
  }

  @Test
  void differencesThatTheScriptsRemoveAreListedAsBeforeOnly() throws Exception {
    scenario
        .fromTheFirst()
        .script("1_hotfix.sql", "ALTER TABLE public.games ADD COLUMN IF NOT EXISTS hotfix text;");
    scenario.games("dev", server);
    String production = scenario.games("production", server);
    server.execute(production, "ALTER TABLE public.games ADD COLUMN hotfix text");

    MigrationTestReport report = scenario.run();

    assertThat(report.drift().status()).isEqualTo(Status.PASSED);
    assertThat(report.drift().environments())
        .singleElement()
        .satisfies(
            drift -> {
              assertThat(drift.before()).isNotEmpty();
              assertThat(drift.after()).isEmpty();
            });
  }

  @Test
  void oldAndNewServersAreTestedSideBySide() throws Exception {
    TestServer old = TestServer.of(14);
    TestServer recent = TestServer.of(18);
    scoreAndIndex();
    scenario.games("old", old);
    scenario.games("recent", recent);

    MigrationTestReport report = scenario.run();

    assertThat(report.status()).as(report.toString()).isEqualTo(Status.PASSED);
    assertThat(environment(report, "old").snapshot().serverVersion()).startsWith("14.");
    assertThat(environment(report, "recent").snapshot().serverVersion()).startsWith("18.");
    assertThat(report.drift().status()).as(report.drift().toString()).isEqualTo(Status.PASSED);
    scenario.assertNothingIsLeft(old, recent);
  }

  @Test
  void onlyTheListedMigrationsAreTested() throws Exception {
    scoreAndIndex();
    scenario.script("3_name.sql", "ALTER TABLE public.games ADD COLUMN name text;");
    scenario.games("dev", server, "migrations_to_test: ['1', '3']");

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).isEqualTo(Status.PASSED);
    assertThat(dev.scripts().stream().filter(script -> script.direction() == Direction.UP))
        .extracting(ScriptReport::version)
        .containsExactly("1", "3");
    assertThat(dev.findings())
        .anySatisfy(
            finding -> {
              assertThat(finding.code()).isEqualTo("not-selected");
              assertThat(finding.message()).contains("2_index.sql");
            });
  }

  @Test
  void migrationsAreTestedUntilAVersion() throws Exception {
    scoreAndIndex();
    scenario.script("3_broken.sql", "SELECT 1/0;");
    scenario.games("dev", server, "migrations_to_test: {until: '2'}");

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).isEqualTo(Status.PASSED);
    assertThat(dev.pending().pending()).hasSize(2);
  }

  @Test
  void scriptsUpToTheBaselineCountAsApplied() throws Exception {
    scenario
        .top("migrations: {baseline: '1'}")
        .script("1_games.sql", "CREATE TABLE public.games (id int);")
        .script("2_name.sql", "ALTER TABLE public.games ADD COLUMN name text;");
    scenario.games("dev", server);

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).isEqualTo(Status.PASSED);
    assertThat(dev.pending().applied()).isEqualTo(1);
    assertThat(dev.pending().pending()).containsExactly("db/migrations/2_name.sql");
  }

  @Test
  void aDatabaseWithTablesAndNoHistoryIsNotGuessedAbout() throws Exception {
    scenario.script("1_games.sql", "CREATE TABLE public.games (id int);");
    scenario.games("dev", server);

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).isEqualTo(Status.FAILED);
    assertThat(dev.failure()).contains("without a history").contains("migrations.baseline");
    assertThat(dev.scripts()).isEmpty();
    scenario.assertNothingIsLeft(server);
  }

  @Test
  void nothingPendingIsSaid() throws Exception {
    scenario
        .top("migrations: {baseline: '1'}")
        .script("1_games.sql", "CREATE TABLE public.games (id int);");
    scenario.games("dev", server);

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).isEqualTo(Status.PASSED);
    assertThat(task(dev, TaskKind.APPLY).message()).isEqualTo("nothing is pending");
  }

  @Test
  void aDisposableDatabaseRemembersWhatIsApplied() throws Exception {
    String database = server.createDatabase();
    server.execute(database, "CREATE TABLE public.games (id int PRIMARY KEY, home text)");
    scoreAndIndex();
    scenario.environment(
        "scratch", server.url(database), "disposable: true", "snapshot: {strategy: none}");

    EnvironmentReport first = scenario.runOne();
    EnvironmentReport second = scenario.runOne();

    assertThat(first.status()).as(first.toString()).isEqualTo(Status.PASSED);
    assertThat(first.pending().pending()).hasSize(2);
    assertThat(second.status()).isEqualTo(Status.PASSED);
    assertThat(second.pending().pending()).isEmpty();
    assertThat(second.pending().applied()).isEqualTo(2);
    assertThat(second.pending().history()).contains("parallel_orchestrator.ledger");
    scenario.assertNothingIsLeft(server);
  }

  @Test
  void aScriptThatFailsInADisposableDatabaseIsPendingAgain() throws Exception {
    String database = server.createDatabase();
    scenario
        .script("1_games.sql", "CREATE TABLE public.games (id int);")
        .script("2_broken.sql", "CREATE TABLE public.plays (id int); SELECT 1/0;")
        .environment(
            "scratch", server.url(database), "disposable: true", "snapshot: {strategy: none}");

    EnvironmentReport first = scenario.runOne();
    scenario.script("2_broken.sql", "CREATE TABLE public.plays (id int);");
    EnvironmentReport second = scenario.runOne();

    assertThat(first.status()).isEqualTo(Status.FAILED);
    assertThat(second.status()).as(second.toString()).isEqualTo(Status.PASSED);
    assertThat(second.pending().pending()).containsExactly("db/migrations/2_broken.sql");
  }

  @Test
  void aCopyWithoutRowsTakesItsHistoryFromTheSource() throws Exception {
    String database = server.createDatabase();
    server.execute(
        database,
        "CREATE TABLE public.games (id int PRIMARY KEY);"
            + " INSERT INTO public.games VALUES (1);"
            + " CREATE TABLE public.schema_migrations (version varchar(128) PRIMARY KEY);"
            + " INSERT INTO public.schema_migrations VALUES ('20240101000000')");
    scenario
        .script(
            "20240101000000_games.sql",
            """
            -- migrate:up
            CREATE TABLE public.games (id int);
            -- migrate:down
            DROP TABLE public.games;
            """)
        .script(
            "20240102000000_name.sql",
            """
            -- migrate:up
            ALTER TABLE public.games ADD COLUMN name text;
            -- migrate:down
            ALTER TABLE public.games DROP COLUMN name;
            """)
        .top(
            "validate: {queries: [{name: no rows, sql: SELECT count(*) FROM public.games,"
                + " expect: {value: 0}}]}")
        .environment("dev", server.url(database), "snapshot: {strategy: schema}");

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).as(dev.toString()).isEqualTo(Status.PASSED);
    assertThat(dev.snapshot().strategy()).isEqualTo("schema");
    assertThat(dev.pending().format()).isEqualTo("dbmate");
    assertThat(dev.pending().pending()).containsExactly("db/migrations/20240102000000_name.sql");
    scenario.assertOnlyGoldenCopiesAreLeft(server);
  }

  @Test
  void withoutReversibilityNothingIsTakenBack() throws Exception {
    scoreAndIndex();
    scenario.games("dev", server, "reversibility: none");

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.scripts()).extracting(ScriptReport::direction).containsOnly(Direction.UP);
    assertThat(dev.tasks()).noneMatch(each -> each.kind() == TaskKind.REVERSE);
    assertThat(dev.reversibility().verdict()).isEqualTo(ReversibilityReport.Verdict.UNKNOWN);
  }

  @Test
  void downTakesBackAfterTheTests() throws Exception {
    scoreAndIndex();
    scenario
        .file("tests/score.sql", "SELECT max(score) FROM public.games")
        .top("integration_tests: [{name: score, sql: tests/score.sql, expect: {value: 3}}]");
    scenario.games("dev", server, "reversibility: down");

    EnvironmentReport dev = scenario.runOne();

    assertThat(tasks(dev))
        .containsExactly(
            "snapshot PASSED",
            "apply PASSED",
            "validate PASSED",
            "tests PASSED",
            "reverse PASSED",
            "cleanup PASSED");
    assertThat(dev.scripts())
        .extracting(ScriptReport::direction)
        .containsExactly(Direction.UP, Direction.UP, Direction.DOWN, Direction.DOWN);
    assertThat(dev.reversibility().verdict()).isEqualTo(ReversibilityReport.Verdict.REVERSIBLE);
  }

  @Test
  void aWayDownThatFailsFailsTheEnvironmentWithItsPlace() throws Exception {
    scoreAndIndex();
    scenario.script("1_score.down.sql", "ALTER TABLE public.games\n  DROP COLUMN scores;\n");
    scenario.games("dev", server);

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).isEqualTo(Status.FAILED);
    assertThat(dev.failure())
        .contains("db/migrations/1_score.down.sql:")
        .contains("column \"scores\"");
    assertThat(dev.reversibility().verdict()).isEqualTo(ReversibilityReport.Verdict.NOT);
    assertThat(tasks(dev)).contains("reverse FAILED", "cleanup PASSED");
    scenario.assertNothingIsLeft(server);
  }

  @Test
  void aWayDownThatForgetsSomethingIsNotReversible() throws Exception {
    scoreAndIndex();
    scenario.script("2_index.down.sql", "SELECT 1;\n");
    scenario.games("dev", server, "reversibility: down");

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).isEqualTo(Status.FAILED);
    assertThat(dev.reversibility().verdict()).isEqualTo(ReversibilityReport.Verdict.NOT);
    assertThat(dev.reversibility().notReversed())
        .anySatisfy(
            difference -> assertThat(difference.object()).isEqualTo("public.games_home_idx"));
  }

  @Test
  void aScriptWithoutAWayDownIsAFinding() throws Exception {
    scenario.fromTheFirst().script("1_name.sql", "ALTER TABLE public.games ADD COLUMN name text;");
    scenario.games("dev", server);

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).isEqualTo(Status.PASSED);
    assertThat(dev.findings())
        .filteredOn(finding -> finding.code().equals("no-way-down"))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.severity()).isEqualTo(Finding.Severity.WARNING);
              assertThat(finding.script()).isEqualTo("db/migrations/1_name.sql");
            });
    assertThat(dev.reversibility().verdict()).isEqualTo(ReversibilityReport.Verdict.NOT);
    assertThat(dev.reversibility().withoutDown()).containsExactly("db/migrations/1_name.sql");
  }

  @Test
  void requireDownMakesAMissingWayDownAFailure() throws Exception {
    scenario.fromTheFirst().script("1_name.sql", "ALTER TABLE public.games ADD COLUMN name text;");
    scenario.games("dev", server, "require_down: true");

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).isEqualTo(Status.FAILED);
    assertThat(dev.failure()).contains("1_name.sql has no way down").contains("require_down: true");
  }

  @Test
  void whatIsNotThereAfterTheMigrationsIsNamed() throws Exception {
    scoreAndIndex();
    scenario.top(
        """
        validate:
          tables: [public.games, public.plays]
          views: [public.games]
          indexes: [public.games_home_idx]
          columns:
            - {table: public.games, name: score, type: int, nullable: true}
            - {table: public.games, name: home, type: integer}
          queries:
            - {name: two games, sql: "SELECT count(*) FROM public.games", expect: {value: 3}}
            - {name: writes, sql: "DELETE FROM public.games", expect: {rows: 0}}
        """);
    scenario.games("dev", server);

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).isEqualTo(Status.FAILED);
    assertThat(dev.checks())
        .extracting(check -> check.kind() + " " + check.name() + " " + check.status())
        .containsExactly(
            "table public.games PASSED",
            "table public.plays FAILED",
            "view public.games FAILED",
            "index public.games_home_idx PASSED",
            "column public.games.score PASSED",
            "column public.games.home FAILED",
            "query two games FAILED",
            "query writes FAILED");
    assertThat(dev.checks())
        .filteredOn(check -> check.name().equals("two games"))
        .extracting(CheckReport::found)
        .containsExactly("found 2, expected 3");
    assertThat(dev.failure()).contains("5 of 8 checks failed").contains("public.plays");
    assertThat(dev.tasks()).noneMatch(each -> each.kind() == TaskKind.TEST);
    scenario.assertNothingIsLeft(server);
  }
}
