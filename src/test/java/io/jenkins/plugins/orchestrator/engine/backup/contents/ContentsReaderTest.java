package io.jenkins.plugins.orchestrator.engine.backup.contents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.DatabaseContents;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.TableContents;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentsReaderTest {
  private final TestServer server = TestServer.of(17);

  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17, 18})
  void everyKindOfTableIsCountedAndSummedUp(int major) throws SQLException {
    TestServer own = TestServer.of(major);
    String database = own.createDatabase();
    own.execute(
        database,
        """
        CREATE SCHEMA "we""ird 'schema";
        CREATE TABLE "we""ird 'schema"."tab;le\\" ("col ""umn'" text, "d%s" numeric);
        INSERT INTO "we""ird 'schema"."tab;le\\" VALUES ('a', 1), (NULL, NULL);
        CREATE TABLE empty (a int);
        CREATE TABLE columnless ();
        INSERT INTO columnless SELECT FROM generate_series(1, 3);
        CREATE TABLE dropped (a int, b text, c int);
        INSERT INTO dropped VALUES (1, 'x', 2);
        ALTER TABLE dropped DROP COLUMN b;
        CREATE UNLOGGED TABLE unlogged (a int);
        INSERT INTO unlogged VALUES (7);
        CREATE TABLE parent (id int, place text) PARTITION BY RANGE (id);
        CREATE TABLE leaf_a PARTITION OF parent FOR VALUES FROM (0) TO (10);
        CREATE TABLE leaf_b PARTITION OF parent FOR VALUES FROM (10) TO (20);
        INSERT INTO parent VALUES (1, 'a'), (2, 'b'), (11, 'c');
        CREATE TABLE base (id int);
        CREATE TABLE derived (more text) INHERITS (base);
        INSERT INTO base VALUES (1);
        INSERT INTO derived VALUES (2, 'x'), (3, 'y');
        CREATE TABLE computed (a int, b int GENERATED ALWAYS AS (a * 2) STORED);
        INSERT INTO computed VALUES (1);
        CREATE MATERIALIZED VIEW summary AS SELECT count(*) FROM base;
        CREATE TEMP TABLE temporary (a int);
        CREATE TYPE mood AS ENUM ('sad', 'glad');
        CREATE DOMAIN amount AS numeric CHECK (VALUE > 0);
        CREATE DOMAIN big_amount AS amount;
        CREATE TYPE pair AS (a int, b text);
        CREATE TABLE types (a bool, b "char", c name, d int2, e int4, f int8, g float4, h float8,
          i numeric, j money, k text, l varchar(9), m char(4), n bytea, o date, p time, q timetz,
          r timestamp, s timestamptz, t interval, u uuid, v inet, w cidr, x macaddr, y json, z jsonb,
          aa xml, ab bit(3), ac varbit, ad point, ae box, af tsvector, ag tsquery, ah int4range,
          ai int4multirange, aj mood, ak big_amount, al pair, am int[], an text[][], ao mood[],
          ap oid, aq regclass, ar pg_lsn, "as" xid8, at big_amount[], au regrole);
        INSERT INTO types (a) VALUES (NULL);
        INSERT INTO types (g, h, i, z, o, s, r, al, am, aj, ak, y, t, m, at) VALUES ('NaN', '-Infinity',
          'Infinity', '{"a": [1, 1.00, null]}', 'infinity', '-infinity', '4713-01-01 BC', '(1,"a b")',
          '[2:3]={1,2}', 'glad', 1.50, '{"a" : 1, "a": 2}', '1 mon', 'x', '{1,2.0}');
        """);
    try (Connection session = own.connect(database)) {
      DatabaseContents contents = read(session);
      assertThat(contents.tables())
          .extracting(table -> table.schema() + "." + table.name() + ": " + table.rows())
          .containsExactly(
              "public.base: 1",
              "public.columnless: 3",
              "public.computed: 1",
              "public.derived: 2",
              "public.dropped: 1",
              "public.empty: 0",
              "public.leaf_a: 2",
              "public.leaf_b: 1",
              "public.types: 2",
              "public.unlogged: 1",
              "we\"ird 'schema.tab;le\\: 2");
      assertThat(table(contents, "computed").generated()).containsExactly("b");
      assertThat(contents.notCompared()).containsExactly("public.summary: a materialized view");
      assertThat(contents.tables()).allMatch(table -> table.checksum() != null);
      assertThat(read(session)).isEqualTo(contents);
    }
  }

  /** Two values that PostgreSQL, or one of its hash functions, takes for the same. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "numeric     | 1.0                | 1.00",
        "numeric     | 5                  | -5",
        "bigint      | 0                  | 4294967297",
        "interval    | 1 mon              | 30 days",
        "float8      | 0                  | -0",
        "float8      | NaN                | Infinity",
        "float4      | 0.1                | 0.10000001",
        "bpchar      | a                  | 'a '",
        "json        | {\"a\":1}          | {\"a\": 1}",
        "jsonb       | {\"a\":1.0}        | {\"a\":1.00}",
        "numeric[]   | {1.0}              | {1.00}",
        "int[]       | {1,2}              | {{1,2}}",
        "int[]       | {1}                | [0:0]={1}",
        "timetz      | 10:00+00           | 11:00+01",
        "timestamptz | 2000-01-01 00:00+0 | 2000-01-01 00:00:00.000001+0",
        "text        | ''                 | NULL",
        "bytea       | \\x00              | \\x0000",
        "numrange    | '[1.0,2]'          | '[1.00,2]'",
      })
  void valuesThatOnlyLookEqualHaveDifferentChecksums(String type, String left, String right)
      throws SQLException {
    assertThat(checksumOf(type, left)).isNotEqualTo(checksumOf(type, right));
    assertThat(checksumOf(type, left)).isEqualTo(checksumOf(type, left));
  }

  private String checksumOf(String type, String value) throws SQLException {
    return checksum(
        "CREATE TABLE t (v " + type + ")",
        "INSERT INTO t VALUES (%s)".formatted(value.equals("NULL") ? value : "'" + value + "'"));
  }

  private String checksum(String... statements) throws SQLException {
    String database = server.createDatabase();
    server.execute(database, String.join(";", statements));
    try (Connection session = server.connect(database)) {
      return table(read(session), "t").checksum();
    }
  }

  @Test
  void theOrderOfRowsAndColumnsDoesNotCountButWhereAValueStandsDoes() throws SQLException {
    String table = "CREATE TABLE t (a int, b int, c text)";
    String rows = checksum(table, "INSERT INTO t VALUES (1, 2, 'x'), (3, 4, 'y')");
    assertThat(checksum(table, "INSERT INTO t VALUES (3, 4, 'y'), (1, 2, 'x')")).isEqualTo(rows);
    assertThat(
            checksum(
                "CREATE TABLE t (c text, b int, a int)",
                "INSERT INTO t VALUES ('x', 2, 1), ('y', 4, 3)"))
        .isEqualTo(rows);
    assertThat(checksum(table, "INSERT INTO t VALUES (1, 2, 'y'), (3, 4, 'x')"))
        .as("values that two rows exchanged")
        .isNotEqualTo(rows);
    assertThat(checksum(table, "INSERT INTO t VALUES (2, 1, 'x'), (3, 4, 'y')"))
        .as("values that two columns exchanged")
        .isNotEqualTo(rows);
    assertThat(checksum(table, "INSERT INTO t VALUES (1, 2, 'x'), (1, 2, 'x')"))
        .as("the same row twice is not nothing")
        .isNotEqualTo(checksum(table));
    assertThat(checksum(table, "INSERT INTO t VALUES (NULL, 2, 'x')"))
        .isNotEqualTo(checksum(table, "INSERT INTO t VALUES (2, NULL, 'x')"));
  }

  @Test
  void settingsOfTheRoleAndTheDatabaseChangeNothing() throws SQLException {
    String database = server.createDatabase();
    server.execute(
        database,
        """
        CREATE TABLE t (a timestamptz, b interval, c float8, d bytea, e money, f date[], g regclass,
          h timestamptz[]);
        INSERT INTO t VALUES ('2026-07-01 12:00+02', '1 day 2 hours', 0.1::float8 + 0.2, '\\x00ff', 5,
          '{2026-07-01}', 't', '{2026-07-01 12:00+02}')
        """);
    DatabaseContents before;
    try (Connection session = server.connect(database)) {
      before = read(session);
    }
    for (String setting :
        List.of(
            "TimeZone = 'Asia/Kathmandu'",
            "DateStyle = 'German, DMY'",
            "IntervalStyle = 'iso_8601'",
            "extra_float_digits = -5",
            "bytea_output = 'escape'",
            "search_path = 'pg_temp', 'public'",
            "statement_timeout = 1")) {
      server.execute("postgres", "ALTER DATABASE " + database + " SET " + setting);
    }
    try (Connection session = server.connect(database)) {
      assertThat(read(session)).isEqualTo(before);
      try (Statement statement = session.createStatement();
          var row = statement.executeQuery("SHOW IntervalStyle")) {
        row.next();
        assertThat(row.getString(1)).as("the session is as it was").isEqualTo("iso_8601");
      }
    }
  }

  @Test
  void severalSessionsOfOneSnapshotSeeItWhateverHappensMeanwhile() throws Exception {
    String database = server.createDatabase();
    server.execute(
        database,
        """
        CREATE TABLE t (id int, filler text);
        INSERT INTO t SELECT g, repeat('x', 900) FROM generate_series(1, 100000) g;
        CREATE TABLE u AS SELECT g FROM generate_series(1, 100) g
        """);
    List<Connection> sessions = new ArrayList<>();
    try (Connection first = server.connect(database);
        Connection second = server.connect(database);
        Connection third = server.connect(database)) {
      sessions.addAll(List.of(first, second, third));
      String snapshot = null;
      for (Connection session : sessions) {
        session.setAutoCommit(false);
        session.setReadOnly(true);
        session.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try (Statement statement = session.createStatement()) {
          if (snapshot == null) {
            try (var row = statement.executeQuery("SELECT pg_export_snapshot()")) {
              row.next();
              snapshot = row.getString(1);
            }
          } else {
            statement.execute("SET TRANSACTION SNAPSHOT '" + snapshot + "'");
          }
        }
      }
      DatabaseContents before = readAll(sessions);
      server.execute(database, "INSERT INTO t VALUES (0, 'y'); DELETE FROM u WHERE g = 5");
      assertThat(readAll(sessions)).as("twice in one transaction").isEqualTo(before);
      assertThat(table(before, "t").rows()).isEqualTo(100_000);
      assertThat(table(before, "u").rows()).isEqualTo(100);
      try (Connection later = server.connect(database)) {
        DatabaseContents after = read(later);
        assertThat(table(after, "t").rows()).isEqualTo(100_001);
        assertThat(table(after, "u").rows()).isEqualTo(99);
      }
    }
  }

  @Test
  void aTableThatIsReadInPiecesHasTheSameSumAsOneThatIsReadWhole() throws Exception {
    String database = server.createDatabase();
    server.execute(
        database,
        """
        CREATE TABLE t (id int, filler text);
        INSERT INTO t SELECT g, repeat('x', 1800) FROM generate_series(1, 100000) g
        """);
    try (Connection session = server.connect(database)) {
      SourceTable table = TableCatalog.read(session).tables().get(0);
      TableReading whole = new TableReading(table, true);
      assertThat(whole.tasks(1)).hasSize(1);
      whole.tasks(1).get(0).run(session);
      TableReading pieces = new TableReading(table, true);
      List<SessionWork.Task> tasks = pieces.tasks(Long.MAX_VALUE);
      assertThat(tasks).hasSizeGreaterThan(2);
      for (SessionWork.Task task : tasks) {
        task.run(session);
      }
      assertThat(pieces.contents()).isEqualTo(whole.contents());
      assertThat(pieces.contents().rows()).isEqualTo(100_000);
    }
  }

  @Test
  void sequencesLargeObjectsExtensionsAndWhatIsInvalidAreRead() throws SQLException {
    String database = server.createDatabase();
    server.execute(
        database,
        """
        CREATE EXTENSION hstore;
        CREATE SEQUENCE "odd'seq" MINVALUE -5 START -5;
        CREATE TABLE t (id bigserial, v int);
        INSERT INTO t (v) VALUES (1), (1);
        ALTER TABLE t ADD CONSTRAINT positive CHECK (v > 5) NOT VALID;
        SELECT lo_from_bytea(0, decode(repeat('ab', 1500000), 'hex'));
        SELECT lo_from_bytea(0, '')
        """);
    try (Connection session = server.connect(database);
        Statement statement = session.createStatement()) {
      assertThatThrownBy(
              () -> statement.execute("CREATE UNIQUE INDEX CONCURRENTLY broken ON t (v)"))
          .isInstanceOf(SQLException.class);
      DatabaseContents contents = read(session);
      assertThat(contents.sequences())
          .extracting(each -> each.name() + " " + each.lastValue() + " " + each.isCalled())
          .containsExactly("odd'seq -5 false", "t_id_seq 2 true");
      assertThat(contents.extensions()).containsKeys("hstore", "plpgsql");
      assertThat(contents.invalid()).containsExactly("public.broken", "public.positive");
      assertThat(contents.largeObjects().count()).isEqualTo(2);
      String before = contents.largeObjects().checksum();
      statement.execute("SELECT lo_put(max(oid), 1400000, '\\x00') FROM pg_largeobject_metadata");
      assertThat(read(session).largeObjects().checksum()).isNotEqualTo(before);
    }
  }

  @Test
  void rowsThatAPolicyHidesAreAnErrorAndNotLeftOut() throws SQLException {
    String database = server.createDatabase();
    String role = database + "_reader";
    server.execute(
        database,
        """
        CREATE TABLE t (a int);
        INSERT INTO t VALUES (1), (2);
        ALTER TABLE t ENABLE ROW LEVEL SECURITY;
        CREATE POLICY few ON t USING (a = 1);
        CREATE ROLE %1$s;
        GRANT SELECT ON t TO %1$s
        """
            .formatted(role));
    try (Connection session = server.connect(database)) {
      assertThat(table(read(session), "t").rows()).isEqualTo(2);
      try (Statement statement = session.createStatement()) {
        statement.execute("SET ROLE " + role);
      }
      assertThatThrownBy(() -> read(session))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("table public.t")
          .hasMessageContaining("row-level security");
    }
  }

  @Test
  void aCancelledReadingEndsAtOnceAndItsSessionsAreUsable() throws Exception {
    String database = server.createDatabase();
    server.execute(
        database,
        """
        CREATE FUNCTION slow(int) RETURNS int LANGUAGE plpgsql AS
          $$ BEGIN PERFORM pg_sleep(60); RETURN $1; END $$;
        CREATE TABLE t (a int);
        """);
    Cancellation cancellation = new Cancellation();
    try (Connection locker = server.connect(database);
        Connection session = server.connect(database)) {
      locker.setAutoCommit(false);
      try (Statement statement = locker.createStatement()) {
        statement.execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE");
      }
      Thread canceller =
          new Thread(
              () -> {
                try {
                  TimeUnit.MILLISECONDS.sleep(500);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                cancellation.cancel("enough");
              });
      canceller.start();
      assertThatThrownBy(() -> ContentsReader.read(List.of(session), true, cancellation))
          .isInstanceOf(CancelledException.class);
      canceller.join();
      locker.rollback();
      assertThat(table(read(session), "t").rows()).isZero();
    }
  }

  private static DatabaseContents read(Connection session) throws SQLException {
    return readAll(List.of(session));
  }

  private static DatabaseContents readAll(List<Connection> sessions) throws SQLException {
    return ContentsReader.read(sessions, true, new Cancellation());
  }

  private static TableContents table(DatabaseContents contents, String name) {
    return contents.tables().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
