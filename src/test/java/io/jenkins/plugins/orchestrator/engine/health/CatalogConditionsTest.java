package io.jenkins.plugins.orchestrator.engine.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.orchestrator.engine.config.HealthLimit;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseUrl;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the queries of the checks leave out, and how they count what they find. */
class CatalogConditionsTest {
  private TestServer server = TestServer.of(17);
  private String database;

  @BeforeEach
  void createDatabase() {
    database = server.createDatabase();
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<Measured.Row> rows(HealthLimit limit) throws Exception {
    CatalogCheck check =
        Stream.of(SessionChecks.ALL, StorageChecks.ALL, IndexChecks.ALL)
            .flatMap(List::stream)
            .filter(each -> each.limit() == limit)
            .findFirst()
            .orElseThrow();
    try (Session session =
        Session.open(
            DatabaseUrl.parse(server.url(database), Map.of()), SessionSettings.named("test"))) {
      List<Measured.Row> rows = check.measure(session, ServerFacts.read(session)).rows();
      assertThat(objects(rows)).doesNotContain("process " + session.backendPid() + " ");
      return rows;
    }
  }

  private static String objects(List<Measured.Row> rows) {
    return rows.stream().map(Measured.Row::object).collect(Collectors.joining("\n"));
  }

  private static double value(List<Measured.Row> rows, String part) {
    return rows.stream()
        .filter(row -> row.object().contains(part))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + part + " in " + rows))
        .value();
  }

  @Test
  void transactionsAreThoseOfOthersAndTheOldestComesFirst() throws Exception {
    try (Connection first = server.connect(database);
        Connection second = server.connect(database)) {
      run(first, "BEGIN");
      run(first, "SELECT 1");
      Thread.sleep(50);
      run(second, "BEGIN");
      assertThatThrownBy(() -> run(second, "SELECT 1 / 0")).hasMessageContaining("by zero");
      assertThat(rows(HealthLimit.LONG_TRANSACTION)).isNotEmpty();
      List<Measured.Row> idle = rows(HealthLimit.IDLE_IN_TRANSACTION);
      assertThat(objects(idle)).contains(database, "idle in transaction (aborted)");
      assertThat(idle)
          .extracting(Measured.Row::value)
          .hasSizeGreaterThanOrEqualTo(2)
          .isSortedAccordingTo(Comparator.reverseOrder());
    }
  }

  @Test
  void aPreparedTransactionIsAsOldAsItsSeconds() throws Exception {
    try (Connection other = server.connect(database)) {
      run(other, "BEGIN; CREATE TABLE t (id int); PREPARE TRANSACTION 'aged_" + database + "'");
    }
    try {
      Thread.sleep(500);
      assertThat(value(rows(HealthLimit.PREPARED_TRANSACTIONS), "'aged_" + database + "'"))
          .isBetween(0.5, 30.0);
    } finally {
      server.execute(database, "ROLLBACK PREPARED 'aged_" + database + "'");
    }
  }

  @Test
  void sequencesAreUsedFromZeroOnInTheirDirectionAndThoseThatCycleHaveNoEnd() throws Exception {
    server.execute(
        database,
        "CREATE SEQUENCE around MAXVALUE 100 CYCLE; SELECT setval('around', 99);"
            + " CREATE SEQUENCE signed MINVALUE -1000 MAXVALUE 1000; SELECT setval('signed', 500);"
            + " CREATE SEQUENCE down INCREMENT -1 MINVALUE -1000 MAXVALUE 1000;"
            + " SELECT setval('down', -900);"
            + " CREATE TABLE ident (id smallint GENERATED ALWAYS AS IDENTITY)");
    try (Connection other = server.connect(database)) {
      run(other, "CREATE TEMP SEQUENCE passing MAXVALUE 100");
      run(other, "SELECT setval('passing', 99)");
      List<Measured.Row> rows = rows(HealthLimit.SEQUENCES);
      assertThat(value(rows, "sequence signed")).isCloseTo(50, within(1e-9));
      assertThat(value(rows, "sequence down")).isCloseTo(90, within(1e-9));
      assertThat(value(rows, "sequence ident_id_seq for ident.id")).isLessThan(0.01);
      assertThat(objects(rows)).doesNotContain("around", "passing");
    }
  }

  @Test
  void smallTablesAndTemporaryOnesAreNotMeasuredForBloat() throws Exception {
    String half =
        " WITH (autovacuum_enabled = off) AS SELECT i AS id, repeat('x', 500) AS pad FROM"
            + " generate_series(1, ";
    server.execute(
        database,
        "CREATE EXTENSION pgstattuple; CREATE TABLE small" + half + "5000) i; DELETE FROM small");
    try (Connection other = server.connect(database)) {
      run(other, "CREATE TEMP TABLE passing" + half + "30000) i");
      assertThat(rows(HealthLimit.BLOAT)).isEmpty();
    }
  }

  @Test
  void constraintsOfDomainsAreNotOnesOfTables() throws Exception {
    server.execute(
        database,
        "CREATE DOMAIN positive AS int; ALTER DOMAIN positive ADD CONSTRAINT later CHECK (VALUE >"
            + " 0) NOT VALID");
    assertThat(rows(HealthLimit.UNVALIDATED_CONSTRAINTS)).isEmpty();
  }

  @Test
  void constraintsThatAreNotEnforcedNeedNoValidation() throws Exception {
    server = TestServer.of(18);
    database = server.createDatabase();
    server.execute(
        database,
        "CREATE TABLE t (v int); ALTER TABLE t ADD CONSTRAINT never CHECK (v > 0) NOT ENFORCED;"
            + " ALTER TABLE t ADD CONSTRAINT later CHECK (v > 1) NOT VALID");
    assertThat(objects(rows(HealthLimit.UNVALIDATED_CONSTRAINTS)))
        .isEqualTo("constraint later of t was never validated");
  }

  @Test
  void thePartsOfAnIndexThatIsStillPutTogetherAreNotInvalid() throws Exception {
    server.execute(
        database,
        "CREATE TABLE t (id int) PARTITION BY RANGE (id); CREATE TABLE t_1 PARTITION OF t FOR"
            + " VALUES FROM (0) TO (10); CREATE INDEX whole ON ONLY t (id)");
    assertThat(rows(HealthLimit.INVALID_INDEXES)).isEmpty();
  }

  @Test
  void indexesThatSortOtherwiseOrCarryMoreAreNoDuplicatesAndAUniqueOneIsKept() throws Exception {
    server.execute(
        database,
        "CREATE TABLE t (a text, b int, c int); CREATE INDEX in_c ON t (a COLLATE \"C\"); CREATE"
            + " INDEX by_default ON t (a COLLATE \"POSIX\"); CREATE INDEX carries ON t (b) INCLUDE"
            + " (c); CREATE INDEX sorts ON t (b, c); CREATE INDEX alone ON t (b); CREATE INDEX"
            + " plain ON t (c); CREATE UNIQUE INDEX only_one ON t (c)");
    assertThat(objects(rows(HealthLimit.DUPLICATE_INDEXES)))
        .isEqualTo("index plain (8192 bytes) is the same as only_one");
  }

  @Test
  void aPartialIndexIsNoneForAForeignKeyAndASmallTableNeedsNone() throws Exception {
    server.execute(
        database,
        "CREATE TABLE parent (id int PRIMARY KEY); INSERT INTO parent VALUES (1); CREATE TABLE"
            + " small (parent int REFERENCES parent); CREATE TABLE child (parent int REFERENCES"
            + " parent, pad text); INSERT INTO child SELECT 1, repeat('x', 100) FROM"
            + " generate_series(1, 20000); CREATE INDEX part ON child (parent) WHERE pad IS NULL");
    assertThat(objects(rows(HealthLimit.MISSING_INDEXES)))
        .startsWith("foreign key child_parent_fkey of child (")
        .doesNotContain("small");
    server.execute(database, "CREATE INDEX whole ON child (parent)");
    assertThat(rows(HealthLimit.MISSING_INDEXES)).isEmpty();
  }

  @Test
  void aTableThatIsReadByAnIndexMoreOftenIsNotReadAsAWhole() throws Exception {
    server.execute(
        database,
        "CREATE TABLE t AS SELECT generate_series(1, 12000) AS id; CREATE INDEX busy ON t (id)");
    try (Connection reader = server.connect(database)) {
      run(reader, "SET enable_indexscan = off");
      run(reader, "SET enable_bitmapscan = off");
      run(reader, "SET enable_indexonlyscan = off");
      read(reader, 55);
      run(reader, "RESET ALL");
      run(reader, "SET enable_seqscan = off");
      read(reader, 60);
      run(reader, "SELECT pg_stat_force_next_flush()");
    }
    assertThat(rows(HealthLimit.SEQUENTIAL_SCANS)).isEmpty();
  }

  private static void read(Connection reader, int times) throws SQLException {
    for (int i = 0; i < times; i++) {
      run(reader, "SELECT count(*) FROM t WHERE id = 7");
    }
  }
}
