package io.jenkins.plugins.orchestrator.engine.migration;

import static io.jenkins.plugins.orchestrator.engine.migration.Scenario.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TestReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The user's own tests, commands and SQL, on a migrated copy. */
class UsersTestsTest {
  @TempDir Path directory;
  private final TestServer server = TestServer.of(17);
  private Scenario scenario;

  @BeforeEach
  void scenario() {
    scenario =
        new Scenario(directory)
            .fromTheFirst()
            .script("1_score.sql", "ALTER TABLE public.games ADD COLUMN score int DEFAULT 7;")
            .top("reversibility: none");
    scenario.games("dev", server);
  }

  private TestReport only(EnvironmentReport environment) {
    assertThat(environment.tests()).hasSize(1);
    return environment.tests().get(0);
  }

  private void command(String command, String... keys) {
    StringBuilder yaml =
        new StringBuilder("integration_tests:\n  - name: etl\n    command: |\n      ")
            .append(command.strip().replace("\n", "\n      "))
            .append('\n');
    for (String key : keys) {
      yaml.append("    ").append(key).append('\n');
    }
    scenario.top(yaml.toString());
  }

  private void sql(String sql, String keys) {
    scenario.file("tests/it.sql", sql);
    scenario.top("integration_tests: [{name: it, sql: tests/it.sql" + keys + "}]");
  }

  @Test
  void aCommandThatSucceedsPasses() throws Exception {
    command("echo all is well");

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).isEqualTo(Status.PASSED);
    assertThat(only(dev).exitCode()).isZero();
    assertThat(only(dev).output()).isEqualTo("all is well\n");
    scenario.assertNothingIsLeft(server);
  }

  @Test
  void aCommandFindsTheMigratedCopy() throws Exception {
    command("echo $PGHOST $PGPORT $PGUSER $PGDATABASE; echo $DATABASE_URL");

    EnvironmentReport dev = scenario.runOne();

    String copy = task(dev, TaskKind.CLEANUP).name().replace("drop ", "");
    assertThat(only(dev).output().lines())
        .containsExactly(
            "127.0.0.1 " + server.port() + " postgres " + copy,
            "postgresql://postgres@127.0.0.1:" + server.port() + "/" + copy);
  }

  @Test
  void aCommandThatFailsFailsTheEnvironmentAndItsOutputIsKept() throws Exception {
    command("echo on standard output\necho on standard error >&2\nexit 7");

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).isEqualTo(Status.FAILED);
    assertThat(only(dev).exitCode()).isEqualTo(7);
    assertThat(only(dev).output()).contains("on standard output").contains("on standard error");
    assertThat(dev.failure())
        .isEqualTo("1 of 1 tests failed: etl: exit code 7, expected 0; its output says more");
    scenario.assertNothingIsLeft(server);
  }

  @Test
  void aCommandThatDoesNotEndIsEndedWithAllThatItStarted() throws Exception {
    command(
        "sh -c 'sh -c \"echo \\$\\$ > grandchild; exec sleep 300\"; true'; true", "timeout: 1s");

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).isEqualTo(Status.TIMED_OUT);
    assertThat(only(dev).message()).contains("did not end within 1000 ms");
    assertThat(dev.duration()).isLessThan(Duration.ofSeconds(15));
    assertThat(processOf("grandchild")).isEmpty();
    scenario.assertNothingIsLeft(server);
  }

  @Test
  void whatACommandLeavesRunningIsEndedToo() throws Exception {
    command("sleep 300 & echo $! > background\nsleep 0.3");

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).isEqualTo(Status.PASSED);
    assertThat(processOf("background")).isEmpty();
  }

  @Test
  void aCommandThatIgnoresSignalsIsKilled() throws Exception {
    command(
        "trap '' TERM INT\necho $$ > stubborn\nwhile true; do sleep 0.2; done", "timeout: 500ms");

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).isEqualTo(Status.TIMED_OUT);
    assertThat(processOf("stubborn")).isEmpty();
  }

  private Optional<ProcessHandle> processOf(String file) throws Exception {
    long pid = Long.parseLong(Files.readString(directory.resolve(file)).strip());
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
  }

  @Test
  void moreOutputThanSixtyFourKibIsCutWithANote() throws Exception {
    command("head -c 300000 /dev/zero | tr '\\0' x");

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).isEqualTo(Status.PASSED);
    assertThat(only(dev).output())
        .startsWith("xxxx")
        .endsWith("[cut: the first 65536 bytes of 300000 are shown]\n")
        .hasSizeLessThan(66_000);
  }

  @Test
  void aCommandThatDoesNotExistSaysSo() throws Exception {
    command("no-such-program-at-all");

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).isEqualTo(Status.FAILED);
    assertThat(only(dev).exitCode()).isEqualTo(127);
    assertThat(only(dev).output()).contains("not found");
  }

  @Test
  void sqlPassesWhenItGivesWhatIsExpected() throws Exception {
    sql("SELECT sum(score) FROM public.games", ", expect: {value: 14, rows: 1}, runs: 5");

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).isEqualTo(Status.PASSED);
    assertThat(only(dev).latency().runs()).isEqualTo(5);
    assertThat(only(dev).latency().p95()).isLessThanOrEqualTo(only(dev).latency().max());
  }

  @Test
  void sqlFailsWhenItGivesSomethingElse() throws Exception {
    sql("SELECT sum(score) FROM public.games", ", expect: {value: 15}");

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).isEqualTo(Status.FAILED);
    assertThat(dev.failure()).endsWith("it: found 14, expected 15");
  }

  @Test
  void sqlThatIsTooSlowFails() throws Exception {
    sql("SELECT pg_sleep(0.06)", ", runs: 5, max_p95: 20ms");

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).isEqualTo(Status.FAILED);
    assertThat(only(dev).message()).matches("p95 is \\d+\\.\\d ms, expected at most 20 ms");
  }

  @Test
  void sqlThatDoesNotEndIsCancelledWhateverLimitsItSets() throws Exception {
    sql("SET statement_timeout = 0; SELECT pg_sleep(60)", ", timeout: 500ms");

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).isEqualTo(Status.TIMED_OUT);
    assertThat(only(dev).message()).contains("time limit").contains("run 1 of 1");
    scenario.assertNothingIsLeft(server);
  }

  @Test
  void everyRunOfSqlIsRolledBack() throws Exception {
    sql(
        "INSERT INTO public.games VALUES (3, 'east'); SELECT count(*) FROM public.games",
        ", runs: 3, expect: {value: 3}");

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).as(dev.toString()).isEqualTo(Status.PASSED);
  }

  @Test
  void sqlThatIsWrongNamesItsFile() throws Exception {
    sql("SELECT points FROM public.games", "");

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).isEqualTo(Status.FAILED);
    assertThat(only(dev).message())
        .contains("tests/it.sql")
        .contains("column \"points\" does not exist")
        .contains("42703");
  }

  @Test
  void allTestsRunEvenWhenTheFirstOneFails() throws Exception {
    scenario.top(
        "integration_tests: [{name: first, command: exit 1}, {name: second, command: exit 0}]");

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.tests())
        .extracting(TestReport::status)
        .containsExactly(Status.FAILED, Status.PASSED);
  }
}
