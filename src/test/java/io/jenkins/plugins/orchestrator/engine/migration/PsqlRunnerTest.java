package io.jenkins.plugins.orchestrator.engine.migration;

import static io.jenkins.plugins.orchestrator.engine.migration.Scenario.tasks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.postgres.ServerVersion;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientTools;
import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.ProgressListener;
import io.jenkins.plugins.orchestrator.engine.report.ReversibilityReport;
import io.jenkins.plugins.orchestrator.engine.report.ScriptError;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code migrations: {runner: psql}}: scripts with psql's own commands, from end to end. */
class PsqlRunnerTest {
  @TempDir Path directory;
  private final TestServer server = TestServer.of(15);
  private Scenario scenario;

  @BeforeEach
  void scenario() {
    scenario = new Scenario(directory);
  }

  private void psql(String... keys) {
    scenario.fromTheFirst(
        Stream.concat(Stream.of("runner: psql"), Stream.of(keys)).toArray(String[]::new));
  }

  private static ScriptError error(EnvironmentReport environment) {
    ScriptReport last = environment.scripts().get(environment.scripts().size() - 1);
    return Objects.requireNonNull(last.error());
  }

  private boolean passwordFilesAreLeft() throws Exception {
    Path state = scenario.stateDirectory();
    if (!Files.isDirectory(state)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(state)) {
      return files.anyMatch(file -> file.toString().contains("pgpass"));
    }
  }

  @Test
  void psqlsOwnCommandsWorkUpDownAndUpAgain() throws Exception {
    psql();
    scenario
        .file(
            "db/migrations/parts/view.inc",
            "CREATE VIEW public.homes AS SELECT home FROM public.games;\n")
        .file("db/migrations/parts/games.csv", "3,\"east; 'side'\"\n4,west\n")
        .script(
            "1_meta.sql",
            """
            \\set column score
            ALTER TABLE public.games ADD COLUMN :column int;
            \\i parts/view.inc
            \\copy public.games (id, home) from 'parts/games.csv' with (format csv)
            \\if :{?nothing}
              SELECT 1 / 0;
            \\endif
            SELECT format('UPDATE public.games SET score = %s', 7) \\gexec
            COPY public.games FROM stdin;
            5	north	1
            \\.
            \\echo done
            """)
        .script(
            "1_meta.down.sql",
            """
            DELETE FROM public.games WHERE id > 2;
            DROP VIEW public.homes;
            ALTER TABLE public.games DROP COLUMN score;
            """)
        .top(
            """
            validate:
              queries:
                - {name: rows, sql: "select count(*) || ' ' || sum(score) from public.games", expect: {value: "5 29"}}
                - {name: quoted, sql: "select home from public.homes where home like 'east%'", expect: {value: "east; 'side'"}}
            """);
    scenario.games("dev", server);

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).as(dev.toString()).isEqualTo(Status.PASSED);
    assertThat(dev.scripts())
        .extracting(script -> script.direction() + " " + script.status())
        .containsExactly("UP PASSED", "DOWN PASSED", "UP_AGAIN PASSED");
    assertThat(dev.reversibility().verdict()).isEqualTo(ReversibilityReport.Verdict.REVERSIBLE);
    assertThat(passwordFilesAreLeft()).isFalse();
    scenario.assertNothingIsLeft(server);
  }

  @Test
  void aFailingStatementIsNamedWithFileAndLine() throws Exception {
    psql();
    scenario.script(
        "1_bad.sql", "\\set t games\nSELECT 1;\n\nSELECT missing\n  FROM public.:t;\nSELECT 2;\n");
    scenario.games("dev", server);

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).isEqualTo(Status.FAILED);
    assertThat(error(dev).script()).isEqualTo("db/migrations/1_bad.sql");
    assertThat(error(dev).line()).isEqualTo(4);
    assertThat(error(dev).sqlState()).isEqualTo("42703");
    assertThat(error(dev).message()).contains("\"missing\" does not exist");
    assertThat(error(dev).excerpt()).contains("SELECT missing");
    scenario.assertNothingIsLeft(server);
  }

  @Test
  void aFailureInAnIncludedFileIsNamedThere() throws Exception {
    psql();
    scenario
        .file("db/migrations/parts/bad.inc", "SELECT 1;\nSELECT 1 / 0;\n")
        .script("1_include.sql", "SELECT 1;\n\\ir parts/bad.inc\nSELECT 2;\n");
    scenario.games("dev", server);

    EnvironmentReport dev = scenario.runOne();

    assertThat(error(dev).script()).isEqualTo("parts/bad.inc");
    assertThat(error(dev).line()).isEqualTo(2);
    assertThat(error(dev).message())
        .contains("division by zero")
        .contains("db/migrations/1_include.sql");
  }

  @Test
  void aMetaCommandThatFailsEndsTheScript() throws Exception {
    psql();
    scenario.script("1_include.sql", "SELECT 1;\n\\i not/there.sql\nSELECT 2;\n");
    scenario.games("dev", server);

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).isEqualTo(Status.FAILED);
    assertThat(error(dev).message()).contains("not/there.sql").contains("No such file");
    assertThat(error(dev).line()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET statement_timeout = 0; DO 'BEGIN LOOP PERFORM 1; END LOOP; END';",
        "SET statement_timeout = 0; DO 'BEGIN LOOP BEGIN PERFORM pg_sleep(300);"
            + " EXCEPTION WHEN query_canceled THEN NULL; END; END LOOP; END';",
        "\\! sleep 3017",
        "\\! sleep 3017 &\n\\! sleep 3017"
      })
  void whatNeverEndsIsEndedAtItsLimit(String script) throws Exception {
    psql("timeout: 1s");
    scenario.script("1_loop.sql", "SELECT 1;\n" + script + "\n");
    scenario.games("dev", server);

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.scripts().get(0).status()).as(dev.toString()).isEqualTo(Status.TIMED_OUT);
    assertThat(error(dev).message()).contains("limit of 1 s");
    assertThat(dev.duration()).isLessThan(Duration.ofSeconds(20));
    assertThat(
            ProcessHandle.current()
                .descendants()
                .map(child -> child.info().commandLine().orElse("")))
        .noneMatch(command -> command.contains("sleep 3017"));
    assertThat(passwordFilesAreLeft()).isFalse();
    scenario.assertNothingIsLeft(server);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SELECT pg_sleep(300);", "\\! sleep 3017"})
  void aCancelledRunEndsPsql(String script) throws Exception {
    psql();
    scenario
        .script("1_sleep.sql", "CREATE TABLE public.half (a int);\n" + script + "\n")
        .listener(
            new ProgressListener() {
              @Override
              public void scriptStarted(String environment, String name, int index, int count) {
                CompletableFuture.delayedExecutor(700, TimeUnit.MILLISECONDS)
                    .execute(() -> scenario.cancellation().cancel("Ctrl-C"));
              }
            });
    scenario.games("dev", server);

    EnvironmentReport dev = scenario.runOne();

    assertThat(tasks(dev)).contains("apply CANCELLED", "cleanup PASSED");
    assertThat(dev.duration()).isLessThan(Duration.ofSeconds(15));
    assertThat(passwordFilesAreLeft()).isFalse();
    scenario.assertNothingIsLeft(server);
  }

  @Test
  void aPasswordReachesPsqlAndNothingElse() throws Exception {
    TestServer own = TestServer.startOwn(15, Map.of());
    try (own) {
      String database = own.createDatabase();
      own.execute(database, "CREATE ROLE deployer SUPERUSER LOGIN PASSWORD 'hush:hush\\\\1'");
      psql();
      scenario
          .script(
              "1_look.sql",
              """
              \\! env > environment.txt; cat /proc/$PPID/cmdline | tr '\\0' ' ' > arguments.txt
              \\! stat -c %a "$PGPASSFILE" > mode.txt
              \\getenv given PGPASSFILE
              SELECT :'given' <> '' AS given;
              """)
          .environment(
              "dev",
              own.url(database).replace("postgres@", "deployer:hush%3Ahush%5C%5C1@"),
              "exclusive: true");

      EnvironmentReport dev = scenario.runOne();

      assertThat(dev.status()).as(dev.toString()).isEqualTo(Status.PASSED);
      Path scripts = directory.resolve("db/migrations");
      assertThat(Files.readString(scripts.resolve("environment.txt")))
          .contains("PGPASSFILE=")
          .doesNotContain("hush");
      assertThat(Files.readString(scripts.resolve("arguments.txt")))
          .contains("psql")
          .doesNotContain("hush");
      assertThat(Files.readString(scripts.resolve("mode.txt")).strip()).isEqualTo("600");
      assertThat(passwordFilesAreLeft()).isFalse();
      scenario.assertNothingIsLeft(own);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\connect template1", "\\c template1", "  \\c - - - 5433"})
  void leavingTheDatabaseIsRefusedHereToo(String command) {
    psql();
    scenario.script("1_meta.sql", "SELECT 1;\n" + command + "\nSELECT 2;\n");
    scenario.games("dev", server);

    assertThatThrownBy(scenario::plan)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("db/migrations/1_meta.sql:2")
        .hasMessageContaining("runs in the database that it was given");
  }

  @Test
  void leavingTheDatabaseInAnIncludedFileIsRefusedBeforeAnythingRuns() throws Exception {
    psql();
    scenario
        .file("db/migrations/parts/outer.inc", "\\ir inner.inc\n")
        .file("db/migrations/parts/inner.inc", "SELECT 1;\n\\connect template1\n")
        .script("1_include.sql", "CREATE TABLE public.t (a int);\n\\i 'parts/outer.inc'\n");
    scenario.games("dev", server);

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).isEqualTo(Status.FAILED);
    assertThat(error(dev).script()).isEqualTo("parts/inner.inc");
    assertThat(error(dev).line()).isEqualTo(2);
    assertThat(error(dev).message()).contains("\\connect");
  }

  @Test
  void reachingBeyondTheDatabaseInAnIncludedFileIsRefusedOnASharedServer() throws Exception {
    psql();
    scenario
        .file("db/migrations/parts/role.inc", "SELECT 1;\nALTER ROLE postgres NOLOGIN;\n")
        .script("1_include.sql", "\\ir parts/role.inc\n");
    scenario.games("dev", server);

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).isEqualTo(Status.FAILED);
    assertThat(error(dev).script()).isEqualTo("parts/role.inc");
    assertThat(error(dev).line()).isEqualTo(2);
    assertThat(error(dev).message()).contains("only what stays inside the database");
    assertThat(error(dev).hint()).contains("snapshot.server");
  }

  @Test
  void whatALineDoesBehindAnotherCommandIsSeenToo() {
    psql();
    scenario.script("1_meta.sql", "SELECT 1;\n\\echo 'a \\\\ b' \\connect template1\n");
    scenario.games("dev", server);

    assertThatThrownBy(scenario::plan)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("db/migrations/1_meta.sql:2:16");
  }

  @Test
  void aFailureBehindACommandOfPsqlIsNamedOnItsOwnLine() throws Exception {
    psql();
    scenario.script(
        "1_data.sql",
        """
        SELECT 1;
        \\copy public.games from stdin
        7\tit's (
        \\.
        COPY public.games FROM stdin;
        8\teast
        x\twest
        \\.
        SELECT 2;
        """);
    scenario.games("dev", server);

    EnvironmentReport dev = scenario.runOne();

    assertThat(error(dev).line()).isEqualTo(5);
    assertThat(error(dev).excerpt()).contains("COPY public.games");
    assertThat(error(dev).context()).contains("line 2").contains("\"x\"");
  }

  @Test
  void aDatabaseThatIsKeptKnowsWhatPsqlAppliedAndWhatItLeftHalfDone() throws Exception {
    psql();
    scenario
        .script("1_good.sql", "\\set c score\nALTER TABLE public.games ADD COLUMN :c int;\n")
        .script("2_half.sql", "CREATE TABLE public.half (a int);\nSELECT 1 / 0;\n")
        .top("reversibility: none");
    String database = server.createDatabase();
    server.execute(database, "CREATE TABLE public.games (id int PRIMARY KEY)");
    scenario.environment(
        "dev", server.url(database), "disposable: true", "snapshot: {strategy: none}");

    EnvironmentReport first = scenario.runOne();
    EnvironmentReport second = scenario.runOne();

    assertThat(first.scripts())
        .extracting(ScriptReport::status)
        .containsExactly(Status.PASSED, Status.FAILED);
    assertThat(second.scripts()).isEmpty();
    assertThat(second.failure()).contains("2_half.sql").contains("half applied");
    assertThat(Objects.requireNonNull(second.pending()).applied()).isEqualTo(1);
  }

  @Test
  void aServerNewerThanEveryPsqlIsRefusedWithWhatToInstall() {
    ClientTools tools = ClientTools.locate(System.getenv());

    assertThat(PsqlAccess.refusal(tools, new ServerVersion(990_000)))
        .hasValueSatisfying(
            refusal ->
                assertThat(refusal)
                    .contains("migrations.runner: psql")
                    .contains("version 99")
                    .contains("apt-get install postgresql-client-99"));
    assertThat(PsqlAccess.refusal(tools, new ServerVersion(140_000))).isEmpty();
  }

  @Test
  void everythingOfAPlainDumpRunsThroughPsql() throws Exception {
    psql();
    String source = server.createDatabase();
    server.execute(
        source,
        "CREATE TABLE public.dumped (id int, t text); INSERT INTO public.dumped VALUES (1, E'a;\\n"
            + "b')");
    Path dump = directory.resolve("db/migrations/1_dump.sql");
    Process process =
        new ProcessBuilder(
                ClientTools.locate(System.getenv())
                    .forServer(new ServerVersion(150_000))
                    .program("pg_dump")
                    .toString(),
                "-f",
                dump.toString(),
                server.url(source))
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isZero();
    scenario.games("dev", server);

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).as(dev.toString()).isEqualTo(Status.PASSED);
    assertThat(List.of(dev.scripts().get(0).status())).containsExactly(Status.PASSED);
    assertThat(Scenario.task(dev, TaskKind.APPLY).status()).isEqualTo(Status.PASSED);
  }
}
