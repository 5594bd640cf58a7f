package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.config.SnapshotStrategy;
import io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SchemaFingerprint;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The golden copy of a source in use holds what the source held, whatever is in it. */
class CopiedRowsTest {
  /** Makes filling a table of a copy last, so that something can happen meanwhile. */
  private static final String SLOW =
      """
      CREATE FUNCTION slow(seconds int) RETURNS boolean LANGUAGE plpgsql AS
        $$BEGIN IF current_database() LIKE 'orch%' THEN PERFORM pg_sleep(seconds); END IF;
        RETURN true; END$$;
      """;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17, 18})
  void aHostileDatabaseIsCopiedWithAllItsRows(int major) throws Exception {
    TestServer server = TestServer.of(major);
    Assumptions.assumeThat(Lab.hasClientFor(server)).isTrue();
    String source = HostileDatabase.create(server);
    Lab lab = new Lab(directory);
    try (Snapshot snapshot = lab.take(Environments.of(server, source))) {
      String clone = snapshot.target().database();
      assertThat(HostileDatabase.contents(server, clone))
          .isEqualTo(HostileDatabase.contents(server, source))
          .containsEntry("public.triggered", "2 rows " + md5("(1)\n(2)"))
          .hasSizeGreaterThan(30);
      try (Connection left = server.connect(source);
          Connection right = server.connect(clone)) {
        assertThat(SchemaFingerprint.read(left).differencesTo(SchemaFingerprint.read(right)))
            .isEmpty();
      }
      assertThat(
              Lab.strings(
                  server,
                  clone,
                  "SELECT relname FROM pg_class WHERE relname IN ('plain', 'own_types', 'parts_2')"
                      + " AND relpages > 0 AND relallvisible > 0 AND reltuples > 0"))
          .as("analyzed, and with a visibility map")
          .hasSize(3);
      server.execute(clone, "CREATE EXTENSION pg_visibility");
      for (String table : List.of("plain", "own_types", "parts_2", "secret", "quick")) {
        assertThat(
                Lab.string(
                    server,
                    clone,
                    "SELECT bool_and(all_frozen) FROM pg_visibility_map('"
                        + table
                        + "') WHERE blkno IN (SELECT (ctid::text::point)[0] FROM "
                        + table
                        + ")"))
            .as("written frozen: %s", table)
            .isEqualTo("t");
      }
    }
    lab.dropDatabases(server);
    assertNothingLeft(lab, server);
  }

  private static String md5(String text) throws Exception {
    return java.util.HexFormat.of()
        .formatHex(
            java.security.MessageDigest.getInstance("MD5")
                .digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  @Test
  void aServerOfANewerVersionGetsTheSameRows() throws Exception {
    TestServer server = TestServer.of(15);
    TestServer newer = TestServer.of(17);
    String source = HostileDatabase.create(server);
    Lab lab = new Lab(directory);
    try (Snapshot snapshot =
        lab.take(Environments.of(server, source).on(Environments.target(newer, "postgres")))) {
      assertThat(HostileDatabase.contents(newer, snapshot.target().database()))
          .isEqualTo(HostileDatabase.contents(server, source));
    }
    lab.dropDatabases(newer);
    assertNothingLeft(lab, newer);
  }

  /** pg_dump gives it the order of its parent. */
  @Test
  void aChildWithItsColumnsInAnotherOrderThanItsParentKeepsItsValues() throws Exception {
    TestServer server = TestServer.of(15);
    String source = server.createDatabase();
    server.execute(
        source,
        """
        CREATE TABLE parent (a text, b text);
        CREATE TABLE child (b text, gone int, a text);
        ALTER TABLE child DROP gone;
        ALTER TABLE child INHERIT parent;
        INSERT INTO child (a, b) VALUES ('of a', 'of b');
        """);
    Lab lab = new Lab(directory);
    try (Snapshot snapshot = lab.take(Environments.of(server, source))) {
      String clone = snapshot.target().database();
      assertThat(Lab.string(server, clone, "SELECT a || ', ' || b FROM child"))
          .isEqualTo("of a, of b");
    }
    lab.dropDatabases(server);
  }

  @Test
  void partitionsByTheHashOfAnEnumFindTheirPlaceAgain() throws Exception {
    TestServer server = TestServer.of(17);
    String source = server.createDatabase();
    server.execute(
        source,
        """
        CREATE TYPE mood AS ENUM ('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
        CREATE TABLE moods (m mood) PARTITION BY HASH (m);
        CREATE TABLE moods_0 PARTITION OF moods FOR VALUES WITH (MODULUS 2, REMAINDER 0);
        CREATE TABLE moods_1 PARTITION OF moods FOR VALUES WITH (MODULUS 2, REMAINDER 1);
        INSERT INTO moods SELECT unnest(enum_range(NULL::mood));
        """);
    Lab lab = new Lab(directory);
    try (Snapshot snapshot = lab.take(Environments.of(server, source))) {
      assertThat(
              Lab.strings(
                  server, snapshot.target().database(), "SELECT m::text FROM moods ORDER BY m"))
          .containsExactly("a", "b", "c", "d", "e", "f", "g", "h");
    }
    lab.dropDatabases(server);
  }

  @Test
  void anotherEncodingThanUtf8GoesThroughTheDump() throws Exception {
    TestServer server = TestServer.of(15);
    String source = server.createDatabase() + "_latin";
    server.execute(
        "postgres",
        "CREATE DATABASE "
            + source
            + " TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'");
    server.execute(
        source, "CREATE TABLE \"é\" (t text); INSERT INTO \"é\" VALUES ('ÿ'), ('\u0081')");
    Lab lab = new Lab(directory);
    try (Snapshot snapshot = lab.take(Environments.of(server, source))) {
      assertThat(HostileDatabase.contents(server, snapshot.target().database()))
          .isEqualTo(HostileDatabase.contents(server, source));
    }
    lab.dropDatabases(server);
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 17})
  void aRoleWithoutSuperuserCopiesWhatItMayReadEvenWhereItMayNotWrite(int major) throws Exception {
    TestServer server = TestServer.of(major);
    String source = server.createDatabase();
    String role = "deploy_" + source;
    server.execute("postgres", "CREATE ROLE " + role + " LOGIN CREATEDB");
    server.execute(
        source,
        """
        ALTER SCHEMA public OWNER TO %1$s;
        SET ROLE %1$s;
        CREATE TABLE mine (id serial PRIMARY KEY, t text);
        INSERT INTO mine (t) SELECT 'x' FROM generate_series(1, 100);
        CREATE TABLE guarded (id int);
        INSERT INTO guarded VALUES (1);
        ALTER TABLE guarded ENABLE ROW LEVEL SECURITY;
        CREATE TABLE kept (id int);
        INSERT INTO kept VALUES (2);
        REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON kept FROM %1$s;
        """
            .formatted(role));
    Lab lab = new Lab(directory);
    try (Snapshot snapshot =
        lab.take(
            Environments.of(Environments.as(Environments.target(server, source), role, "x")))) {
      String clone = snapshot.target().database();
      assertThat(HostileDatabase.contents(server, clone))
          .isEqualTo(HostileDatabase.contents(server, source));
      assertThat(
              Lab.string(server, clone, "SELECT relacl::text FROM pg_class WHERE relname = 'kept'"))
          .isEqualTo(
              Lab.string(
                  server, source, "SELECT relacl::text FROM pg_class WHERE relname = 'kept'"));
    }
    lab.dropDatabases(server);
  }

  @Test
  void rowsThatAPolicyHidesAreRefusedAndNotLeftOut() throws Exception {
    TestServer server = TestServer.of(15);
    String source = server.createDatabase();
    String role = "deploy_" + source;
    server.execute("postgres", "CREATE ROLE " + role + " LOGIN CREATEDB");
    server.execute(
        source,
        """
        CREATE TABLE guarded (id int);
        INSERT INTO guarded VALUES (1), (2);
        GRANT SELECT ON guarded TO %1$s;
        ALTER TABLE guarded ENABLE ROW LEVEL SECURITY;
        CREATE POLICY one ON guarded TO %1$s USING (id = 1);
        """
            .formatted(role));
    Lab lab = new Lab(directory);
    assertThatThrownBy(
            () ->
                lab.take(
                    Environments.of(
                        Environments.as(Environments.target(server, source), role, "x"))))
        .isInstanceOf(SnapshotException.class)
        .hasMessageContaining("row-level security");
    assertNothingLeft(lab, server);
  }

  @Test
  void theConfigurationOfAnExtensionComesAlong() throws Exception {
    try (TestServer server = TestServer.startOwn(18, Map.of())) {
      Assumptions.assumeThat(Lab.hasClientFor(server)).isTrue();
      Path files = Files.createDirectories(directory.resolve("share/extension"));
      Files.writeString(files.resolve("settings.control"), "default_version = '1'\n");
      Files.writeString(
          files.resolve("settings--1.sql"),
          """
          CREATE TABLE settings (name text, value text);
          INSERT INTO settings VALUES ('built in', '1');
          SELECT pg_catalog.pg_extension_config_dump('settings', 'WHERE name <> ''built in''');
          """);
      server.execute(
          "postgres",
          "ALTER SYSTEM SET extension_control_path = '$system:" + files.getParent() + "'");
      server.execute("postgres", "SELECT pg_reload_conf()");
      String source = server.createDatabase();
      await(() -> Lab.string(server, source, "SHOW extension_control_path").contains("share"));
      server.execute(
          source, "CREATE EXTENSION settings; INSERT INTO settings VALUES ('ours', '2')");
      Lab lab = new Lab(directory.resolve("state"));
      try (Snapshot snapshot = lab.take(Environments.of(server, source))) {
        assertThat(
                Lab.strings(
                    server, snapshot.target().database(), "SELECT name FROM settings ORDER BY 1"))
            .containsExactly("built in", "ours");
      }
    }
  }

  @Test
  void whatHappensDuringTheCopyIsNotSeenAndTruncateWaits() throws Exception {
    TestServer server = TestServer.of(15);
    String source = server.createDatabase();
    server.execute(
        source,
        SLOW
            + """
            CREATE TABLE first (id int CHECK (slow(3)));
            INSERT INTO first VALUES (1);
            CREATE TABLE second (id int CHECK (slow(3)));
            INSERT INTO second VALUES (1);
            CREATE TABLE third (id int);
            INSERT INTO third VALUES (1), (2);
            CREATE TABLE fourth (id int);
            INSERT INTO fourth VALUES (3);
            """);
    Map<String, String> before = HostileDatabase.contents(server, source);
    Lab lab = new Lab(directory);
    CompletableFuture<Snapshot> taking = take(lab, Environments.of(server, source));
    await(() -> isFilling(server));

    server.execute(source, "INSERT INTO third VALUES (9); UPDATE fourth SET id = 4");
    server.execute(source, "DELETE FROM second; CREATE TABLE fifth (id int)");
    assertThatThrownBy(
            () -> server.execute(source, "SET lock_timeout = '200ms'; TRUNCATE third, fourth"))
        .hasMessageContaining("lock timeout");
    CompletableFuture<Void> truncated =
        CompletableFuture.runAsync(() -> server.execute(source, "TRUNCATE third, fourth"));

    try (Snapshot snapshot = taking.get(60, TimeUnit.SECONDS)) {
      truncated.get(10, TimeUnit.SECONDS);
      assertThat(HostileDatabase.contents(server, snapshot.target().database())).isEqualTo(before);
      assertThat(Lab.string(server, source, "SELECT count(*) FROM third")).isEqualTo("0");
    }
    lab.dropDatabases(server);
    assertNothingLeft(lab, server);
  }

  @Test
  void aTruncateThatIsNotYetCommittedIsWaitedFor() throws Exception {
    TestServer server = TestServer.of(17);
    String source = server.createDatabase();
    server.execute(source, "CREATE TABLE t (id int); INSERT INTO t VALUES (1)");
    Lab lab = new Lab(directory);
    CompletableFuture<Snapshot> taking;
    try (Connection writer = server.connect(source);
        Statement statement = writer.createStatement()) {
      writer.setAutoCommit(false);
      statement.execute("TRUNCATE t; INSERT INTO t VALUES (2), (3)");
      taking = take(lab, Environments.of(server, source));
      await(() -> !activity(server, "LOCK TABLE").isEmpty());
      writer.commit();
    }
    try (Snapshot snapshot = taking.get(60, TimeUnit.SECONDS)) {
      assertThat(Lab.strings(server, snapshot.target().database(), "SELECT id FROM t ORDER BY id"))
          .containsExactly("2", "3");
    }
    lab.dropDatabases(server);
  }

  @Test
  void aTableThatTheCopyRefusesIsNamedAndNothingIsLeft() throws Exception {
    TestServer server = TestServer.of(15);
    String source = server.createDatabase();
    server.execute(
        source,
        SLOW
            + """
            CREATE FUNCTION home() RETURNS boolean LANGUAGE sql AS
              $$SELECT current_database() NOT LIKE 'orch%'$$;
            CREATE TABLE "the ""bad"" one" (id int CHECK (home()));
            INSERT INTO "the ""bad"" one" VALUES (1);
            CREATE TABLE slow_one (id int CHECK (slow(60)));
            INSERT INTO slow_one VALUES (1);
            """);
    Lab lab = new Lab(directory);
    long start = System.nanoTime();
    assertThatThrownBy(() -> lab.take(Environments.of(server, source)))
        .isInstanceOf(SnapshotException.class)
        .hasMessageContaining("/orch_")
        .hasMessageContaining("filling table \"public\".\"the \"\"bad\"\" one\" failed")
        .hasMessageContaining("violates check constraint");
    assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)).isLessThan(30);
    assertNothingLeft(lab, server);
  }

  @Test
  void aRunThatIsCancelledInTheMiddleOfATable() throws Exception {
    TestServer server = TestServer.of(15);
    String source = server.createDatabase();
    server.execute(
        source,
        SLOW
            + "CREATE TABLE t (id int CHECK (id > 1 OR slow(60)), t text);"
            + " INSERT INTO t SELECT g, repeat('x', 900) FROM generate_series(1, 50000) g");
    Lab lab = new Lab(directory);
    Cancellation cancellation = new Cancellation();
    CompletableFuture<Void> cancelled =
        CompletableFuture.runAsync(
            () -> {
              await(() -> isFilling(server));
              cancellation.cancel("Ctrl-C");
            });
    long start = System.nanoTime();
    assertThatThrownBy(
            () ->
                lab.snapshots()
                    .take(Environments.of(server, source).build(), cancellation, message -> {}))
        .isInstanceOf(CancelledException.class)
        .hasMessage("Ctrl-C");
    cancelled.get();
    assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)).isLessThan(30);
    assertNothingLeft(lab, server);
  }

  @Test
  void theSchemaAloneIsThatOfAHostileDatabaseToo() throws Exception {
    TestServer server = TestServer.of(15);
    String source = HostileDatabase.create(server);
    Lab lab = new Lab(directory);
    try (Snapshot snapshot =
            lab.take(Environments.of(server, source).with(SnapshotStrategy.SCHEMA));
        Connection left = server.connect(source);
        Connection right = server.connect(snapshot.target().database())) {
      // A schema alone has none of the large objects, and its materialized views are not filled.
      assertThat(SchemaFingerprint.read(left).differencesTo(SchemaFingerprint.read(right)))
          .allMatch(difference -> difference.toString().contains("filled"));
      assertThat(Lab.strings(right, "SELECT id FROM plain")).isEmpty();
    }
    lab.dropDatabases(server);
  }

  private static CompletableFuture<Snapshot> take(Lab lab, Environments environment) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return lab.take(environment);
          } catch (SnapshotException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static boolean isFilling(TestServer server) {
    return activity(server, "COPY ").stream().anyMatch(query -> query.contains(" FROM STDIN"));
  }

  private static List<String> activity(TestServer server, String beginning) {
    return Lab.strings(
        server,
        "postgres",
        "SELECT query FROM pg_stat_activity WHERE state = 'active' AND starts_with(query, '"
            + beginning
            + "') AND application_name LIKE 'orchestrate/%'");
  }

  private static void assertNothingLeft(Lab lab, TestServer server) throws Exception {
    assertThat(lab.databases(server)).isEmpty();
    // A backend ends a moment after its client has gone.
    await(() -> lab.sessions(server).isEmpty());
    assertThat(lab.files()).isEmpty();
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }
}
