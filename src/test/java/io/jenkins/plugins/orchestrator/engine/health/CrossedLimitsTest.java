package io.jenkins.plugins.orchestrator.engine.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits that are really crossed, on real servers, and what the findings say then. */
class CrossedLimitsTest {
  @TempDir Path directory;
  private final TestServer server = TestServer.of(17);
  private String database;

  @BeforeEach
  void createDatabase() {
    database = server.createDatabase();
  }

  private Health health() {
    return Health.of(directory, server.url(database));
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17, 18})
  void everyCheckRunsOnEveryVersion(int major) throws Exception {
    TestServer other = TestServer.of(major);
    String name = other.createDatabase();
    other.execute(
        name,
        "CREATE TABLE t (id serial PRIMARY KEY, v int); INSERT INTO t (v) SELECT 1;"
            + " ALTER TABLE t ADD CONSTRAINT later CHECK (v > 0) NOT VALID");
    LaneReport lane = Health.of(directory, other.url(name)).lane();
    assertThat(Health.unknown(lane)).as("unknown of %s", lane.checks()).isEmpty();
    assertThat(lane.checks()).hasSizeGreaterThan(25);
    assertThat(Health.level(lane, "unvalidated_constraints")).isEqualTo(Level.WARNING);
    assertThat(Health.findings(lane, "unvalidated-constraints"))
        .contains("ALTER TABLE t VALIDATE CONSTRAINT later;");
    assertThat(Health.check(lane, "connections").found())
        .contains("of 197 connections that ordinary roles may have");
  }

  @Test
  void aTransactionThatIsLeftOpenIsFoundWithItsProcess() throws Exception {
    try (Connection other = server.connect(database)) {
      run(other, "SET application_name = 'forgotten'");
      run(other, "BEGIN");
      run(other, "SELECT 1");
      Thread.sleep(120);
      LaneReport lane =
          health()
              .with(
                  "limits: {long_transaction: {warning: 50ms}, idle_in_transaction: {critical:"
                      + " 100ms, warning: 50ms}}")
              .lane();
      assertThat(Health.level(lane, "long_transaction")).isEqualTo(Level.WARNING);
      assertThat(Health.level(lane, "idle_in_transaction")).isEqualTo(Level.CRITICAL);
      assertThat(Health.findings(lane, "idle-in-transaction"))
          .contains("ERROR", "'forgotten'", "respond within 15 min", "pg_terminate_backend(");
      assertThat(lane.status()).isEqualTo(Status.FAILED);
      assertThat(lane.failure()).contains("idle_in_transaction");
      assertThat(Measurement.of(lane))
          .as("metrics do not change their names with processes")
          .allMatch(each -> each.object().isEmpty() || each.check().equals("disk"));
    }
  }

  @Test
  void aReceiverOfWalThatReplaysNothingIsNoLag() throws Exception {
    java.util.Properties properties = new java.util.Properties();
    properties.setProperty("user", "postgres");
    properties.setProperty("replication", "true");
    properties.setProperty("preferQueryMode", "simple");
    properties.setProperty("assumeMinServerVersion", "14");
    properties.setProperty("ApplicationName", "receiver");
    String url = "jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres";
    try (Connection sender = new org.postgresql.Driver().connect(url, properties);
        org.postgresql.replication.PGReplicationStream stream =
            sender
                .unwrap(org.postgresql.PGConnection.class)
                .getReplicationAPI()
                .replicationStream()
                .physical()
                .withStartPosition(org.postgresql.replication.LogSequenceNumber.valueOf(position()))
                .start()) {
      LaneReport lane = health().lane();
      for (int i = 0; i < 50 && Health.level(lane, "replication_lag") != Level.OK; i++) {
        stream.readPending();
        lane = health().lane();
      }
      assertThat(Health.level(lane, "replication_lag")).isEqualTo(Level.OK);
      assertThat(Health.check(lane, "replication_lag").found())
          .contains("receiver, which replays nothing, ", "streaming");
    }
  }

  private String position() throws SQLException {
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement();
        java.sql.ResultSet row = statement.executeQuery("SELECT pg_current_wal_flush_lsn()")) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void aSessionThatWaitsForALockIsFoundWithTheOneThatHasIt() throws Exception {
    server.execute(database, "CREATE TABLE t (id int)");
    try (Connection holder = server.connect(database);
        Connection waiter = server.connect(database)) {
      run(holder, "BEGIN");
      run(holder, "LOCK TABLE t");
      Thread waiting =
          new Thread(
              () -> {
                try {
                  run(waiter, "SET statement_timeout = '20s'; SELECT * FROM t");
                } catch (SQLException e) {
                  // The test is over.
                  return;
                }
              });
      waiting.start();
      Health health = health().with("limits: {lock_wait: {warning: 100ms, critical: 150ms}}");
      Thread.sleep(400);
      LaneReport lane = health.lane();
      run(holder, "ROLLBACK");
      waiting.join(10_000);
      assertThat(Health.level(lane, "lock_wait")).isEqualTo(Level.CRITICAL);
      assertThat(Health.findings(lane, "lock-wait")).contains(" waits for process ");
    }
  }

  @Test
  void anIndexThatIsLeftInvalidIsFound() {
    server.execute(database, "CREATE TABLE t (id int); INSERT INTO t VALUES (1), (1)");
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> server.execute(database, "CREATE UNIQUE INDEX CONCURRENTLY broken ON t (id)"))
        .hasMessageContaining("could not create unique index");
    LaneReport lane = lane();
    assertThat(Health.level(lane, "invalid_indexes")).isEqualTo(Level.WARNING);
    assertThat(Health.findings(lane, "invalid-indexes"))
        .contains("DROP INDEX CONCURRENTLY broken;", "respond within 1 hour");
  }

  private LaneReport lane() {
    try {
      return health().lane();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anIntegerColumnFedByABiggerSequenceIsNearItsEnd() {
    server.execute(
        database,
        "CREATE SEQUENCE big; CREATE TABLE t (id int DEFAULT nextval('big'));"
            + " SELECT setval('big', 2040109465); CREATE TABLE u (id smallserial);"
            + " SELECT setval('u_id_seq', 25000); CREATE TABLE w (id bigserial);"
            + " SELECT setval('w_id_seq', 2147483647)");
    LaneReport lane = lane();
    assertThat(Health.level(lane, "sequences")).isEqualTo(Level.CRITICAL);
    assertThat(Health.value(lane, "sequences"))
        .isCloseTo(95, org.assertj.core.api.Assertions.within(0.1));
    assertThat(Health.findings(lane, "sequences"))
        .contains("ERROR sequences: 95.00 % of the values of sequence big for t.id")
        .contains("WARNING sequences: 76.30 % of the values of sequence u_id_seq for u.id")
        .contains("TYPE bigint")
        .doesNotContain("w_id_seq");
  }

  @Test
  void deadRowsAreMeasuredWithPgstattuple() throws Exception {
    server.execute(
        database,
        "CREATE EXTENSION pgstattuple; CREATE TABLE t (id int, pad text) WITH"
            + " (autovacuum_enabled = off); INSERT INTO t SELECT i, repeat('x', 500) FROM"
            + " generate_series(1, 30000) i; DELETE FROM t WHERE id > 6000");
    LaneReport lane = lane();
    assertThat(Health.level(lane, "bloat")).isEqualTo(Level.CRITICAL);
    assertThat(Health.findings(lane, "bloat")).contains("measured", "VACUUM (VERBOSE) t;");
  }

  @Test
  void spaceThatDeletedRowsLeftIsEstimatedFromStatistics() {
    server.execute(
        database,
        "CREATE TABLE lean (id int, pad text); INSERT INTO lean SELECT i, repeat('x', 500) FROM"
            + " generate_series(1, 30000) i; CREATE TABLE fat (LIKE lean); INSERT INTO fat SELECT"
            + " * FROM lean; DELETE FROM fat WHERE id < 25000");
    server.execute(database, "VACUUM ANALYZE");
    LaneReport lane = lane();
    assertThat(Health.value(lane, "bloat")).isBetween(75.0, 90.0);
    assertThat(Health.findings(lane, "bloat"))
        .contains("table fat (estimate)", "pgstattuple")
        .doesNotContain("lean");
  }

  @Test
  void aTableThatWasNeverAnalyzedHasUnknownBloat() {
    server.execute(
        database,
        "CREATE TABLE fresh (id int, pad text) WITH (autovacuum_enabled = off); INSERT INTO fresh"
            + " SELECT i, repeat('x', 500) FROM generate_series(1, 30000) i");
    LaneReport lane = lane();
    assertThat(Health.level(lane, "bloat")).isEqualTo(Level.UNKNOWN);
    assertThat(Health.findings(lane, "bloat")).contains("ANALYZE fresh;");
    assertThat(lane.status()).isEqualTo(Status.UNKNOWN);
  }

  @Test
  void indexesThatAreTheSameAndForeignKeysWithoutOneAreAdvice() {
    server.execute(
        database,
        "CREATE TABLE parent (id int PRIMARY KEY); INSERT INTO parent VALUES (1);"
            + " CREATE TABLE child (id int, parent int REFERENCES parent, pad text); INSERT INTO"
            + " child SELECT i, 1, repeat('x', 100) FROM generate_series(1, 20000) i;"
            + " CREATE INDEX one ON child (id); CREATE INDEX two ON child (id); CREATE INDEX other"
            + " ON child (id DESC)");
    LaneReport lane = lane();
    assertThat(Health.level(lane, "duplicate_indexes")).isEqualTo(Level.OK);
    assertThat(Health.findings(lane, "duplicate-indexes"))
        .contains("INFO", "DROP INDEX CONCURRENTLY two;", "respond within 4 hours")
        .doesNotContain("other");
    assertThat(Health.findings(lane, "missing-indexes"))
        .contains("CREATE INDEX CONCURRENTLY ON child (parent);");
  }

  @Test
  void aPreparedTransactionThatNobodyEndsIsFound() throws Exception {
    try (Connection other = server.connect(database)) {
      run(other, "BEGIN; CREATE TABLE t (id int); PREPARE TRANSACTION 'left_here'");
    }
    try {
      LaneReport lane = health().with("limits: {prepared_transactions: {critical: 1ms}}").lane();
      assertThat(Health.level(lane, "prepared_transactions")).isEqualTo(Level.CRITICAL);
      assertThat(Health.findings(lane, "prepared-transactions"))
          .contains("ROLLBACK PREPARED 'left_here';");
    } finally {
      server.execute(database, "ROLLBACK PREPARED 'left_here'");
    }
  }

  @Test
  void differencesComeFromTheRunBeforeAndAreSkippedInTheFirst() throws Exception {
    server.execute(
        database,
        "CREATE TABLE t (id int, pad text); INSERT INTO t SELECT i, repeat('x', 500) FROM"
            + " generate_series(1, 20000) i");
    LaneReport first = lane();
    assertThat(Health.level(first, "cache_hit")).isEqualTo(Level.SKIPPED);
    assertThat(Health.check(first, "cache_hit").found()).contains("the next run");
    for (int i = 0; i < 20; i++) {
      server.execute(database, "SELECT count(*) FROM t; SELECT pg_stat_force_next_flush()");
    }
    LaneReport second = health().with("limits: {cache_hit: {warning: 100, critical: 99.9}}").lane();
    assertThat(Health.value(second, "cache_hit")).isBetween(1.0, 100.0);
    assertThat(Health.level(second, "cache_hit")).isGreaterThanOrEqualTo(Level.WARNING);
    assertThat(Health.level(second, "deadlocks")).isEqualTo(Level.SKIPPED);
    server.execute(database, "SELECT pg_stat_reset()");
    assertThat(Health.check(lane(), "cache_hit").found()).contains("were reset");
  }

  @Test
  void aServerOfItsOwnShowsSlotsArchivingCheckpointsConnectionsAndOldIds() throws Exception {
    try (TestServer own =
        TestServer.startOwn(
            17,
            Map.of(
                "max_connections", "12",
                "archive_mode", "on",
                "archive_command", "false",
                "autovacuum", "off",
                "autovacuum_freeze_max_age", "100000"))) {
      String url = own.url("postgres");
      own.execute(
          "postgres",
          "SELECT pg_create_physical_replication_slot('forgotten', true),"
              + " pg_create_physical_replication_slot('forgotten_too', true)");
      LaneReport before;
      try (Connection other = own.connect("postgres")) {
        run(other, "SELECT pg_create_logical_replication_slot('passing', 'pgoutput', true)");
        before = Health.of(directory, url).lane();
      }
      assertThat(Health.level(before, "slot_state"))
          .as("two inactive ones are no lost one")
          .isEqualTo(Level.WARNING);
      assertThat(Health.value(before, "slot_state")).isEqualTo(1);
      assertThat(Health.check(before, "slot_state").found())
          .endsWith("physical slot forgotten is inactive; physical slot forgotten_too is inactive");
      try (Connection old = own.connect("postgres")) {
        old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        old.setAutoCommit(false);
        run(old, "SELECT txid_current()"); // holds back freezing
        own.execute(
            "postgres",
            "CREATE TABLE w (v text); INSERT INTO w SELECT repeat(md5(i::text), 30) FROM"
                + " generate_series(1, 30000) i; DO $$ BEGIN FOR i IN 1..130000 LOOP BEGIN"
                + " PERFORM txid_current(); INSERT INTO w VALUES ('x'); EXCEPTION WHEN OTHERS THEN"
                + " NULL; END; END LOOP; END $$; SELECT pg_switch_wal()");
        for (int i = 0; i < 6; i++) {
          own.execute("postgres", "INSERT INTO w VALUES ('y'); CHECKPOINT");
        }
        Health health =
            Health.of(directory, url)
                .with(
                    "limits: {slot_retained: {warning: 0.001, critical: 0.01}, archiver:"
                        + " {warning: 1ms, critical: 1h}}");
        LaneReport lane = health.lane();
        assertThat(Health.level(lane, "freeze_age")).isEqualTo(Level.WARNING);
        assertThat(Health.value(lane, "freeze_age")).isBetween(125.0, 250.0);
        assertThat(Health.level(lane, "wraparound")).isEqualTo(Level.OK);
        assertThat(Health.level(lane, "slot_retained")).isEqualTo(Level.CRITICAL);
        assertThat(Health.value(lane, "slot_retained")).as("GiB").isBetween(0.01, 2.0);
        assertThat(Health.findings(lane, "slot-retained"))
            .contains("forgotten, inactive", "pg_drop_replication_slot('forgotten')");
        assertThat(Health.level(lane, "archiver")).isEqualTo(Level.WARNING);
        assertThat(Health.findings(lane, "archiver")).contains("archiving fails at 0000");
        assertThat(Health.value(lane, "requested_checkpoints")).isGreaterThan(50);
        assertThat(Health.level(lane, "requested_checkpoints")).isEqualTo(Level.WARNING);
        old.rollback();
      }
      own.execute("postgres", "ALTER SYSTEM SET max_connections = 20; SELECT pg_reload_conf()");
      Thread.sleep(300);
      assertThat(Health.findings(Health.of(directory, url).lane(), "pending-restart"))
          .contains("ALTER SYSTEM RESET max_connections");
      connectionsAreUsedUp(own, url);
    }
  }

  private void connectionsAreUsedUp(TestServer own, String url) throws Exception {
    own.execute("postgres", "CREATE ROLE watcher LOGIN IN ROLE pg_monitor");
    List<Connection> taken = new ArrayList<>();
    try {
      for (int i = 0; i < 9; i++) {
        taken.add(own.connect("postgres"));
      }
      LaneReport full = lane(url); // a superuser has reserved connections
      for (int i = 0; i < 50 && Health.value(full, "connections") > 100; i++) {
        Thread.sleep(100); // those of before are not gone yet
        full = lane(url);
      }
      assertThat(Health.level(full, "connections")).isEqualTo(Level.CRITICAL);
      assertThat(Health.value(full, "connections"))
          .as("the check's own does not count")
          .isEqualTo(100);
      LaneReport shut = lane(url.replace("postgres@", "watcher@"));
      assertThat(Health.level(shut, "connections")).isEqualTo(Level.CRITICAL);
      assertThat(Health.findings(shut, "connections")).contains("100 %");
      assertThat(shut.checks())
          .as("told once")
          .filteredOn(check -> check.name().equals("connections"))
          .hasSize(1);
      assertThat(Health.level(shut, "sequences")).isEqualTo(Level.UNKNOWN);
    } finally {
      for (Connection each : taken) {
        each.close();
      }
    }
  }

  private LaneReport lane(String url) {
    try {
      return Health.of(directory, url).lane();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void statementsThatAreSlowForSureAreNamedWithBounds() throws Exception {
    try (TestServer own =
        TestServer.startOwn(17, Map.of("shared_preload_libraries", "pg_stat_statements"))) {
      own.execute("postgres", "CREATE EXTENSION pg_stat_statements");
      String url = own.url("postgres");
      own.execute("postgres", "SELECT pg_sleep(0.2), 1 AS slow_once");
      Health health = Health.of(directory, url).with("limits: {slow_statements: {warning: 20ms}}");
      try (Connection other = own.connect("postgres")) {
        for (int i = 0; i < 5; i++) {
          run(other, "SELECT pg_sleep(0.03) AS always_slow");
          run(other, "SELECT pg_sleep(0.2) AS slow_then_fast WHERE 1 = 1");
          run(other, "SELECT 1 AS fast");
        }
        assertThat(Health.level(health.lane(), "slow_statements")).isEqualTo(Level.SKIPPED);
        for (int i = 0; i < 25; i++) {
          run(other, "SELECT pg_sleep(0.03) AS always_slow");
          if (i < 5) {
            run(other, "SELECT 1, pg_sleep(0.03) AS seldom_slow");
          }
          run(other, "SELECT pg_sleep(0.0) AS slow_then_fast WHERE 1 = 1");
          run(other, "SELECT 1 AS fast");
        }
      }
      try (Connection elsewhere = own.connect(own.createDatabase())) {
        for (int i = 0; i < 25; i++) {
          run(elsewhere, "SELECT pg_sleep(0.03) AS in_another_database");
        }
      }
      LaneReport lane = health.lane();
      String found = Health.findings(lane, "slow-statements");
      assertThat(found)
          .contains("SELECT pg_sleep($1) AS always_slow", "n = 25", "respond within 1 hour")
          .doesNotContain("AS fast", "seldom_slow", "in_another_database")
          .as("was slow only before")
          .doesNotContain("slow_then_fast");
      assertThat(Health.level(lane, "slow_statements")).isEqualTo(Level.WARNING);
    }
  }
}
