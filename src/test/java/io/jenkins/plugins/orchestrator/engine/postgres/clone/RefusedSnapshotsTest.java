package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.config.SnapshotStrategy;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each of them says what is wrong and leaves nothing. */
class RefusedSnapshotsTest {
  @TempDir Path directory;
  private final TestServer server = TestServer.of(15);
  private String source;
  private Lab lab;

  @BeforeEach
  void makeSource() {
    source = server.createDatabase();
    lab = new Lab(directory.resolve("state"));
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    assertThat(lab.databases(server)).isEmpty();
    assertThat(lab.sessions(server)).isEmpty();
    assertThat(lab.files()).isEmpty();
  }

  private AbstractThrowableAssert<?, ? extends Throwable> refused(Environments environment) {
    return assertThatThrownBy(() -> lab.take(environment).close())
        .isInstanceOf(SnapshotException.class);
  }

  @Test
  void anExclusiveSourceThatIsInUseIsNotTriedAndWhoUsesItIsNamed() throws Exception {
    try (Connection user = server.connect(source);
        Statement statement = user.createStatement()) {
      statement.execute("SET application_name = 'etl job'");
      long start = System.nanoTime();
      refused(Environments.of(server, source).exclusively())
          .hasMessageContaining("1 other session(s): etl job (pid ")
          .hasMessageContaining("remove exclusive: true");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void anExclusiveSourceWithAPreparedTransaction() {
    server.execute(
        source,
        "CREATE TABLE t (id int); BEGIN; INSERT INTO t VALUES (1);"
            + " PREPARE TRANSACTION 'half_"
            + source
            + "'");
    refused(Environments.of(server, source).exclusively())
        .hasMessageContaining("prepared transaction(s): 'half_" + source + "'");
    server.execute(source, "ROLLBACK PREPARED 'half_" + source + "'");
  }

  @Test
  void noRightToCreateDatabases() {
    String role = "poor_" + source;
    server.execute("postgres", "CREATE ROLE " + role + " LOGIN");
    refused(Environments.of(Environments.as(Environments.target(server, source), role, "x")))
        .hasMessageContaining("role " + role + " may not create databases")
        .hasMessageContaining("CREATEDB");
  }

  @Test
  void notTheOwnerOfAnExclusiveSource() {
    String role = "maker_" + source;
    server.execute("postgres", "CREATE ROLE " + role + " LOGIN CREATEDB");
    refused(
            Environments.of(Environments.as(Environments.target(server, source), role, "x"))
                .exclusively())
        .hasMessageContaining("belongs to role postgres, not to " + role);
  }

  @Test
  void aTableThatTheRoleMayNotRead() {
    String role = "blind_" + source;
    server.execute("postgres", "CREATE ROLE " + role + " LOGIN CREATEDB");
    server.execute(source, "CREATE TABLE secret (id int)");
    refused(Environments.of(Environments.as(Environments.target(server, source), role, "x")))
        .hasMessageContaining("pg_dump")
        .hasMessageContaining("permission denied for table secret");
  }

  @Test
  void aServerThatIsDown() {
    refused(
            Environments.of(
                new DatabaseTarget(
                    List.of(new DatabaseTarget.Host("127.0.0.1", 1)),
                    "shop",
                    "postgres",
                    null,
                    Map.of())))
        .hasMessageContaining("127.0.0.1:1/shop: found no server that answers");
  }

  @Test
  void aDatabaseThatIsMissing() {
    for (Environments each :
        List.of(
            Environments.of(server, "no_such_database"),
            Environments.of(server, "no_such_database").exclusively(),
            Environments.of(server, "no_such_database").with(SnapshotStrategy.NONE).disposably())) {
      refused(each)
          .hasMessageContaining("no_such_database: found no database of this name")
          .hasMessageContaining("db_url");
    }
  }

  @Test
  void aPasswordThatIsWrongIsNotRepeated() throws Exception {
    Path hba = directory.resolve("pg_hba.conf");
    Files.writeString(
        hba,
        """
        local all all trust
        host all postgres 127.0.0.1/32 trust
        host all all 127.0.0.1/32 scram-sha-256
        """);
    try (TestServer own = TestServer.startOwn(16, Map.of("hba_file", hba.toString()))) {
      own.execute("postgres", "CREATE ROLE deploy LOGIN CREATEDB PASSWORD 'right one'");
      own.execute("postgres", "CREATE DATABASE shop OWNER deploy");
      DatabaseTarget shop = Environments.target(own, "shop");
      refused(Environments.of(Environments.as(shop, "deploy", "wr0ng-secret")))
          .hasMessageContaining("refused the password of role deploy")
          .message()
          .doesNotContain("wr0ng-secret");
      // The right one reaches pg_dump and pg_restore too.
      own.execute("shop", "SET ROLE deploy; CREATE TABLE public_orders (id int)");
      if (Lab.hasClientFor(own)) {
        own.execute("shop", "GRANT ALL ON SCHEMA public TO deploy");
        try (Snapshot snapshot =
            lab.take(Environments.of(Environments.as(shop, "deploy", "right one")))) {
          assertThat(Lab.string(own, snapshot.target().database(), "SELECT 'open'"))
              .isEqualTo("open");
        }
      }
    }
  }

  @Test
  void noneForADatabaseThatIsNotDisposable() {
    refused(Environments.of(server, source).with(SnapshotStrategy.NONE))
        .hasMessageContaining("disposable: true");
  }

  @Test
  void aProtectedSourceOnItsOwnServer() {
    refused(Environments.of(server, source).protectedly())
        .hasMessageContaining("protected: true")
        .hasMessageContaining("snapshot.server");
    // Named, but the same server under another name is found out.
    DatabaseTarget target = Environments.target(server, "postgres");
    DatabaseTarget alias =
        new DatabaseTarget(
            List.of(new DatabaseTarget.Host("localhost", server.port())),
            target.database(),
            target.user(),
            null,
            Map.of());
    refused(Environments.of(server, source).protectedly().on(alias))
        .hasMessageContaining("the source's own server (system identifier ");
  }

  @Test
  void templateWithoutAGoldenCopy() {
    refused(Environments.of(server, source).with(SnapshotStrategy.TEMPLATE))
        .hasMessageContaining("no golden copy")
        .hasMessageContaining("dump or auto");
  }

  @Test
  void anOlderServerForTheClones() {
    TestServer newer = TestServer.of(17);
    String database = newer.createDatabase();
    refused(Environments.of(newer, database).on(Environments.target(server, "postgres")))
        .hasMessageContaining("PostgreSQL 15.")
        .hasMessageContaining("expected 17 or newer");
  }

  @Test
  void theCloneServersQuotaIsExceeded() throws Exception {
    server.execute(
        source,
        """
        CREATE MATERIALIZED VIEW large AS
          SELECT md5(g::text) AS h FROM generate_series(1, 200000) g ORDER BY 1
        """);
    try (TestServer small = TestServer.startOwn(15, Map.of("temp_file_limit", "1MB"))) {
      refused(Environments.of(server, source).on(Environments.target(small, "postgres")))
          .hasMessageContaining("pg_restore")
          .hasMessageContaining("temporary file size exceeds temp_file_limit");
      assertThat(lab.databases(small)).isEmpty();
      assertThat(lab.sessions(small)).isEmpty();
    }
  }

  @Test
  void anExtensionThatTheCloneServerLacks() {
    server.execute(source, "CREATE EXTENSION hstore");
    // Only its entry: the files are where this server has them and another one has not.
    server.execute(
        source,
        "UPDATE pg_catalog.pg_extension SET extname = 'no_such_extension'"
            + " WHERE extname = 'hstore'");
    refused(Environments.of(server, source))
        .hasMessageContaining("extension no_such_extension is not installed");
  }

  @Test
  void aRunThatIsCancelledInItsDump() throws Exception {
    server.execute(source, "CREATE TABLE busy (id int)");
    Cancellation cancellation = new Cancellation();
    try (Connection holder = server.connect(source);
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("LOCK TABLE busy IN ACCESS EXCLUSIVE MODE");
      Thread canceller =
          new Thread(
              () -> {
                try {
                  Thread.sleep(1500);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                cancellation.cancel("Ctrl-C");
              });
      canceller.start();
      assertThatThrownBy(
              () ->
                  lab.snapshots()
                      .take(Environments.of(server, source).build(), cancellation, message -> {}))
          .isInstanceOf(CancelledException.class)
          .hasMessage("Ctrl-C");
      canceller.join();
    }
  }
}
