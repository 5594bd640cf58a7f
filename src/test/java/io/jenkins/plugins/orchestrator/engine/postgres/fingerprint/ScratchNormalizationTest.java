package io.jenkins.plugins.orchestrator.engine.postgres.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.ObjectDifference;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A database, its copy by template and its copy by dump and restore are equal. */
class ScratchNormalizationTest {
  private static final String SCHEMA =
      """
      CREATE SCHEMA app;
      CREATE TYPE app.mood AS ENUM ('sad', 'ok');
      CREATE DOMAIN app.code AS varchar(5) DEFAULT 'a' CHECK (VALUE IN ('a', 'b'));
      CREATE TABLE app."order" (
        id bigserial PRIMARY KEY,
        status varchar(10) NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'paid', 'sent')),
        kind text CHECK (kind = ANY (ARRAY['x', 'y'])),
        tags varchar[] DEFAULT ARRAY['p', 'q'],
        urgent boolean GENERATED ALWAYS AS (status IN ('paid', 'sent')) STORED,
        mood app.mood DEFAULT 'ok', "a.b" app.code, amount numeric(10,2) CHECK (amount BETWEEN -1 AND 5),
        span tstzrange, EXCLUDE USING gist (span WITH &&) WHERE (status IN ('paid', 'sent')));
      CREATE INDEX open_orders ON app."order" (id) WHERE status IN ('new', 'paid');
      CREATE INDEX by_case ON app."order" ((CASE WHEN status IN ('new') THEN 1 ELSE 2 END) DESC);
      ALTER TABLE app."order" REPLICA IDENTITY FULL;
      CREATE VIEW app.open AS SELECT o.*, o.status IN ('new', 'paid') AS is_open FROM app."order" o
        WHERE o.status IN ('new', 'paid') AND EXISTS (SELECT 1 FROM app."order" p WHERE p.id = o.id + 1);
      CREATE MATERIALIZED VIEW app.totals AS
        SELECT status, count(*) AS n FROM app.open WHERE status NOT IN ('sent') GROUP BY 1 WITH DATA;
      CREATE UNIQUE INDEX ON app.totals (status);
      CREATE FUNCTION app.tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
      CREATE TRIGGER g BEFORE UPDATE ON app."order" FOR EACH ROW
        WHEN (new.status IN ('paid', 'sent')) EXECUTE FUNCTION app.tf();
      CREATE CONSTRAINT TRIGGER cg AFTER UPDATE ON app."order" DEFERRABLE FOR EACH ROW
        WHEN (new.status IN ('paid', 'sent')) EXECUTE FUNCTION app.tf();
      CREATE RULE r AS ON DELETE TO app."order" WHERE old.status IN ('paid', 'sent') DO INSTEAD NOTHING;
      ALTER TABLE app."order" ENABLE ROW LEVEL SECURITY;
      CREATE POLICY y ON app."order" USING (status IN ('new', 'paid')
        AND id IN (SELECT max(o.id) FROM app."order" o WHERE o.kind = "order".kind))
        WITH CHECK (status IN ('new', 'paid'));
      CREATE TABLE app.log (at date, what varchar CHECK (what IN ('i', 'o'))) PARTITION BY RANGE (at);
      CREATE TABLE app.log_1 PARTITION OF app.log FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
      CREATE INDEX ON app.log (at) WHERE what IN ('i', 'o');
      CREATE PUBLICATION b FOR TABLE app."order" WHERE (kind IN ('x', 'y'));
      CREATE STATISTICS app.s ON (status IN ('new', 'paid')), kind FROM app."order";
      COMMENT ON INDEX app.open_orders IS 'it''s';
      GRANT SELECT ON app."order" TO PUBLIC;
      ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO PUBLIC;
      """;

  /** Apart: the driver takes what follows BEGIN ATOMIC for a part of it. */
  private static final String FUNCTION =
      """
      CREATE FUNCTION app.f(s varchar DEFAULT 'x', l text[] DEFAULT ARRAY['a'::varchar]) RETURNS boolean
        LANGUAGE sql BEGIN ATOMIC SELECT s IN ('a', 'b'); END;
      """;

  private final TestServer server = TestServer.of(15);

  @Test
  void aCopyByTemplateAndACopyByDumpAndRestoreAreEqual() throws Exception {
    String source = server.createDatabase();
    server.execute(source, SCHEMA);
    server.execute(source, FUNCTION);
    String template = server.createDatabase();
    server.execute("postgres", "DROP DATABASE " + template);
    server.execute("postgres", "CREATE DATABASE " + template + " TEMPLATE " + source);
    String restored = server.createDatabase();
    restore(source, restored);
    String twice = server.createDatabase();
    restore(restored, twice);

    assertThat(differences(source, template, false)).isEmpty();
    // The reason for all this; should it ever be empty, the normalization can go.
    assertThat(differences(source, restored, false)).isNotEmpty();
    assertThat(differences(source, restored, true)).isEmpty();
    assertThat(differences(source, template, true)).isEmpty();
    assertThat(differences(restored, twice, true)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 16, 17, 18})
  void isAFixedPointAndChangesNothing(int major) throws SQLException {
    TestServer other = TestServer.of(major);
    String database = other.createDatabase();
    // 14 publishes whole tables only.
    other.execute(database, SCHEMA.replaceAll("CREATE PUBLICATION .*", ""));
    other.execute(database, FUNCTION);
    try (Connection connection = other.connect(database)) {
      SchemaFingerprint before = SchemaFingerprint.read(connection);
      SchemaFingerprint normalized = SchemaFingerprint.readNormalized(connection);
      assertThat(SchemaFingerprint.readNormalized(connection)).isEqualTo(normalized);
      assertThat(SchemaFingerprint.read(connection)).isEqualTo(before);
      // Everything that has IN over varchar reads differently, and only that.
      assertThat(before.differencesTo(normalized))
          .extracting(ObjectDifference::object)
          .contains(
              "app.\"order\".order_status_check", "app.open_orders", "app.open", "app.\"order\".y");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17})
  void theSameStatementsAreTheSameSchemaIn18(int major) throws SQLException {
    String statements = SCHEMA.replaceAll("CREATE PUBLICATION .*", "");
    TestServer old = TestServer.of(major);
    TestServer newest = TestServer.of(18);
    String left = old.createDatabase();
    String right = newest.createDatabase();
    old.execute(left, statements + "GRANT ALL ON app.log TO PUBLIC");
    newest.execute(right, statements + "GRANT ALL ON app.log TO PUBLIC");
    old.execute(left, FUNCTION);
    newest.execute(right, FUNCTION);
    try (Connection one = old.connect(left);
        Connection two = newest.connect(right)) {
      assertThat(SchemaFingerprint.read(one).differencesTo(SchemaFingerprint.read(two))).isEmpty();
      assertThat(
              SchemaFingerprint.readNormalized(one)
                  .differencesTo(SchemaFingerprint.readNormalized(two)))
          .isEmpty();
    }
  }

  @Test
  void stillSeesADifferenceInAnExpression() throws SQLException {
    String left = server.createDatabase();
    String right = server.createDatabase();
    server.execute(left, "CREATE TABLE t (a varchar CHECK (a IN ('x', 'y')))");
    server.execute(right, "CREATE TABLE t (a varchar CHECK (a IN ('x', 'z')))");
    assertThat(differences(left, right, true))
        .extracting(ObjectDifference::object)
        .containsExactly("public.t.t_a_check");
  }

  @Test
  void eventTriggersDoNotHearOfIt() throws SQLException {
    String database = server.createDatabase();
    server.execute(
        database,
        "CREATE VIEW v AS SELECT 1 AS a; CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql"
            + " AS 'BEGIN RAISE EXCEPTION ''no''; END';"
            + " CREATE EVENT TRIGGER g ON ddl_command_end EXECUTE FUNCTION f()");
    try (Connection connection = server.connect(database)) {
      assertThat(SchemaFingerprint.readNormalized(connection))
          .isEqualTo(SchemaFingerprint.read(connection));
    }
  }

  @Test
  void worksInsideATransactionAndLeavesItGood() throws SQLException {
    String database = server.createDatabase();
    server.execute(database, "CREATE TABLE t (a varchar CHECK (a IN ('x', 'y')))");
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("INSERT INTO t VALUES ('x')");
      SchemaFingerprint.readNormalized(connection);
      connection.commit();
      try (ResultSet row = statement.executeQuery("SELECT count(*) FROM t")) {
        row.next();
        assertThat(row.getInt(1)).isEqualTo(1);
      }
    }
  }

  private List<ObjectDifference> differences(String left, String right, boolean normalized)
      throws SQLException {
    try (Connection one = server.connect(left);
        Connection two = server.connect(right)) {
      return normalized
          ? SchemaFingerprint.readNormalized(one)
              .differencesTo(SchemaFingerprint.readNormalized(two))
          : SchemaFingerprint.read(one).differencesTo(SchemaFingerprint.read(two));
    }
  }

  private void restore(String source, String target) throws IOException, InterruptedException {
    Path dump = Path.of("target", "scratch-" + target + ".sql").toAbsolutePath();
    run("pg_dump", "-f", dump.toString(), server.url(source));
    // What a client of 17 or newer writes for servers of its own age.
    String newer = "SET transaction_timeout = 0;\n";
    Files.writeString(dump, Files.readString(dump).replace(newer, ""));
    run("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", dump.toString(), server.url(target));
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }
}
