package io.jenkins.plugins.orchestrator.engine.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseUrl;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a database has to be brought to before it is found: deadlocks, disuse, files, old ids. */
class ProvokedFindingsTest {
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
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    }
  }

  /** Makes the run before older, as differences of a few seconds are not judged. */
  private void anHourPasses(Health health) throws Exception {
    List<HistoryEntry> entries = health.history().read(Health.ENVIRONMENT);
    HistoryEntry last = entries.get(entries.size() - 1);
    health
        .history()
        .append(
            Health.ENVIRONMENT,
            new HistoryEntry(
                last.time().minus(Duration.ofHours(1)),
                last.run(),
                last.subject(),
                last.epoch(),
                last.values(),
                last.counters(),
                last.statements()),
            1);
  }

  @Test
  void deadlocksAndTemporaryFilesAreCountedPerHour() throws Exception {
    server.execute(database, "CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1), (2)");
    Health health =
        health()
            .with("limits: {deadlocks: {warning: 1, critical: 1.5}, temp_files: {warning: 0.001}}");
    health.lane();
    anHourPasses(health);
    deadlock();
    server.execute(
        database,
        "SET work_mem = '64kB'; SELECT count(*) FROM (SELECT repeat(md5(i::text), 3) FROM"
            + " generate_series(1, 200000) i ORDER BY 1) s; SELECT pg_stat_force_next_flush()");
    LaneReport lane = health.lane();
    assertThat(Health.value(lane, "deadlocks")).isCloseTo(1, within(0.1));
    assertThat(Health.check(lane, "deadlocks").found()).contains("1 deadlocks since");
    assertThat(Health.value(lane, "temp_files")).isBetween(0.01, 0.2);
    assertThat(Health.level(lane, "temp_files")).isEqualTo(Level.WARNING);
    assertThat(Health.findings(lane, "temp-files")).contains("work_mem");
  }

  private void deadlock() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    Thread[] threads = new Thread[2];
    for (int i = 0; i < 2; i++) {
      int first = i + 1;
      threads[i] =
          new Thread(
              () -> {
                try (Connection connection = server.connect(database)) {
                  run(connection, "SET deadlock_timeout = '50ms'");
                  connection.setAutoCommit(false);
                  run(connection, "SELECT * FROM t WHERE id = " + first + " FOR UPDATE");
                  both.countDown();
                  both.await();
                  run(connection, "SELECT * FROM t WHERE id = " + (3 - first) + " FOR UPDATE");
                } catch (SQLException | InterruptedException e) {
                  // One of both is the victim.
                  return;
                }
              });
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join(20_000);
    }
  }

  @Test
  void aLockThatAPreparedTransactionHoldsIsNotEndedByEndingAProcess() throws Exception {
    server.execute(database, "CREATE TABLE t (id int)");
    try (Connection holder = server.connect(database);
        Connection waiter = server.connect(database)) {
      run(holder, "BEGIN");
      run(holder, "LOCK TABLE t");
      run(holder, "PREPARE TRANSACTION 'holds_" + database + "'");
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
      Thread.sleep(500);
      LaneReport lane = health().with("limits: {lock_wait: {warning: 100ms}}").lane();
      run(holder, "ROLLBACK PREPARED 'holds_" + database + "'");
      waiting.join(20_000);
      assertThat(Health.findings(lane, "lock-wait"))
          .contains("waits for a prepared transaction", "pg_prepared_xacts")
          .doesNotContain("pg_terminate_backend(0)");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 16, 18})
  void indexesOnTheSameExpressionAreTheSameWhereverItWasWritten(int major) throws Exception {
    TestServer other = TestServer.of(major);
    String name = other.createDatabase();
    other.execute(name, "CREATE TABLE t (a text, b int)");
    other.execute(name, "CREATE INDEX one ON t (lower(a))");
    other.execute(name, "CREATE INDEX   the_same_again   ON t (lower(a))");
    other.execute(name, "CREATE INDEX part ON t (a) WHERE b > 5");
    other.execute(name, "CREATE INDEX   part_again   ON t (a) WHERE b > 5");
    other.execute(name, "CREATE INDEX another_part ON t (a) WHERE b > 6");
    LaneReport lane = Health.of(directory, other.url(name)).lane();
    assertThat(Health.findings(lane, "duplicate-indexes"))
        .contains("DROP INDEX CONCURRENTLY the_same_again;", "DROP INDEX CONCURRENTLY part_again;")
        .doesNotContain("another_part");
  }

  @Test
  void anIndexThatIsBeingBuiltIsNotInvalid() throws Exception {
    server.execute(database, "CREATE TABLE t (id int); INSERT INTO t VALUES (1)");
    try (Connection writer = server.connect(database);
        Connection builder = server.connect(database)) {
      run(writer, "BEGIN");
      run(writer, "INSERT INTO t VALUES (2)"); // the build waits for its end
      Thread building =
          new Thread(
              () -> {
                try {
                  run(builder, "CREATE INDEX CONCURRENTLY growing ON t (id)");
                } catch (SQLException e) {
                  // The test is over.
                  return;
                }
              });
      building.start();
      for (int i = 0; i < 100 && !isInvalid(); i++) {
        Thread.sleep(50);
      }
      assertThat(isInvalid()).as("it is there, and not yet valid").isTrue();
      LaneReport lane = health().lane();
      run(writer, "ROLLBACK");
      building.join(20_000);
      assertThat(Health.check(lane, "invalid_indexes").found())
          .isEqualTo("all indexes are valid, or being built");
    }
  }

  private boolean isInvalid() throws SQLException {
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement();
        java.sql.ResultSet row =
            statement.executeQuery("SELECT count(*) FROM pg_index WHERE NOT indisvalid")) {
      row.next();
      return row.getInt(1) > 0;
    }
  }

  @Test
  void anIndexThatNobodyReadsIsUnusedAndOneThatHoldsAConstraintIsNot() throws Exception {
    server.execute(
        database,
        "CREATE TABLE t (id int PRIMARY KEY, a int UNIQUE, b int, c int); INSERT INTO t SELECT i,"
            + " i, i, i FROM generate_series(1, 60000) i; CREATE INDEX idle ON t (b); CREATE INDEX"
            + " busy ON t (c); CREATE UNIQUE INDEX unlike ON t (b, c); CREATE TABLE small AS SELECT"
            + " 1 AS id; CREATE INDEX tiny ON small (id)");
    server.execute(database, "VACUUM ANALYZE t");
    server.execute(
        database,
        "SET enable_seqscan = off; SELECT * FROM t WHERE c = 5; SELECT pg_stat_force_next_flush()");
    try (Session session =
        Session.open(
            DatabaseUrl.parse(server.url(database), Map.of()), SessionSettings.named("test"))) {
      ServerFacts facts = ServerFacts.read(session);
      assertThat(IndexChecks.unusedFor(0).measure(session, facts).rows())
          .singleElement()
          .satisfies(
              row -> {
                assertThat(row.object()).startsWith("index idle (").contains("was not used since");
                assertThat(row.advice()).contains("DROP INDEX CONCURRENTLY idle;");
              });
      assertThat(IndexChecks.unusedFor(1).measure(session, facts).rows())
          .as("the server has not counted for a day")
          .isEmpty();
    }
    assertThat(Health.check(health().lane(), "unused_indexes").found())
        .contains("counting has begun less than 7 days ago");
  }

  @Test
  void aLargeTableThatIsReadAsAWholeAgainAndAgainIsFound() throws Exception {
    server.execute(database, "CREATE TABLE \"Big's\" AS SELECT generate_series(1, 12000) AS id");
    try (Connection reader = server.connect(database)) {
      for (int i = 0; i < 50; i++) {
        run(reader, "SELECT count(*) FROM \"Big's\" WHERE id = 7");
      }
      run(reader, "SELECT pg_stat_force_next_flush()");
    }
    LaneReport lane = health().lane();
    assertThat(Health.findings(lane, "sequential-scans"))
        .contains("table \"Big's\" was read as a whole 50 times, 12000 rows a time", "ILIKE");
    assertThat(Health.level(lane, "sequential_scans")).isEqualTo(Level.OK);
  }

  @Test
  void sizesAndIdsCrossTheLimitsThatTheyAreGiven() throws Exception {
    LaneReport lane =
        health()
            .with(
                "limits: {wraparound: {warning: 0.0000001, critical: 50}, database_size: {critical:"
                    + " 0.001}, wal_size: {warning: 0.001}}")
            .lane();
    assertThat(Health.level(lane, "wraparound")).isEqualTo(Level.WARNING);
    assertThat(Health.value(lane, "wraparound")).isBetween(0.0000001, 1.0);
    assertThat(Health.findings(lane, "wraparound")).contains("VACUUM (FREEZE", "transactions, ");
    assertThat(Health.level(lane, "database_size")).isEqualTo(Level.CRITICAL);
    assertThat(Health.value(lane, "database_size")).isBetween(0.001, 0.1);
    assertThat(Health.level(lane, "wal_size")).isEqualTo(Level.WARNING);
  }

  /**
   * One transaction holds locks on four rows; each of many others locks them too, in another way
   * each: its id and four multixacts, so that these are what is found and not the ids.
   */
  @Test
  void multixactsAreFoundWhereTransactionIdsAreFew() throws Exception {
    try (TestServer own =
        TestServer.startOwn(
            17, Map.of("autovacuum", "off", "autovacuum_multixact_freeze_max_age", "10000"))) {
      own.execute("postgres", "CREATE TABLE held AS SELECT generate_series(1, 4) AS id");
      try (Connection holder = own.connect("postgres");
          Connection locker = own.connect("postgres")) {
        holder.setAutoCommit(false);
        run(holder, "SELECT FROM held WHERE id IN (1, 3) FOR KEY SHARE");
        run(holder, "SELECT FROM held WHERE id IN (2, 4) FOR SHARE");
        run(
            locker,
            "DO $$ BEGIN FOR i IN 1..3500 LOOP"
                + " PERFORM FROM held WHERE id IN (1, 2) FOR SHARE;"
                + " PERFORM FROM held WHERE id IN (3, 4) FOR KEY SHARE;"
                + " COMMIT; END LOOP; END $$");
        LaneReport lane =
            Health.of(directory, own.url("postgres"))
                .with("limits: {wraparound: {warning: 0.0005, critical: 0.001}}")
                .lane();
        assertThat(Health.value(lane, "freeze_age")).isBetween(140.0, 145.0);
        assertThat(Health.level(lane, "freeze_age")).isEqualTo(Level.WARNING);
        assertThat(Health.level(lane, "wraparound")).isEqualTo(Level.WARNING);
        assertThat(Health.value(lane, "wraparound"))
            .isCloseTo(100.0 * 14_000 / 2_147_483_648.0, within(0.00002));
        assertThat(Health.findings(lane, "wraparound")).containsPattern("1400\\d multixacts");
        holder.rollback();
      }
    }
  }

  @Test
  void theMachineCrossesTheLimitsThatItIsGiven() throws Exception {
    LaneReport lane =
        health()
            .keys("limits: {memory: {critical: 0.1}, load: {warning: 0.000001, critical: 1000000}}")
            .run()
            .lanes()
            .get(1);
    assertThat(Health.level(lane, "memory")).isEqualTo(Level.CRITICAL);
    assertThat(Health.level(lane, "load")).isEqualTo(Level.WARNING);
    assertThat(Health.findings(lane, "memory")).contains("GiB", "ps -eo");
  }

  @Test
  void anArchiveCommandThatHangsIsFoundAlthoughItHasNotFailed() throws Exception {
    try (TestServer own =
        TestServer.startOwn(
            17, Map.of("archive_mode", "on", "archive_command", "exec\\ sleep\\ 60"))) {
      own.execute("postgres", "SELECT pg_logical_emit_message(false, 'x', 'y')");
      own.execute("postgres", "SELECT pg_switch_wal()");
      Thread.sleep(2500);
      Health health =
          Health.of(directory, own.url("postgres")).with("limits: {archiver: {warning: 2s}}");
      LaneReport lane = health.lane();
      assertThat(Health.level(lane, "archiver")).isEqualTo(Level.WARNING);
      assertThat(Health.value(lane, "archiver")).isBetween(2.0, 120.0);
      assertThat(Health.findings(lane, "archiver")).contains("has not failed, 1 segments wait");
    }
  }

  @Test
  void archivingThatBeganToFailNowHasNotFailedSinceItsLastSuccess() throws Exception {
    try (TestServer own = TestServer.startOwn(17, Map.of("archive_mode", "on"))) {
      own.execute("postgres", "ALTER SYSTEM SET archive_command = 'true'");
      own.execute("postgres", "SELECT pg_reload_conf()");
      own.execute("postgres", "SELECT pg_logical_emit_message(false, 'x', 'y')");
      own.execute("postgres", "SELECT pg_switch_wal()");
      Health health =
          Health.of(directory, own.url("postgres")).with("limits: {archiver: {warning: 1d}}");
      for (int i = 0; i < 100 && counted(own, "archived_count") == 0; i++) {
        Thread.sleep(100);
      }
      assertThat(Health.check(health.lane(), "archiver").found()).contains("archiving works");
      Thread.sleep(4000); // in which nothing is written
      own.execute("postgres", "ALTER SYSTEM SET archive_command = 'false'");
      own.execute("postgres", "SELECT pg_reload_conf()");
      Thread.sleep(500);
      long start = System.nanoTime();
      own.execute("postgres", "SELECT pg_logical_emit_message(false, 'x', 'y')");
      own.execute("postgres", "SELECT pg_switch_wal()");
      for (int i = 0; i < 100 && counted(own, "failed_count") == 0; i++) {
        Thread.sleep(100);
      }
      LaneReport failing = health.lane();
      double since = (System.nanoTime() - start) / 1e9;
      assertThat(Health.check(failing, "archiver").found()).contains("archiving fails at 0000");
      assertThat(Health.value(failing, "archiver")).isLessThan(since + 1);
    }
  }

  private static long counted(TestServer own, String column) throws SQLException {
    try (Connection connection = own.connect("postgres");
        Statement statement = connection.createStatement();
        java.sql.ResultSet row =
            statement.executeQuery("SELECT " + column + " FROM pg_stat_archiver")) {
      row.next();
      return row.getLong(1);
    }
  }

  @Test
  void aSequenceNearItsEndIsFoundAmongThousandsThatMayNotBeRead() throws Exception {
    String role = "reader_" + database;
    server.execute(
        database,
        "DO $$ BEGIN FOR i IN 1..1500 LOOP EXECUTE 'CREATE SEQUENCE s' || i; END LOOP; END $$;"
            + " CREATE SEQUENCE last_one AS int; SELECT setval('last_one', 2147000000); CREATE ROLE"
            + " "
            + role
            + " LOGIN; GRANT SELECT ON SEQUENCE last_one TO "
            + role);
    LaneReport lane =
        Health.of(directory, server.url(database).replace("postgres@", role + "@")).lane();
    assertThat(Health.level(lane, "sequences")).isEqualTo(Level.CRITICAL);
    assertThat(Health.findings(lane, "sequences")).contains("values of sequence last_one");
  }

  @Test
  void aRoleThatMayNotLogInSaysNothingOfTheServersHealth() throws Exception {
    server.execute(
        database,
        "CREATE ROLE locked_"
            + database
            + "; CREATE ROLE outside_"
            + database
            + " LOGIN; REVOKE CONNECT ON DATABASE "
            + database
            + " FROM PUBLIC");
    for (String role : List.of("locked_", "outside_")) {
      LaneReport lane =
          Health.of(directory, server.url(database).replace("postgres@", role + database + "@"))
              .lane();
      assertThat(Health.level(lane, "reachable")).isEqualTo(Level.UNKNOWN);
      assertThat(Health.findings(lane, "reachable"))
          .contains("does not let the role " + role + database + " in")
          .doesNotContain("restore a backup");
      assertThat(Health.unknown(lane)).contains("connections", "database_size");
    }
  }

  @Test
  void aStatementThatIsNewSinceTheRunBeforeIsJudgedAndItsLiteralsStayOnTheServer()
      throws Exception {
    try (TestServer own =
        TestServer.startOwn(17, Map.of("shared_preload_libraries", "pg_stat_statements"))) {
      own.execute("postgres", "CREATE EXTENSION pg_stat_statements");
      Health health =
          Health.of(directory, own.url("postgres"))
              .with("limits: {slow_statements: {warning: 20ms}}");
      health.lane();
      try (Connection other = own.connect("postgres")) {
        for (int i = 0; i < 25; i++) {
          run(other, "SELECT pg_sleep(0.03) AS brand_new");
          run(other, "DO 'BEGIN PERFORM pg_sleep(0.03), ''pw-of-a-role-1''; END'");
          run(other, "DO $x$ BEGIN PERFORM pg_sleep(0.03), 'pw-of-a-role-2'; END $x$");
        }
      }
      LaneReport lane = health.lane();
      assertThat(Health.level(lane, "slow_statements")).isEqualTo(Level.WARNING);
      assertThat(Health.findings(lane, "slow-statements"))
          .contains("SELECT pg_sleep($1) AS brand_new", "DO '…'");
      assertThat(lane.toString()).doesNotContain("pw-of-a-role");
    }
  }
}
