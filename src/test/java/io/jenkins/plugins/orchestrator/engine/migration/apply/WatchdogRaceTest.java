package io.jenkins.plugins.orchestrator.engine.migration.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.report.StatementReport;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** A cancel that comes as its statement ends must hit that one or none, never the next. */
class WatchdogRaceTest {
  private static final Duration BUDGET = Duration.ofSeconds(6);

  /**
   * Statements that end around their limit, each followed by one that would tell of a stray cancel:
   * it takes a tenth of its own limit.
   */
  @Test
  void aLimitNeverEndsTheStatementBehindTheOneThatRanIntoIt() throws SQLException {
    Duration limit = Duration.ofMillis(20);
    TestServer server = TestServer.of(15);
    int late = 0;
    int inTime = 0;
    try (Bench bench = new Bench(server, new ApplySettings(BUDGET, null, BUDGET, false, false))) {
      bench.run("SELECT 1");
      SimpleProtocol protocol = new SimpleProtocol(bench.session.connection());
      Watch watch = bench.watchdog.watch(bench.session);
      Deadline end = Deadline.after(BUDGET);
      while (!end.hasPassed()) {
        double seconds = 0.018 + ThreadLocalRandom.current().nextDouble(0.004);
        watch.arm(Deadline.after(limit));
        Watch.Stage stage;
        try {
          protocol.execute("SELECT pg_sleep(" + seconds + ")");
        } catch (SQLException e) {
          assertThat(e.getSQLState()).isEqualTo("57014");
        } finally {
          stage = watch.disarm();
        }
        if (stage == Watch.Stage.NOTHING) {
          // Nobody was told that a cancel is under way: so there must be none.
          inTime++;
          protocol.execute("SELECT pg_sleep(0.002)");
        } else {
          late++;
          // As the runner does: what comes too late for its statement may hit this.
          rollback(protocol);
          protocol.execute("SELECT pg_sleep(0.002)");
        }
      }
    }
    assertThat(late).as("in time: %d", inTime).isPositive();
    assertThat(inTime).as("late: %d", late).isPositive();
  }

  private static void rollback(SimpleProtocol protocol) {
    try {
      protocol.execute("ROLLBACK");
    } catch (SQLException e) {
      // The cancel that came too late.
      assertThat(e.getSQLState()).isEqualTo("57014");
    }
  }

  /** The same through the runner, script after script in one session. */
  @Test
  void aTimedOutScriptNeverTakesTheNextOneWithIt() throws SQLException {
    Duration limit = Duration.ofMillis(60);
    int timedOut = 0;
    int passed = 0;
    try (Bench bench =
        new Bench(
            TestServer.of(15),
            new ApplySettings(
                Duration.ofSeconds(30), limit, Duration.ofSeconds(1), false, false))) {
      Deadline end = Deadline.after(BUDGET);
      while (!end.hasPassed()) {
        double seconds = 0.055 + ThreadLocalRandom.current().nextDouble(0.010);
        ScriptReport near =
            bench.run(
                "SET statement_timeout = 0; SELECT 1; SELECT pg_sleep(" + seconds + "); SELECT 2;");
        if (near.status() == Status.PASSED) {
          passed++;
        } else {
          timedOut++;
          assertThat(near.status()).as(String.valueOf(near.error())).isEqualTo(Status.TIMED_OUT);
          StatementReport last = near.statements().get(near.statements().size() - 1);
          assertThat(last.excerpt()).startsWith("SELECT pg_sleep");
        }
        ScriptReport next = bench.run("SELECT pg_sleep(0.001); SELECT 3;");
        assertThat(next.status()).as(String.valueOf(next.error())).isEqualTo(Status.PASSED);
        assertThat(next.findings()).isEmpty();
      }
    }
    assertThat(timedOut).as("passed: %d", passed).isPositive();
    assertThat(passed).as("timed out: %d", timedOut).isPositive();
  }

  /** Ctrl-C at any moment between many short statements: the session is clean afterwards. */
  @Test
  void aCancelAtAnyMomentLeavesTheSessionUsable() throws Exception {
    TestServer server = TestServer.of(15);
    String database = server.createDatabase();
    Deadline end = Deadline.after(BUDGET);
    int cancelled = 0;
    while (!end.hasPassed() && cancelled < 60) {
      try (Bench bench = new Bench(server, database, Bench.PATIENT)) {
        CompletableFuture<ScriptReport> running =
            CompletableFuture.supplyAsync(() -> bench.run("SELECT 1;\n".repeat(2_000)));
        Thread.sleep(ThreadLocalRandom.current().nextInt(40));
        bench.cancellation.cancel("Ctrl-C");
        Throwable thrown = running.handle((report, error) -> error).get();
        if (thrown != null) {
          assertThat(thrown).hasCauseInstanceOf(CancelledException.class);
          cancelled++;
        }
        SimpleProtocol protocol = new SimpleProtocol(bench.session.connection());
        assertThat(protocol.isClosed()).isFalse();
        assertThat(protocol.isInTransaction()).isFalse();
        for (int i = 0; i < 20; i++) {
          protocol.execute("SELECT pg_sleep(0.0005)");
        }
      }
    }
    assertThat(cancelled).isPositive();
  }
}
