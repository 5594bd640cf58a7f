package io.jenkins.plugins.orchestrator.engine.postgres.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.ObjectDifference;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaFingerprintTest {
  private final TestServer server = TestServer.of(15);
  private final String database = server.createDatabase();

  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17, 18})
  void isTheSameTwiceAndEmptyDatabasesAreEqualInEveryVersion(int major) throws SQLException {
    TestServer other = TestServer.of(major);
    try (Connection left = server.connect(database);
        Connection right = other.connect(other.createDatabase())) {
      assertThat(SchemaFingerprint.read(right)).isEqualTo(SchemaFingerprint.read(right));
      assertThat(SchemaFingerprint.read(left).differencesTo(SchemaFingerprint.read(right)))
          .isEmpty();
    }
  }

  @Test
  void listsAMissingTableOnceAndNotItsParts() throws SQLException {
    SchemaFingerprint empty = read();
    server.execute(
        database,
        "CREATE TABLE t (id bigserial PRIMARY KEY, a text CHECK (a <> '')); CREATE INDEX ON t (a);"
            + "COMMENT ON COLUMN t.a IS 'x'; ALTER TABLE t ENABLE ROW LEVEL SECURITY;"
            + "CREATE POLICY p ON t USING (true); CREATE STATISTICS s ON id, a FROM t");
    assertThat(empty.differencesTo(read()))
        .containsExactly(new ObjectDifference("table", "public.t", null, null, "id, a"));
    assertThat(read().differencesTo(empty))
        .containsExactly(new ObjectDifference("table", "public.t", null, "id, a", null));
  }

  @Test
  void anotherOrderOfColumnsIsADifferenceOfItsOwnKind() throws SQLException {
    server.execute(database, "CREATE TABLE t (a int, b int, c int)");
    SchemaFingerprint before = read();
    server.execute(database, "ALTER TABLE t DROP a; ALTER TABLE t ADD a int");
    assertThat(before.differencesTo(read()))
        .containsExactly(
            new ObjectDifference("column order", "public.t", "order", "a, b, c", "b, c, a"));
  }

  @Test
  void aColumnInTheMiddleThatIsGoneIsOneDifference() throws SQLException {
    server.execute(database, "CREATE TABLE t (a int, \"b, \"\"c\" int, d int)");
    SchemaFingerprint before = read();
    server.execute(database, "ALTER TABLE t DROP \"b, \"\"c\"");
    assertThat(before.differencesTo(read()))
        .containsExactly(
            new ObjectDifference("column", "public.t.\"b, \"\"c\"", null, "integer", null));
  }

  @Test
  void numbersOfDroppedColumnsDoNotCount() throws SQLException {
    server.execute(database, "CREATE TABLE t (a int, b int)");
    SchemaFingerprint before = read();
    server.execute(database, "ALTER TABLE t ADD c int; ALTER TABLE t DROP c");
    assertThat(read()).isEqualTo(before);
  }

  @Test
  void aGrantThatWasRevokedLeavesNothing() throws SQLException {
    server.execute(database, "CREATE TABLE t (a int); CREATE FUNCTION f() RETURNS int RETURN 1");
    SchemaFingerprint before = read();
    server.execute(
        database,
        "GRANT SELECT ON t TO PUBLIC; REVOKE SELECT ON t FROM PUBLIC; GRANT SELECT (a) ON t TO"
            + " PUBLIC; REVOKE SELECT (a) ON t FROM PUBLIC; REVOKE EXECUTE ON FUNCTION f() FROM"
            + " PUBLIC; GRANT EXECUTE ON FUNCTION f() TO PUBLIC; GRANT USAGE ON SCHEMA public TO"
            + " PUBLIC");
    assertThat(before.differencesTo(read())).isEmpty();
    assertThat(read()).isEqualTo(before);
  }

  @Test
  void leavesOutItsOwnLedgerTemporaryObjectsAndMembersOfExtensions() throws SQLException {
    SchemaFingerprint before = read();
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA parallel_orchestrator");
      statement.execute("CREATE TABLE parallel_orchestrator.ledger (a int)");
      statement.execute("CREATE TEMP TABLE t (a int PRIMARY KEY)");
      assertThat(SchemaFingerprint.read(connection)).isEqualTo(before);
    }
    server.execute(database, "CREATE EXTENSION hstore; CREATE EXTENSION pg_trgm");
    assertThat(before.differencesTo(read()))
        .extracting(difference -> difference.kind() + " " + difference.object())
        .containsExactly("extension hstore", "extension pg_trgm");
  }

  @Test
  void leavesTheSessionAsItWas() throws SQLException {
    server.execute(database, "CREATE TABLE t (a int)");
    SchemaFingerprint expected = read();
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute("SET search_path = public, pg_temp; SET intervalstyle = 'iso_8601'");
      assertThat(SchemaFingerprint.read(connection)).isEqualTo(expected);
      assertThat(setting(statement, "search_path")).isEqualTo("public, pg_temp");
      assertThat(connection.getAutoCommit()).isTrue();

      connection.setAutoCommit(false);
      statement.execute("SET LOCAL search_path = pg_catalog; ALTER TABLE public.t ADD b int");
      assertThat(expected.differencesTo(SchemaFingerprint.read(connection))).hasSize(1);
      assertThat(setting(statement, "search_path")).isEqualTo("pg_catalog");
      connection.rollback();
      assertThat(SchemaFingerprint.read(connection)).isEqualTo(expected);
      assertThat(setting(statement, "intervalstyle")).isEqualTo("iso_8601");
    }
  }

  @Test
  void isUnderstoodOnlyByHashingOptionsAndConnections() throws SQLException {
    server.execute(
        database,
        "CREATE EXTENSION postgres_fdw; CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw OPTIONS"
            + " (host 'hidden-host'); CREATE USER MAPPING FOR PUBLIC SERVER s OPTIONS (password"
            + " 'hidden-secret'); CREATE SUBSCRIPTION hidden_"
            + database
            + " CONNECTION 'host=hidden-host password=hidden-secret' PUBLICATION p WITH (connect ="
            + " false)");
    assertThat(read().objects().toString())
        .contains("subscription", "user mapping", "password #")
        .doesNotContain("hidden-host", "hidden-secret");
    server.execute(
        database,
        "ALTER SUBSCRIPTION hidden_%1$s SET (slot_name = NONE); DROP SUBSCRIPTION hidden_%1$s"
            .formatted(database));
  }

  @Test
  void survivesSerializationOfLongAndHostileNames() throws Exception {
    server.execute(
        database,
        "CREATE TABLE \"\"\"; drop é%s\" (\"a.b\" int); CREATE FUNCTION f() RETURNS text LANGUAGE sql"
                .formatted("x".repeat(20))
            + " AS $$ SELECT '"
            + "long ".repeat(20_000)
            + "' $$");
    SchemaFingerprint fingerprint = read();
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    try (java.io.ObjectOutputStream out = new java.io.ObjectOutputStream(bytes)) {
      out.writeObject(fingerprint);
    }
    try (java.io.ObjectInputStream in =
        new java.io.ObjectInputStream(new java.io.ByteArrayInputStream(bytes.toByteArray()))) {
      SchemaFingerprint copy = (SchemaFingerprint) in.readObject();
      assertThat(copy).isEqualTo(fingerprint);
      assertThat(copy.objects()).isEqualTo(fingerprint.objects());
    }
    assertThat(bytes.size()).isLessThan(10_000);
  }

  @Test
  void aRoleWithoutRightsReadsItToo() throws SQLException {
    server.execute(
        database,
        "CREATE TABLE t (a int); CREATE VIEW v AS SELECT * FROM t; CREATE ROLE reader_" + database);
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute("SET ROLE reader_" + database);
      assertThat(SchemaFingerprint.read(connection)).isEqualTo(read());
    }
    server.execute(database, "DROP ROLE reader_" + database);
  }

  @Test
  void fiveHundredTablesTakeWellUnderASecond() throws SQLException {
    server.execute(
        database,
        """
        DO $$ BEGIN FOR i IN 1..500 LOOP
          EXECUTE format('CREATE TABLE t%s (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,'
            ' a text NOT NULL, b numeric(10,2) DEFAULT 0 CHECK (b >= 0), c timestamptz DEFAULT now(),'
            ' d varchar(10) CHECK (d IN (''x'', ''y'')), e int, f jsonb, g uuid, h bool, i date)', i);
          EXECUTE format('CREATE INDEX ON t%s (a)', i);
          EXECUTE format('CREATE INDEX ON t%s (c) WHERE e > 0', i);
        END LOOP; END $$\
        """);
    try (Connection connection = server.connect(database)) {
      SchemaFingerprint.read(connection);
      long start = System.nanoTime();
      SchemaFingerprint plain = SchemaFingerprint.read(connection);
      long middle = System.nanoTime();
      SchemaFingerprint.readNormalized(connection);
      long end = System.nanoTime();
      System.out.printf(
          "read %d ms, normalized %d ms, %d objects%n",
          (middle - start) / 1_000_000, (end - middle) / 1_000_000, plain.objects().size());
      assertThat(middle - start).isLessThan(2_000_000_000L);
    }
  }

  private static String setting(Statement statement, String name) throws SQLException {
    try (ResultSet row = statement.executeQuery("SHOW " + name)) {
      row.next();
      return row.getString(1);
    }
  }

  private SchemaFingerprint read() throws SQLException {
    try (Connection connection = server.connect(database)) {
      return SchemaFingerprint.read(connection);
    }
  }
}
