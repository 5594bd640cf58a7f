package io.jenkins.plugins.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.engine.migration.MigrationTestPlan;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MigrationTestCommandTest {
  private final ScriptedEngine engine = new ScriptedEngine();
  @TempDir private Path directory;

  private CommandRun run(String... args) {
    return CommandRun.of(engine, directory, args);
  }

  @Test
  void printsTheSummaryOnStandardOutputAndWritesTheReport() {
    CommandRun run = run("migration-test", "test.yaml", "--report", "a/b", "--progress", "none");
    assertThat(run.code()).isZero();
    assertThat(run.out()).isEqualTo("the summary\nReport: a/b/report.html\n");
    assertThat(run.err()).isEmpty();
    assertThat(directory.resolve("a/b/report.json")).exists();
  }

  @Test
  void printsNothingButTheReportOnStandardOutputWithJson() {
    engine.run =
        context -> {
          context.listener().taskStarted("dev", TaskKind.APPLY);
          context.listener().scriptStarted("dev", "db/003_x.sql", 3, 8);
          return Status.PASSED;
        };
    CommandRun run = run("migration-test", "test.yaml", "--json");
    assertThat(run.out()).isEqualTo("{\"status\":\"passed\"}\n");
    assertThat(run.err()).isEqualTo("[dev] apply\n[dev] apply 003_x.sql (3/8)\n");
  }

  @ParameterizedTest
  @CsvSource({
    "PASSED,    APPLY,    0",
    "SKIPPED,   APPLY,    0",
    "FAILED,    APPLY,    1",
    "TIMED_OUT, TEST,     1",
    "FAILED,    SNAPSHOT, 3",
    "CANCELLED, APPLY,    3",
    "UNKNOWN,   APPLY,    3"
  })
  void exitsByWhatIsKnownOfTheMigrations(Status status, TaskKind task, int code) {
    assertThat(ExitCode.of(ScriptedEngine.report(status, task))).isEqualTo(code);
  }

  @Test
  void passesTheOptionsOn() {
    CommandRun run =
        run(
            "migration-test",
            "test.yaml",
            "-e",
            "dev",
            "--environment=staging",
            "--max-parallel",
            "2");
    assertThat(run.code()).isZero();
    Engine.Load load = engine.call(Engine.Load.class);
    assertThat(load.environments()).containsExactly("dev", "staging");
    assertThat(load.embedded()).isFalse();
    assertThat(engine.call(MigrationTestConfiguration.class).maxParallel()).isEqualTo(2);
    assertThat(engine.call(RunContext.class).workingDirectory()).isEqualTo(directory);
  }

  @Test
  void namesEveryMistakeOfTheConfigurationAndExitsWithTwo() {
    engine.problem =
        new ConfigurationException(
            List.of(
                problem(3, "found postgresql://app:hunter2@db/x"), problem(9, "did you mean x?")));
    CommandRun run = run("migration-test", "test.yaml");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains("test.yaml:3:1: key: found a, expected b")
        .contains("test.yaml:9:1")
        .contains("2 problems; nothing was touched")
        .doesNotContain("hunter2")
        .doesNotContain("\tat ");
  }

  private static ConfigurationProblem problem(int line, String advice) {
    return new ConfigurationProblem("test.yaml", line, 1, "key", "a", "b", advice);
  }

  @Test
  void printsThePlanAndRunsNothing() {
    CommandRun run = run("migration-test", "test.yaml", "--plan");
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("Plan of test.yaml; nothing is touched.")
        .contains("Steps: apply_migrations (critical)")
        .contains("snapshot       template: nobody else uses it")
        .contains("all pending, 2 pending")
        .contains("    2. db/002_b.sql")
        .doesNotContain("hunter2");
    assertThat(engine.calls).noneMatch(RunContext.class::isInstance);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "migration-test                               | Missing required parameter: 'CONFIG'",
        "migration-test x --max-parallel 0            | found 0, expected 1 or more",
        "migration-test x --timeout soon              | 'soon' is not a duration",
        "migration-test x --plan --json               | exclude each other",
        "migration-test x --progress loud             | expected one of [AUTO, LIVE, PLAIN, NONE]",
        "migration-test x --embeded                   | --embedded",
        "migrate                                      | migration-test",
        "''                                           | which command?"
      })
  void saysWhatIsWrongWithTheArgumentsAndExitsWithTwo(String args, String message) {
    CommandRun run = run(args.isBlank() ? new String[0] : args.strip().split(" +"));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(message).contains("--help` says what is understood");
    assertThat(engine.calls).isEmpty();
  }

  @Test
  void neverShowsAStackTraceOrAPasswordUnlessDebuggingAndThenNoPasswordEither() {
    engine.environments =
        List.of(
            engine
                .environments
                .get(0)
                .onDedicatedServer(
                    new DatabaseTarget(
                        List.of(new DatabaseTarget.Host("db", 1)),
                        "x",
                        "u",
                        Secret.of("hunter2"),
                        Map.of())));
    engine.run =
        context -> {
          throw new IllegalStateException("the server said hunter2");
        };
    CommandRun quiet = run("migration-test", "test.yaml");
    assertThat(quiet.code()).isEqualTo(3);
    assertThat(quiet.err())
        .contains("unexpected: java.lang.IllegalStateException: the server said ********")
        .doesNotContain("hunter2")
        .doesNotContain("\tat ");
    CommandRun debug = run("migration-test", "test.yaml", "--debug");
    assertThat(debug.err()).contains("\tat ").doesNotContain("hunter2");
  }

  @Test
  void cancelsTheRunWhenItsTimeIsOverAndCallsThatAFailure() {
    engine.run =
        context -> {
          CountDownLatch cancelled = new CountDownLatch(1);
          context.cancellation().onCancel(cancelled::countDown);
          await(cancelled);
          throw new CancelledException(context.cancellation().reason());
        };
    CommandRun run = run("migration-test", "test.yaml", "--timeout", "50ms");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("longer than --timeout allows (0.05 s)");
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void givesTheEnginesRunAFilledExclusiveServerAndRemovesItAfterwards() {
    engine.run =
        context -> {
          MigrationTestPlan plan = engine.call(MigrationTestPlan.class);
          var environment = plan.configuration().environments().get(0);
          assertThat(environment.exclusive()).isTrue();
          assertThat(context.state().path().toString()).contains("/orchestrate-" + context.run());
          String password = environment.source().password().reveal();
          assertThat(context.redactor().redact(password)).isEqualTo("********");
          SessionSettings settings = SessionSettings.named("test");
          try (Session session = Session.open(environment.source(), settings)) {
            session.execute("SELECT a FROM t");
            return Status.PASSED;
          } catch (SQLException e) {
            return Status.FAILED;
          }
        };
    CommandRun run = run("migration-test", "test.yaml", "--embedded");
    assertThat(run.err()).contains("[dev] starting PostgreSQL 17").contains("[dev] filling app of");
    assertThat(run.code()).isZero();
    assertThat(directory).isDirectoryNotContaining("glob:**orchestrate-*");
  }

  @Test
  void exitsWithThreeAndLeavesNothingWhenAnEmbeddedServerCannotBeFilled() {
    engine.environments =
        List.of(
            io.jenkins.plugins.orchestrator.cli.embedded.Environments.embedded(
                "dev", 17, "SELECT nothing_like_that()"));
    CommandRun run = run("migration-test", "test.yaml", "--embedded");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err())
        .contains("orchestrate: the embedded server of dev could not be made: dev.sql:1:");
    assertThat(engine.calls).noneMatch(RunContext.class::isInstance);
    assertThat(directory).isDirectoryNotContaining("glob:**orchestrate-*");
  }

  @Test
  void refusesAReportDirectoryThatIsAFileBeforeAnythingIsTouched() throws Exception {
    Files.writeString(directory.resolve("file"), "");
    CommandRun run = run("migration-test", "test.yaml", "--report", "file");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("--report: the directory");
    assertThat(engine.calls).noneMatch(RunContext.class::isInstance);
  }
}
