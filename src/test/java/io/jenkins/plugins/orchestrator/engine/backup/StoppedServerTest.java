package io.jenkins.plugins.orchestrator.engine.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.testing.StoppedProcesses;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server whose connections stay open while nothing answers any more ends no backup's lane. */
@Timeout(175)
class StoppedServerTest {
  private static final String BIG =
      "CREATE TABLE big AS SELECT i, repeat(md5(i::text), 3) AS m FROM generate_series(1, 1500000)"
          + " i";

  /** Sessions that read rows, by the end of their names. */
  private static final String READING =
      "SELECT pid FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%%count(*)%%ONLY%%'"
          + " AND application_name LIKE '%%/%s'";

  // Its own: while a session of a server hangs, nobody on it can create or drop a database.
  private final TestServer server = TestServer.startOwn(17, Map.of());
  @TempDir private Path directory;

  @AfterEach
  void stopTheServer() {
    server.close();
  }

  private static String configuration(TestServer server, String database, String backup) {
    return "environments:\n  shop: {db_url: '"
        + server.url(database)
        + "'}\nbackup: "
        + backup
        + "\n";
  }

  private CompletableFuture<LaneReport> started(BackupScenario scenario, String yaml) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return scenario.runOne(yaml);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** Sessions that are in the middle of reading, as soon as there are some. */
  private static List<Long> reading(Connection look, String purpose) throws Exception {
    List<Long> pids = List.of();
    for (int i = 0; i < 6000 && pids.isEmpty(); i++) {
      pids = readingNow(look, purpose);
      TimeUnit.MILLISECONDS.sleep(10);
    }
    assertThat(pids).as("sessions that read").isNotEmpty();
    return pids;
  }

  private static List<Long> readingNow(Connection look, String purpose) throws SQLException {
    List<Long> pids = new ArrayList<>();
    try (Statement statement = look.createStatement();
        ResultSet rows = statement.executeQuery(READING.formatted(purpose))) {
      while (rows.next()) {
        pids.add(rows.getLong(1));
      }
    }
    return pids;
  }

  /** One that had read all when it was stopped has nothing left to answer: another one is taken. */
  private static StoppedProcesses stoppedWhileItReads(Connection look, String purpose)
      throws Exception {
    for (int i = 0; i < 20; i++) {
      List<Long> pids = reading(look, purpose);
      StoppedProcesses stopped = StoppedProcesses.of(pids);
      if (readingNow(look, purpose).containsAll(pids)) {
        return stopped;
      }
      stopped.close();
    }
    throw new AssertionError("no session was stopped in the middle of its query");
  }

  @Test
  void aSessionThatDoesNotAnswerEndsWithTheRun() throws Exception {
    String database = server.createDatabase();
    server.execute(database, BIG);
    BackupScenario scenario = new BackupScenario(directory);
    try (Connection look = server.connect("postgres")) {
      CompletableFuture<LaneReport> lane =
          started(scenario, configuration(server, database, "{jobs: 1}"));
      try (StoppedProcesses stopped = stoppedWhileItReads(look, "contents")) {
        assertThat(stopped.count()).isPositive();
        scenario.cancellation.cancel("the time is over");
        assertThat(lane.get(60, TimeUnit.SECONDS).status()).isEqualTo(Status.CANCELLED);
      }
      assertThat(BackupScenario.message(lane.get(), TaskKind.DUMP))
          .matches(
              "the time is over; session \\d+ \\(orchestrate/\\w+/shop/contents\\) gave no"
                  + " answer, and was given up");
    }
    scenario.assertOnlyBackupsLeft(0);
  }

  @Test
  void aRestoredCopyThatDoesNotAnswerEndsWithTheVerificationsLimit() throws Exception {
    String database = server.createDatabase();
    server.execute(database, BIG);
    BackupScenario scenario = new BackupScenario(directory);
    try (Connection look = server.connect("postgres")) {
      CompletableFuture<LaneReport> lane =
          started(scenario, configuration(server, database, "{jobs: 1, verify: {timeout: 30s}}"));
      try (StoppedProcesses stopped = stoppedWhileItReads(look, "verify")) {
        assertThat(stopped.count()).isPositive();
        // FAILED, because the copy cannot be dropped while a session of it hangs: it is told.
        assertThat(lane.get(150, TimeUnit.SECONDS).status()).isEqualTo(Status.FAILED);
      }
      assertThat(lane.get().failure())
          .contains("the verification's time limit of 30")
          .contains("gave no answer, and was given up");
      assertThat(lane.get().findings()).anyMatch(found -> found.code().equals("cleanup-failed"));
    }
    assertThat(scenario.store().list().backups()).as("what was dumped stays").hasSize(1);
  }

  @Test
  void aWholeServerThatDoesNotAnswerIsNoticedWithoutALimit() throws Exception {
    String database = server.createDatabase();
    server.execute(database, BIG);
    BackupScenario scenario = new BackupScenario(directory);
    try (Connection look = server.connect("postgres")) {
      CompletableFuture<LaneReport> lane =
          started(scenario, configuration(server, database, "{jobs: 1}"));
      assertThat(reading(look, "contents")).isNotEmpty();
      try (StoppedProcesses stopped = StoppedProcesses.of(server)) {
        assertThat(stopped.count()).isPositive();
        assertThat(lane.get(140, TimeUnit.SECONDS).status()).isEqualTo(Status.FAILED);
      }
      assertThat(BackupScenario.message(lane.get(), TaskKind.DUMP))
          .contains("found a server that gave no answer for 60 s");
    }
    scenario.assertOnlyBackupsLeft(0);
  }
}
