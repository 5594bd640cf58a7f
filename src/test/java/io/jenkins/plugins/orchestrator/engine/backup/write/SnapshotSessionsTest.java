package io.jenkins.plugins.orchestrator.engine.backup.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.backup.contents.ContentsReader;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.TableContents;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the sessions see does not change while a backup is made. */
class SnapshotSessionsTest {
  private static final String APPLICATION = "orchestrate/test/contents";

  private static DatabaseTarget target(TestServer server, String database) {
    return new DatabaseTarget(
        List.of(new DatabaseTarget.Host("127.0.0.1", server.port())),
        database,
        "postgres",
        null,
        Map.of());
  }

  /** TRUNCATE and ALTERs that rewrite do not respect snapshots: their table would look empty. */
  @ParameterizedTest
  @ValueSource(ints = {14, 17, 18})
  void aTableThatSomebodyWouldTruncateMeanwhileKeepsItsRows(int major) throws Exception {
    TestServer server = TestServer.of(major);
    String database = server.createDatabase();
    server.execute(
        database,
        """
        CREATE SCHEMA "odd ""schema";
        CREATE TABLE "odd ""schema"."staging'" AS SELECT generate_series(1, 10) AS i;
        CREATE TABLE part (i int) PARTITION BY RANGE (i);
        CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (0) TO (100);
        INSERT INTO part SELECT generate_series(1, 7);
        """);
    try (SnapshotSessions sessions =
        SnapshotSessions.open(target(server, database), APPLICATION, 2, new Cancellation())) {
      for (String table : List.of("\"odd \"\"schema\".\"staging'\"", "part_1")) {
        assertThatThrownBy(
                () -> server.execute(database, "SET lock_timeout = 300; TRUNCATE " + table))
            .hasMessageContaining("lock timeout");
      }
      assertThat(ContentsReader.read(sessions.connections(), true, new Cancellation()).tables())
          .extracting(TableContents::rows)
          .containsExactly(10L, 7L);
    }
  }

  @Test
  void aTruncateThatEndsBeforeTheSnapshotIsPartOfIt() throws Exception {
    TestServer server = TestServer.of(17);
    String database = server.createDatabase();
    server.execute(database, "CREATE TABLE t AS SELECT generate_series(1, 10) AS i");
    try (Connection other = server.connect(database);
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("TRUNCATE t; INSERT INTO t VALUES (1), (2)");
      CompletableFuture<List<TableContents>> read =
          CompletableFuture.supplyAsync(
              () -> {
                try (SnapshotSessions sessions =
                    SnapshotSessions.open(
                        target(server, database), APPLICATION, 1, new Cancellation())) {
                  return ContentsReader.read(sessions.connections(), true, new Cancellation())
                      .tables();
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      awaitWaiting(server, database);
      other.commit();
      assertThat(read.get(30, TimeUnit.SECONDS))
          .as("neither the old rows nor none")
          .extracting(TableContents::rows)
          .containsExactly(2L);
    }
  }

  @Test
  @Timeout(20)
  void isCancelledWhileItWaitsForALock() throws Exception {
    TestServer server = TestServer.of(17);
    String database = server.createDatabase();
    server.execute(database, "CREATE TABLE t (i int)");
    Cancellation cancellation = new Cancellation();
    try (Connection other = server.connect(database);
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE");
      CompletableFuture<Void> cancelled =
          CompletableFuture.runAsync(
              () -> {
                try {
                  awaitWaiting(server, database);
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
                cancellation.cancel("enough");
              });
      assertThatThrownBy(
              () ->
                  SnapshotSessions.open(target(server, database), APPLICATION, 2, cancellation)
                      .close())
          .isInstanceOf(CancelledException.class)
          .hasMessageContaining("enough");
      cancelled.get(10, TimeUnit.SECONDS);
    }
  }

  /** A reader that waited without end behind an ALTER would keep everybody from that table. */
  @Test
  void readersWaitForALockForALimitedTimeOnly() throws Exception {
    TestServer server = TestServer.of(17);
    String database = server.createDatabase();
    server.execute(database, "CREATE TABLE t (i int)");
    try (Connection session = server.connect(database);
        Connection other = server.connect(database);
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE");
      long start = System.nanoTime();
      assertThatThrownBy(() -> ContentsReader.read(List.of(session), true, new Cancellation()))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("lock timeout");
      assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)).isBetween(25L, 40L);
    }
  }

  private static void awaitWaiting(TestServer server, String database) throws Exception {
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < 500; i++) {
        try (var row =
            statement.executeQuery(
                "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
                    + " WHERE NOT l.granted AND d.datname = '"
                    + database
                    + "'")) {
          row.next();
          if (row.getInt(1) > 0) {
            return;
          }
        }
        Thread.sleep(20);
      }
    }
    throw new AssertionError("nobody waits for a lock");
  }
}
