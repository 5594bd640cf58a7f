package io.jenkins.plugins.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands over plans have in common, and what each asks the engine for. */
class OperationCommandsTest {
  private final ScriptedEngine engine = new ScriptedEngine();
  @TempDir private Path directory;

  private CommandRun run(String... args) {
    return CommandRun.of(engine, directory, args);
  }

  private CommandRun backup(String... options) {
    return run(
        Stream.concat(Stream.of("backup", "test.yaml"), Arrays.stream(options))
            .toArray(String[]::new));
  }

  // ---- what all of them do ----------------------------------------------------------------------

  @Test
  void printsTheSummaryOnStandardOutputAndWritesTheReport() {
    CommandRun run = backup("--report", "a/b", "--progress", "none");
    assertThat(run.code()).isZero();
    assertThat(run.out()).isEqualTo("the summary\nReport: a/b/report.html\n");
    assertThat(directory.resolve("a/b/report.json")).exists();
  }

  @Test
  void printsNothingButTheReportOnStandardOutputWithJson() {
    engine.operation =
        ScriptedOperation.of(
            context -> {
              context.listener().taskStarted("dev", TaskKind.DUMP);
              return ScriptedOperation.lane("dev", Status.FAILED, TaskKind.DUMP);
            });
    CommandRun run = backup("--json");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).isEqualTo("{\"operation\":\"scripted\"}\n");
    assertThat(run.err()).contains("[dev] dump\n[dev] failed after 5 ms: it broke\n");
  }

  @ParameterizedTest
  @CsvSource({
    "DUMP,     PASSED,    PASSED,    0",
    "DUMP,     PASSED,    SKIPPED,   0",
    "DUMP,     SKIPPED,   SKIPPED,   0",
    "DUMP,     PASSED,    FAILED,    1",
    "DUMP,     TIMED_OUT, TIMED_OUT, 1",
    "CHECK,    PASSED,    FAILED,    1",
    "CHECK,    FAILED,    FAILED,    3",
    "SNAPSHOT, FAILED,    FAILED,    3",
    "DUMP,     PASSED,    CANCELLED, 3",
    "DUMP,     PASSED,    UNKNOWN,   3"
  })
  void exitsByWhatIsKnown(TaskKind task, Status one, Status other, int code) {
    engine.operation = ScriptedOperation.ending(task, one, other);
    assertThat(backup().code()).isEqualTo(code);
  }

  @Test
  void namesEveryMistakeAndExitsWithTwo() {
    engine.problem =
        new ConfigurationException(
            List.of(
                new ConfigurationProblem("test.yaml", 3, 1, "backup", "a", "b", null),
                new ConfigurationProblem("test.yaml", 9, 1, "backup", "c", "d", null)));
    CommandRun run = backup("--report", "report");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains("test.yaml:3:1", "test.yaml:9:1", "2 problems; nothing was touched");
    assertThat(directory.resolve("report")).doesNotExist();
  }

  @Test
  void refusesAReportDirectoryThatIsAFileBeforeAnythingIsTouched() throws Exception {
    Files.writeString(directory.resolve("file"), "");
    CommandRun run = backup("--report", "file");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("--report: the directory");
    assertThat(engine.calls).noneMatch(RunContext.class::isInstance);
  }

  @Test
  void cancelsTheRunWhenItsTimeIsOverAndCallsThatAFailure() {
    engine.operation =
        ScriptedOperation.of(
            context -> {
              CountDownLatch cancelled = new CountDownLatch(1);
              context.cancellation().onCancel(cancelled::countDown);
              await(cancelled);
              return ScriptedOperation.lane("dev", Status.CANCELLED, TaskKind.DUMP);
            });
    CommandRun run = backup("--timeout", "50ms", "--report", "report");
    assertThat(run.code()).isEqualTo(1);
    assertThat(directory.resolve("report/report.json")).exists();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void neverShowsAPasswordNorAStackTraceUnlessDebugging() {
    engine.operation =
        ScriptedOperation.of(
            context -> {
              throw new IllegalStateException("the server said hunter2");
            });
    CommandRun quiet = backup();
    assertThat(quiet.code()).isEqualTo(3);
    assertThat(quiet.err())
        .contains("a URL holds ********", "the server said ********")
        .doesNotContain("hunter2", "\tat ");
    assertThat(backup("--debug").err()).contains("\tat ").doesNotContain("hunter2");
  }

  // ---- what each asks for -----------------------------------------------------------------------

  @Test
  void backsUpWhatIsNamed() {
    assertThat(
            backup("--environments", "dev,metrics", "-e", "files", "--dry-run", "--max-parallel=3")
                .code())
        .isZero();
    Engine.Backup asked = engine.call(Engine.Backup.class);
    assertThat(asked.load().environments()).containsExactly("dev", "metrics", "files");
    assertThat(asked.dryRun()).isTrue();
    assertThat(asked.maxParallel()).isEqualTo(3);
  }

  @Test
  void verifiesTheHashesOfTheLatestUnlessAskedForMore() {
    assertThat(run("verify-backups", "backups").code()).isZero();
    Engine.VerifyBackups asked = engine.call(Engine.VerifyBackups.class);
    assertThat(asked.directory()).isEqualTo(Path.of("backups"));
    assertThat(asked.server()).isNull();
    assertThat(asked.onlyLatest()).isTrue();
  }

  @Test
  void verifiesByRestoringOnAServer() {
    CommandRun run =
        run(
            "verify-backups",
            "backups",
            "--restore",
            "--server",
            "postgresql://v@localhost:5433/postgres",
            "--only",
            "all");
    assertThat(run.code()).as(run.err()).isZero();
    Engine.VerifyBackups asked = engine.call(Engine.VerifyBackups.class);
    assertThat(asked.onlyLatest()).isFalse();
    assertThat(asked.server())
        .extracting(DatabaseTarget::user, DatabaseTarget::database)
        .containsExactly("v", "postgres");
  }

  @Test
  void restoresIntoANewDatabase() {
    assertThat(run("restore", "backups/b", "--to", "postgresql://d@h/copy").code()).isZero();
    Engine.Restore asked = engine.call(Engine.Restore.class);
    assertThat(asked.backup()).isEqualTo(Path.of("backups/b"));
    assertThat(asked.to().database()).isEqualTo("copy");
    assertThat(asked.replace()).isFalse();
    assertThat(asked.allowUnverified()).isFalse();
    assertThat(asked.createRoles()).isFalse();
    assertThat(asked.jobs()).isEqualTo(2);
    assertThat(asked.identity()).isNull();
    assertThat(asked.configuration()).as("nothing is known to be protected").isNull();
  }

  @Test
  void restoresAsItsOptionsSay() {
    String command =
        "restore b --to postgresql://d@h/app --allow-unverified --create-roles --jobs 4 --identity"
            + " key --config db.yaml --environment production --confirm app";
    assertThat(run(command.split(" ")).code()).isZero();
    Engine.Restore asked = engine.call(Engine.Restore.class);
    assertThat(asked.allowUnverified()).isTrue();
    assertThat(asked.createRoles()).isTrue();
    assertThat(asked.jobs()).isEqualTo(4);
    assertThat(asked.identity()).isEqualTo(Path.of("key"));
    assertThat(asked.environment()).isEqualTo("production");
    assertThat(asked.configuration())
        .isEqualTo(new Engine.Load(Path.of("db.yaml"), List.of(), false, variables(), directory));
    assertThat(asked.confirm()).as("of a protected environment, also of a new one").isNotNull();
  }

  private Map<String, String> variables() {
    return Map.of("ORCHESTRATE_STATE", directory.resolve("state").toString());
  }

  @Test
  void replacesADatabaseWhoseNameWasTypedOnceMore() {
    assertThat(
            run("restore", "b", "--to", "postgresql://d@h/app", "--replace", "--confirm", "app")
                .code())
        .isZero();
    assertThat(engine.call(Engine.Restore.class).replace()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "restore b --to postgresql://d:T0pSecret7@h/app",
        "verify-backups b --restore --server postgresql://d:T0pSecret7@h/app",
      })
  void aPasswordInAUrlIsTakenWarnedAboutAndMasked(String command) {
    engine.operation =
        ScriptedOperation.of(
            context -> {
              throw new IllegalStateException(
                  "cannot log in with T0pSecret7, " + context.redactor().redact("T0pSecret7"));
            });
    CommandRun run = run((command + " --debug").split(" "));
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err())
        .contains("holds a password", "use PGPASSFILE", "cannot log in with ********, ********")
        .doesNotContain("T0pSecret7");
  }

  @Test
  void clonesForACommandWhoseWordsStayAsTheyAre() {
    CommandRun run =
        run(
            "provision",
            "test.yaml",
            "-e",
            "production_snapshot",
            "--count",
            "3",
            "--ttl",
            "90m",
            "--migrate",
            "db/migrations",
            "--anonymize",
            "db/anonymize.sql",
            "--anonymized-column",
            "users.email",
            "--",
            "sh",
            "-c",
            "psql \"$DATABASE_URL_1\" -c 'SELECT 1' --count");
    assertThat(run.code()).as(run.err()).isZero();
    Engine.Provision asked = engine.call(Engine.Provision.class);
    assertThat(asked.environment()).isEqualTo("production_snapshot");
    assertThat(asked.load().environments()).containsExactly("production_snapshot");
    assertThat(asked.count()).isEqualTo(3);
    assertThat(asked.ttl()).isEqualTo(Duration.ofMinutes(90));
    assertThat(asked.migrate()).isEqualTo("db/migrations");
    assertThat(asked.anonymize()).isEqualTo("db/anonymize.sql");
    assertThat(asked.columns()).containsExactly("users.email");
    assertThat(asked.command())
        .isEqualTo("'sh' '-c' 'psql \"$DATABASE_URL_1\" -c '\\''SELECT 1'\\'' --count'");
  }

  @Test
  void clonesThatStayHaveNoCommand() {
    assertThat(run("provision", "test.yaml", "--environment", "dev").code()).isZero();
    Engine.Provision asked = engine.call(Engine.Provision.class);
    assertThat(asked.command()).isNull();
    assertThat(asked.count()).isEqualTo(1);
    assertThat(asked.ttl()).isEqualTo(Duration.ofHours(6));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "backup                                          | Missing required parameter: 'CONFIG'",
        "validate                                        | Missing required parameter: 'CONFIG'",
        "validate x --max-parallel 0                      | found 0, expected 1 or more",
        "health                                          | Missing required parameter: 'CONFIG'",
        "health x --prometheus - --json                   | exclude each other",
        "backup x --max-parallel 0                       | found 0, expected 1 or more",
        "verify-backups x --hashes --restore             | exclude each other",
        "verify-backups x --restore                      | found no --server",
        "verify-backups x --server postgresql://u@h/d     | found no --restore",
        "verify-backups x --only some                    | expected one of [LATEST, ALL]",
        "restore x                                       | Missing required option: '--to=URL'",
        "restore x --to mysql://u:T0pSecret7@h/d         | --to: found",
        "restore x --to postgresql://u@h/app --replace     | expected --confirm app",
        "restore x --to postgresql://u@h/app --replace --confirm ap | found --confirm ap, expected",
        "restore x --to postgresql://u@h/app --confirm app | found no --replace",
        "restore x --to postgresql://u@h/app --environment a | found no --config",
        "restore x --to postgresql://u@h/app --jobs 0     | found 0, expected 1 or more",
        "replaced                                        | Missing required parameter: 'URL'",
        "replaced mysql://u:T0pSecret7@h/d               | URL: found",
        "replaced postgresql://u@h/d --drop x            | found no --confirm, expected --confirm"
            + " x",
        "replaced postgresql://u@h/d --drop x --confirm y | found --confirm y, expected --confirm"
            + " x",
        "replaced postgresql://u@h/d --confirm x         | found no --drop",
        "replaced postgresql://u@h/d --drop x --swap-back x --confirm x | exclude each other",
        "provision x                                     | Missing required option",
        "provision x -e dev --ttl soon                   | 'soon' is not a duration"
      })
  void saysWhatIsWrongWithTheArgumentsAndExitsWithTwo(String args, String message) {
    CommandRun run = run(args.strip().split(" +"));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains(message)
        .contains("--help` says what is understood")
        .doesNotContain("T0pSecret7");
    assertThat(engine.calls).isEmpty();
  }
}
