package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.config.SnapshotStrategy;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotsTest {
  private static final String WORLD =
      """
      CREATE TABLE games (id bigint PRIMARY KEY, home text NOT NULL);
      INSERT INTO games SELECT g, 'team ' || g FROM generate_series(1, 1000) g;
      CREATE TABLE plays (id bigserial PRIMARY KEY, game bigint REFERENCES games, epa float8);
      INSERT INTO plays (game, epa) SELECT g % 1000 + 1, g / 7.0 FROM generate_series(1, 5000) g;
      CREATE VIEW summary AS SELECT game, count(*) FROM plays GROUP BY game;
      """;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17, 18})
  void anExclusiveSourceIsCopiedAsATemplateAndTheCopyIsDropped(int major) throws Exception {
    TestServer server = TestServer.of(major);
    String source = server.createDatabase();
    server.execute(source, WORLD);
    Lab lab = new Lab(directory);
    String clone;
    try (Snapshot snapshot = lab.take(Environments.of(server, source).exclusively())) {
      clone = snapshot.target().database();
      assertThat(Lab.string(server, clone, "SELECT count(*) FROM plays")).isEqualTo("5000");
      assertThat(snapshot.report().strategy()).isEqualTo("template");
      assertThat(snapshot.report().reason()).contains("exclusive");
      assertThat(snapshot.sharedServer()).isTrue();
      try (Snapshot second = snapshot.again()) {
        assertThat(second.target()).isNotEqualTo(snapshot.target());
        assertThat(Lab.string(server, second.target().database(), "SELECT count(*) FROM games"))
            .isEqualTo("1000");
      }
    }
    assertNothingLeft(lab, server);
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17, 18})
  void aSourceInUseIsDumpedIntoAGoldenCopyWhichTheNextRunClonesAgain(int major) throws Exception {
    TestServer server = TestServer.of(major);
    String source = server.createDatabase();
    server.execute(source, WORLD);
    Lab lab = new Lab(directory);
    Environments environment = Environments.of(server, source);
    if (!Lab.hasClientFor(server)) {
      assertThatThrownBy(() -> lab.take(environment))
          .isInstanceOf(SnapshotException.class)
          .hasMessageContaining("expected version " + major + " or newer")
          .hasMessageContaining("postgresql-client-" + major);
      assertNothingLeft(lab, server);
      return;
    }
    try (Snapshot snapshot = lab.take(environment)) {
      assertThat(snapshot.report().goldenReused()).isFalse();
      String clone = snapshot.target().database();
      assertThat(Lab.string(server, clone, "SELECT count(*) FROM plays")).isEqualTo("5000");
      assertThat(Lab.string(server, clone, "SELECT nextval('plays_id_seq')")).isEqualTo("5001");
      assertThat(
              Lab.string(server, clone, "SELECT reltuples FROM pg_class WHERE relname = 'plays'"))
          .isEqualTo("5000");
      server.execute(clone, "DELETE FROM plays");
      try (Snapshot second = snapshot.again()) {
        assertThat(Lab.string(server, second.target().database(), "SELECT count(*) FROM plays"))
            .isEqualTo("5000");
      }
    }
    assertThat(lab.databases(server)).hasSize(1);
    Lab next = new Lab(directory);
    try (Snapshot warm = next.take(environment)) {
      assertThat(warm.report().goldenReused()).isTrue();
      assertThat(warm.report().goldenAge()).isNotNull();
      assertThat(Lab.string(server, warm.target().database(), "SELECT count(*) FROM plays"))
          .isEqualTo("5000");
    }
    assertThat(next.databases(server)).isEmpty();

    server.execute(source, "INSERT INTO games VALUES (1001, 'new')");
    Lab afterChange = new Lab(directory);
    try (Snapshot fresh = afterChange.take(environment)) {
      assertThat(fresh.report().goldenReused()).isFalse();
      assertThat(Lab.string(server, fresh.target().database(), "SELECT count(*) FROM games"))
          .isEqualTo("1001");
    }
    // The new golden copy has taken the place of the old one.
    assertThat(lab.databases(server)).isEmpty();
    assertThat(afterChange.databases(server)).hasSize(1);
    afterChange.dropDatabases(server);
    assertNothingLeft(afterChange, server);
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void theSchemaAloneIsCopiedWithoutRows(int major) throws Exception {
    TestServer server = TestServer.of(major);
    String source = server.createDatabase();
    server.execute(source, WORLD);
    Lab lab = new Lab(directory);
    Environments environment = Environments.of(server, source).with(SnapshotStrategy.SCHEMA);
    if (!Lab.hasClientFor(server)) {
      assertThatThrownBy(() -> lab.take(environment)).hasMessageContaining("expected version");
      return;
    }
    try (Snapshot snapshot = lab.take(environment)) {
      assertThat(snapshot.report().strategy()).isEqualTo("schema");
      String clone = snapshot.target().database();
      assertThat(Lab.string(server, clone, "SELECT count(*) FROM plays")).isEqualTo("0");
      assertThat(Lab.string(server, clone, "SELECT count(*) FROM summary")).isEqualTo("0");
    }
    lab.dropDatabases(server);
    assertNothingLeft(lab, server);
  }

  @ParameterizedTest
  @ValueSource(ints = 15)
  void aDisposableDatabaseIsUsedItselfAndNeverDropped(int major) throws Exception {
    TestServer server = TestServer.of(major);
    String source = server.createDatabase();
    Lab lab = new Lab(directory);
    Environments environment =
        Environments.of(server, source).with(SnapshotStrategy.NONE).disposably();
    try (Snapshot snapshot = lab.take(environment)) {
      assertThat(snapshot.target().database()).isEqualTo(source);
      assertThatThrownBy(snapshot::again).hasMessageContaining("strategy: none");
    }
    assertThat(Lab.string(server, source, "SELECT 'there'")).isEqualTo("there");
    assertNothingLeft(lab, server);
  }

  /** As an autovacuum worker is one, which is there or not there as it likes. */
  @ParameterizedTest
  @ValueSource(ints = {14, 17})
  void aSuperusersSessionInTheCopyIsWaitedForByARoleThatMayNotEndIt(int major) throws Exception {
    TestServer server = TestServer.of(major);
    String source = server.createDatabase();
    String role = "maker_" + source;
    server.execute("postgres", "CREATE ROLE " + role + " LOGIN CREATEDB");
    server.execute("postgres", "ALTER DATABASE " + source + " OWNER TO " + role);
    Lab lab = new Lab(directory);
    Snapshot snapshot =
        lab.take(
            Environments.of(Environments.as(Environments.target(server, source), role, "x"))
                .exclusively());
    Connection monitor = server.connect(snapshot.target().database());
    CompletableFuture.delayedExecutor(700, TimeUnit.MILLISECONDS).execute(() -> close(monitor));

    snapshot.close();

    assertNothingLeft(lab, server);
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertNothingLeft(Lab lab, TestServer server) throws IOException {
    assertThat(lab.databases(server)).isEmpty();
    assertThat(lab.sessions(server)).isEmpty();
    assertThat(lab.files()).isEmpty();
  }
}
