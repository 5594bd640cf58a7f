package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.config.SnapshotStrategy;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a golden copy is used again, and when it is not. */
class GoldenDatabasesTest {
  @TempDir Path directory;
  private final TestServer server = TestServer.of(15);
  private String source;

  @BeforeEach
  void makeSource() {
    source = server.createDatabase();
    server.execute(
        source,
        "CREATE TABLE t (id serial PRIMARY KEY, name text); INSERT INTO t (name) SELECT 'x' FROM"
            + " generate_series(1, 100)");
  }

  private boolean isReused(Environments environment) throws SnapshotException {
    Lab lab = new Lab(directory);
    try (Snapshot snapshot = lab.take(environment)) {
      return snapshot.report().goldenReused();
    }
  }

  private void dropGoldens() {
    for (String name :
        Lab.strings(
            server,
            "postgres",
            "SELECT datname FROM pg_database WHERE datname LIKE 'orch\\_%' AND"
                + " shobj_description(oid, 'pg_database') LIKE '%/"
                + source
                + "\"%'")) {
      server.execute("postgres", "ALTER DATABASE " + name + " IS_TEMPLATE false");
      server.execute("postgres", "DROP DATABASE " + name);
    }
  }

  @Test
  void readingAnalyzingAndDumpingTheSourceLeavesItValid() throws Exception {
    Environments environment = Environments.of(server, source);
    assertThat(isReused(environment)).isFalse();
    server.execute(source, "SELECT count(*) FROM t");
    server.execute(source, "ANALYZE");
    server.execute(source, "VACUUM t");
    assertThat(isReused(environment)).isTrue();
    dropGoldens();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE t SET name = 'y' WHERE id = 1",
        "TRUNCATE t",
        "ALTER TABLE t ADD COLUMN more int",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "COMMENT ON TABLE t IS 'changed'",
        "GRANT SELECT ON t TO PUBLIC",
        "SELECT nextval('t_id_seq')",
        "SELECT lo_create(0)"
      })
  void everyChangeOfTheSourceMakesANewOne(String change) throws Exception {
    Environments environment = Environments.of(server, source);
    assertThat(isReused(environment)).isFalse();
    server.execute(source, change);
    assertThat(isReused(environment)).isFalse();
    dropGoldens();
  }

  @Test
  void aSessionWhoseCountersMayBeLateIsADoubtAndTheAgeThatIsAllowedSettlesIt() throws Exception {
    Environments environment = Environments.of(server, source);
    assertThat(isReused(environment)).isFalse();
    try (Connection writer = server.connect(source);
        Statement statement = writer.createStatement()) {
      // The second commit within a second is handed over only when the session has been idle.
      statement.execute("INSERT INTO t (name) VALUES ('a')");
      statement.execute("INSERT INTO t (name) VALUES ('b')");
      assertThat(isReused(environment)).isFalse();
      statement.execute("INSERT INTO t (name) VALUES ('c')");
      assertThat(isReused(environment)).isFalse();
      statement.execute("INSERT INTO t (name) VALUES ('d')");
      assertThat(isReused(environment.maxAge(Duration.ofHours(1)))).isTrue();
    }
    dropGoldens();
  }

  @Test
  void ofRunsThatWantTheSameOneMakesItAndTheOthersClonesIt() throws Exception {
    ExecutorService runs = Executors.newFixedThreadPool(4);
    try {
      List<Future<Boolean>> reused =
          runs.invokeAll(
              java.util.Collections.nCopies(4, () -> isReused(Environments.of(server, source))));
      long made = 0;
      for (Future<Boolean> each : reused) {
        made += each.get() ? 0 : 1;
      }
      assertThat(made).isEqualTo(1);
    } finally {
      runs.shutdownNow();
    }
    dropGoldens();
  }

  @Test
  void itIsClosedAndATemplateAndKeptFromPublic() throws Exception {
    assertThat(isReused(Environments.of(server, source))).isFalse();
    assertThat(
            Lab.strings(
                server,
                "postgres",
                "SELECT concat_ws(' ', datallowconn, datistemplate, datacl) FROM pg_database WHERE"
                    + " datname LIKE 'orch\\_%' AND shobj_description(oid, 'pg_database') LIKE '%/"
                    + source
                    + "\"%'"))
        .singleElement()
        .isEqualTo("f t {postgres=CTc/postgres}");
    assertThat(isReused(Environments.of(server, source).with(SnapshotStrategy.TEMPLATE))).isTrue();
    dropGoldens();
  }

  @Test
  void localeAndEncodingAreTheSources() throws Exception {
    String latin = source + "_latin";
    server.execute(
        "postgres",
        "CREATE DATABASE "
            + latin
            + " TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'");
    Lab lab = new Lab(directory);
    try (Snapshot snapshot = lab.take(Environments.of(server, latin))) {
      assertThat(Lab.string(server, snapshot.target().database(), "SHOW server_encoding"))
          .isEqualTo("LATIN1");
    }
    lab.dropDatabases(server);
  }
}
