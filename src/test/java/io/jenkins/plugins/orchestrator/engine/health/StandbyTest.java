package io.jenkins.plugins.orchestrator.engine.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.testing.StandbyServer;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replication between real servers: as it should be, slow, stopped and broken. */
@Timeout(120)
class StandbyTest {
  @TempDir Path directory;

  private LaneReport lane(String url) throws Exception {
    return Health.of(directory, url).lane();
  }

  /** A look at a server, again until it is as it must become. */
  private LaneReport lane(String url, Predicate<LaneReport> expected) throws Exception {
    LaneReport lane = lane(url);
    for (int i = 0; i < 100 && !expected.test(lane); i++) {
      Thread.sleep(100);
      lane = lane(url);
    }
    return lane;
  }

  private static boolean hasLag(LaneReport lane, Level level) {
    return Health.level(lane, "replication_lag") == level;
  }

  private static String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  /** Until the standby has replayed what the primary has written. */
  private static void caughtUp(TestServer primary, StandbyServer standby) throws Exception {
    try (Connection writer = primary.connect("postgres");
        Connection reader = standby.connect("postgres")) {
      // What the server has not yet written counts too: it need not when a transaction ends.
      String position = text(writer, "SELECT pg_current_wal_insert_lsn()");
      for (int i = 0; i < 300; i++) {
        String sql = "SELECT pg_last_wal_replay_lsn() >= '" + position + "'::pg_lsn";
        if ("t".equals(text(reader, sql))) {
          return;
        }
        Thread.sleep(100);
      }
      throw new AssertionError("the standby did not reach " + position);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 17, 18})
  void aStandbyThatFollowsHasNoLagOnEitherSide(int major) throws Exception {
    try (TestServer primary = TestServer.startOwn(major, Map.of());
        StandbyServer standby = StandbyServer.of(primary, directory, "follower", Map.of())) {
      primary.execute("postgres", "CREATE TABLE t AS SELECT generate_series(1, 1000) AS id");
      caughtUp(primary, standby);
      LaneReport sender = lane(primary.url("postgres"), lane -> hasLag(lane, Level.OK));
      assertThat(Health.check(sender, "replication_lag").found())
          .contains("standby follower, streaming");
      assertThat(Health.value(sender, "replication_lag")).isBetween(0.0, 5.0);
      LaneReport receiver = lane(standby.url("postgres"), lane -> hasLag(lane, Level.OK));
      assertThat(Health.check(receiver, "replication_lag").found()).contains("this standby");
      assertThat(Health.value(receiver, "replication_lag")).isZero();
      assertThat(Health.unknown(receiver)).as("every check works on a standby").isEmpty();
      assertThat(Health.unknown(sender)).isEmpty();
    }
  }

  @Test
  void replayThatIsPausedIsLagOnBothSides() throws Exception {
    try (TestServer primary = TestServer.startOwn(17, Map.of());
        StandbyServer standby =
            StandbyServer.of(
                primary, directory, "paused", Map.of("wal_receiver_status_interval", "1s"))) {
      primary.execute("postgres", "CREATE TABLE t (id int)");
      caughtUp(primary, standby);
      standby.execute("postgres", "SELECT pg_wal_replay_pause()");
      primary.execute("postgres", "INSERT INTO t VALUES (1)");
      Thread.sleep(3000);
      String limits = "limits: {replication_lag: {warning: 2s, critical: 1h}}";
      LaneReport receiver = Health.of(directory, standby.url("postgres")).with(limits).lane();
      assertThat(Health.level(receiver, "replication_lag"))
          .as("%s", Health.check(receiver, "replication_lag"))
          .isEqualTo(Level.WARNING);
      assertThat(Health.value(receiver, "replication_lag")).isBetween(2.0, 60.0);
      assertThat(Health.findings(receiver, "replication-lag"))
          .contains("paused", "pg_wal_replay_resume()");
      LaneReport sender = Health.of(directory, primary.url("postgres")).with(limits).lane();
      assertThat(Health.level(sender, "replication_lag"))
          .as("%s", Health.check(sender, "replication_lag"))
          .isGreaterThanOrEqualTo(Level.WARNING);
      standby.execute("postgres", "SELECT pg_wal_replay_resume()");
      caughtUp(primary, standby);
      assertThat(hasLag(lane(standby.url("postgres"), lane -> hasLag(lane, Level.OK)), Level.OK))
          .isTrue();
    }
  }

  @Test
  void aStandbyThatNobodySendsToKnowsNothingOfItsLag() throws Exception {
    try (TestServer primary = TestServer.startOwn(17, Map.of())) {
      primary.execute("postgres", "SELECT pg_create_physical_replication_slot('broken', true)");
      try (StandbyServer standby =
          StandbyServer.of(primary, directory, "broken", Map.of("primary_slot_name", "broken"))) {
        caughtUp(primary, standby);
        LaneReport good = lane(primary.url("postgres"), lane -> hasLag(lane, Level.OK));
        assertThat(Health.level(good, "slot_state")).isEqualTo(Level.OK);
        standby.execute("postgres", "ALTER SYSTEM SET primary_conninfo = 'host=127.0.0.1 port=1'");
        standby.execute("postgres", "SELECT pg_reload_conf()");
        LaneReport receiver = lane(standby.url("postgres"), lane -> hasLag(lane, Level.UNKNOWN));
        assertThat(Health.check(receiver, "replication_lag").status()).isEqualTo(Status.UNKNOWN);
        assertThat(Health.findings(receiver, "replication-lag")).contains("no WAL receiver runs");
        primary.execute(
            "postgres",
            "CREATE TABLE filler AS SELECT repeat(md5(i::text), 30) AS v FROM"
                + " generate_series(1, 20000) i; SELECT pg_switch_wal()");
        LaneReport sender =
            Health.of(directory, primary.url("postgres"))
                .with("limits: {slot_retained: {warning: 0.001, critical: 0.01}}")
                .lane();
        assertThat(Health.check(sender, "replication_lag").found())
            .isEqualTo("no standby is connected");
        assertThat(Health.level(sender, "slot_state")).isEqualTo(Level.WARNING);
        assertThat(Health.level(sender, "slot_retained")).isEqualTo(Level.CRITICAL);
        assertThat(Health.findings(sender, "slot-retained")).contains("broken, inactive");
      }
    }
  }

  @Test
  void aSlotWhoseWalIsGoneIsCritical() throws Exception {
    try (TestServer primary =
        TestServer.startOwn(17, Map.of("max_slot_wal_keep_size", "1MB", "min_wal_size", "32MB"))) {
      primary.execute("postgres", "SELECT pg_create_physical_replication_slot('gone', true)");
      for (int i = 0; i < 6; i++) {
        primary.execute("postgres", "SELECT pg_logical_emit_message(false, 'x', 'y')");
        primary.execute("postgres", "SELECT pg_switch_wal()");
      }
      primary.execute("postgres", "CHECKPOINT");
      LaneReport lane = lane(primary.url("postgres"));
      assertThat(Health.level(lane, "slot_state")).isEqualTo(Level.CRITICAL);
      assertThat(Health.findings(lane, "slot-state")).contains("slot gone is lost");
    }
  }

  @Test
  void aSlotThatAStandbyKeepsForAFailoverIsNotForgotten() throws Exception {
    try (TestServer primary = TestServer.startOwn(17, Map.of())) {
      primary.execute("postgres", "SELECT pg_create_physical_replication_slot('standby', true)");
      try (StandbyServer standby =
          StandbyServer.of(
              primary,
              directory,
              "standby",
              Map.of("primary_slot_name", "standby", "hot_standby_feedback", "on"))) {
        primary.execute(
            "postgres",
            "SELECT pg_create_logical_replication_slot('reader', 'pgoutput', false, false, true)");
        caughtUp(primary, standby);
        standby.execute("postgres", "SELECT pg_sync_replication_slots()");
        try (Connection reader = standby.connect("postgres")) {
          assertThat(text(reader, "SELECT string_agg(slot_name, ',') FROM pg_replication_slots"))
              .isEqualTo("reader");
        }
        LaneReport lane = lane(standby.url("postgres"));
        assertThat(Health.level(lane, "slot_state")).isEqualTo(Level.OK);
      }
    }
  }
}
