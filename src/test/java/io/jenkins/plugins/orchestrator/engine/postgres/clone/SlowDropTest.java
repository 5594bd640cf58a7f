package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import io.jenkins.plugins.orchestrator.testing.StoppedProcesses;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A database of very many tables is deleted to its end, however long that takes. */
class SlowDropTest {
  private static final String APPLICATION = "orchestrate/test/drop";

  private static CloneServer open(TestServer server) throws Exception {
    return CloneServer.of(
        new DatabaseTarget(
            List.of(new DatabaseTarget.Host("127.0.0.1", server.port())),
            "postgres",
            "postgres",
            null,
            Map.of()),
        APPLICATION);
  }

  private static long checkpointer(TestServer server) throws Exception {
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'")) {
      row.next();
      return row.getLong(1);
    }
  }

  @Test
  void theLimitIsForWhatIsInTheWayAndNotForTheDeletion() throws Exception {
    try (TestServer server = TestServer.startOwn(17, Map.of())) {
      String database = server.createDatabase();
      try (CloneServer open = open(server)) {
        FoundDatabase found = FoundDatabase.named(open.session(), database).orElseThrow();
        CompletableFuture<Void> drop;
        // DROP DATABASE waits for a checkpoint, as it would for twenty thousand files.
        try (StoppedProcesses slow = StoppedProcesses.of(List.of(checkpointer(server)))) {
          assertThat(slow.count()).isOne();
          drop =
              CompletableFuture.runAsync(
                  () -> {
                    try {
                      new DatabaseDrop(open, APPLICATION)
                          .drop(found, Deadline.after(Duration.ofSeconds(1)));
                    } catch (Exception e) {
                      throw new IllegalStateException(e);
                    }
                  });
          TimeUnit.SECONDS.sleep(3);
          assertThat(drop).isNotDone();
        }
        drop.get(60, TimeUnit.SECONDS);
        assertThat(FoundDatabase.named(open.session(), database)).isEmpty();
      }
    }
  }

  @Test
  void aLockOfSomebodyElseIsNotWaitedForLongerThanTheLimit() throws Exception {
    TestServer server = TestServer.of(17);
    String database = server.createDatabase();
    try (Connection other = server.connect("postgres");
        Statement statement = other.createStatement();
        CloneServer open = open(server)) {
      FoundDatabase found = FoundDatabase.named(open.session(), database).orElseThrow();
      other.setAutoCommit(false);
      statement.execute("COMMENT ON DATABASE " + database + " IS 'locked until the end'");
      assertThatThrownBy(
              () ->
                  new DatabaseDrop(open, APPLICATION)
                      .drop(found, Deadline.after(Duration.ofSeconds(1))))
          .hasMessageContaining("lock timeout");
      other.rollback();
      assertThat(FoundDatabase.named(open.session(), database)).isPresent();
    }
    server.execute("postgres", "DROP DATABASE " + database);
  }
}
