package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.config.SnapshotStrategy;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IsolationTest {
  @TempDir Path directory;

  @Test
  void nobodyButItsOwnerReadsAClone() throws Exception {
    TestServer server = TestServer.of(15);
    String source = server.createDatabase();
    String role = "reader_" + source;
    server.execute("postgres", "CREATE ROLE " + role + " LOGIN");
    Lab lab = new Lab(directory);
    try (Snapshot snapshot = lab.take(Environments.of(server, source).exclusively())) {
      DatabaseTarget as = snapshot.target().withCredentials(role, null);
      assertThatThrownBy(() -> Session.open(as, SessionSettings.named("intruder")).close())
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("permission denied for database");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theDatabasesOwnSettingsAndRightsComeAlong(boolean exclusive) throws Exception {
    TestServer server = TestServer.of(15);
    String source = server.createDatabase();
    String role = "deploy_" + source;
    server.execute("postgres", "CREATE ROLE " + role);
    server.execute(
        source,
        """
        CREATE SCHEMA "odd, one";
        ALTER DATABASE %1$s SET search_path TO "$user", "odd, one", public;
        ALTER DATABASE %1$s SET timezone = 'Asia/Tokyo';
        ALTER DATABASE %1$s SET app.tenant = 'it''s; me';
        ALTER ROLE %2$s IN DATABASE %1$s SET lock_timeout = '3s';
        GRANT CREATE ON DATABASE %1$s TO %2$s;
        """
            .formatted(source, role));
    Lab lab = new Lab(directory);
    Environments environment = Environments.of(server, source);
    try (Snapshot snapshot = lab.take(exclusive ? environment.exclusively() : environment)) {
      String clone = snapshot.target().database();
      assertThat(Lab.string(server, clone, "SHOW search_path"))
          .isEqualTo("\"$user\", \"odd, one\", public");
      assertThat(Lab.string(server, clone, "SHOW app.tenant")).isEqualTo("it's; me");
      assertThat(settings(server, clone)).isEqualTo(settings(server, source));
      assertThat(
              Lab.string(
                  server,
                  "postgres",
                  "SELECT has_database_privilege('" + role + "', '" + clone + "', 'CREATE')"))
          .isEqualTo("t");
    }
    lab.dropDatabases(server);
  }

  private static List<String> settings(TestServer server, String database) {
    return Lab.strings(
        server,
        "postgres",
        "SELECT setrole || ' ' || c FROM pg_db_role_setting s CROSS JOIN unnest(setconfig) c JOIN"
            + " pg_database d ON d.oid = setdatabase WHERE datname = '"
            + database
            + "' ORDER BY 1");
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 15, 17})
  void aSubscriptionInTheSourceLeavesThePublishersSlotAlone(int major) throws Exception {
    TestServer server = TestServer.of(major);
    String publisher = server.createDatabase();
    String source = server.createDatabase();
    String slot = "slot_" + source;
    server.execute(publisher, "CREATE TABLE t (id int); CREATE PUBLICATION p FOR TABLE t");
    server.execute(
        publisher, "SELECT pg_create_logical_replication_slot('" + slot + "', 'pgoutput')");
    String subscription =
        "CREATE SUBSCRIPTION sub_%s CONNECTION 'host=127.0.0.1 port=%d user=postgres dbname=%s'"
            + " PUBLICATION p WITH (connect = false, slot_name = '%s')";
    server.execute(source, "CREATE TABLE t (id int)");
    server.execute(source, subscription.formatted("a", server.port(), publisher, slot));
    Lab lab = new Lab(directory);
    for (Environments environment :
        List.of(Environments.of(server, source), Environments.of(server, source).exclusively())) {
      if (!environment.exclusive() && !Lab.hasClientFor(server)) {
        continue;
      }
      try (Snapshot snapshot = lab.take(environment)) {
        String clone = snapshot.target().database();
        assertThat(subscriptions(server, clone)).isEmpty();
        server.execute(clone, "DROP TABLE t");
        // A script may make one again: dropping the clone must not reach the publisher either.
        server.execute(clone, subscription.formatted("b", server.port(), publisher, slot));
      }
      assertThat(slots(server, slot)).hasSize(1);
    }
    assertThat(subscriptions(server, source)).hasSize(1);
    lab.dropDatabases(server);
    server.execute(source, "ALTER SUBSCRIPTION sub_a SET (slot_name = NONE)");
    server.execute(source, "DROP SUBSCRIPTION sub_a");
    server.execute(publisher, "SELECT pg_drop_replication_slot('" + slot + "')");
  }

  private static List<String> subscriptions(TestServer server, String database) {
    return Lab.strings(
        server,
        database,
        "SELECT subname FROM pg_subscription JOIN pg_database d ON d.oid = subdbid"
            + " WHERE datname = current_database()");
  }

  private static List<String> slots(TestServer server, String slot) {
    return Lab.strings(
        server, "postgres", "SELECT 1 FROM pg_replication_slots WHERE slot_name = '" + slot + "'");
  }

  @Test
  void whatAScriptLeftInTheCloneDoesNotKeepIt() throws Exception {
    TestServer server = TestServer.of(16);
    String source = server.createDatabase();
    Lab lab = new Lab(directory);
    Snapshot snapshot = lab.take(Environments.of(server, source).exclusively());
    String clone = snapshot.target().database();
    server.execute(clone, "CREATE TABLE t (id int)");
    // In this order: making a slot waits for the transactions that are open.
    server.execute(
        clone, "SELECT pg_create_logical_replication_slot('left_" + clone + "', 'pgoutput')");
    server.execute(
        clone, "BEGIN; INSERT INTO t VALUES (1); PREPARE TRANSACTION 'left_" + clone + "'");
    Session forgotten = Session.open(snapshot.target(), SessionSettings.named("forgotten"));
    assertThat(forgotten.backendPid()).isPositive();
    snapshot.close();
    snapshot.close();
    assertThatThrownBy(() -> forgotten.execute("SELECT 1")).isInstanceOf(SQLException.class);
    assertThat(lab.databases(server)).isEmpty();
    assertThat(lab.files()).isEmpty();
  }

  @Test
  void aCloneIsDroppedAlsoWhenOurSessionsWereEnded() throws Exception {
    TestServer server = TestServer.of(16);
    String source = server.createDatabase();
    Lab lab = new Lab(directory);
    Snapshot snapshot = lab.take(Environments.of(server, source).exclusively());
    server.execute(
        "postgres",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE"
            + " 'orchestrate/"
            + lab.run
            + "/%'");
    snapshot.close();
    assertThat(lab.databases(server)).isEmpty();
    assertThat(lab.files()).isEmpty();
  }

  @Test
  void whatCannotBeDroppedIsWrittenDownAndTheNextRunDropsIt() throws Exception {
    try (TestServer server = TestServer.startOwn(16, Map.of())) {
      server.execute("postgres", "CREATE DATABASE source");
      Lab lab = new Lab(directory);
      Snapshot snapshot = lab.take(Environments.of(server, "source").exclusively());
      server.execute(
          "postgres", "ALTER DATABASE " + snapshot.target().database() + " IS_TEMPLATE true");
      server.execute("postgres", "CREATE ROLE other");
      server.execute(
          "postgres", "ALTER DATABASE " + snapshot.target().database() + " OWNER TO other");
      assertThatThrownBy(snapshot::close)
          .isInstanceOf(SnapshotException.class)
          .hasMessageContaining("belongs to role other");
      server.execute(
          "postgres", "ALTER DATABASE " + snapshot.target().database() + " OWNER TO postgres");
      assertThat(lab.recover(snapshot.target()))
          .extracting(Reaped::outcome)
          .containsExactly(Reaped.Outcome.DROPPED);
      assertThat(lab.databases(server)).isEmpty();
      assertThat(lab.files()).isEmpty();
    }
  }

  @Test
  void rolesThatAForeignServerLacksAreMadeThereAndReaped() throws Exception {
    TestServer server = TestServer.of(15);
    String source = server.createDatabase();
    String owner = "Owner of " + source;
    String guest = "guest_" + source;
    server.execute("postgres", "CREATE ROLE \"" + owner + "\"; CREATE ROLE " + guest);
    server.execute(
        source,
        """
        CREATE TABLE t (id int);
        ALTER TABLE t OWNER TO "%s";
        ALTER TABLE t ENABLE ROW LEVEL SECURITY;
        CREATE POLICY p ON t TO %s USING (true);
        """
            .formatted(owner, guest));
    try (TestServer foreign = TestServer.startOwn(15, Map.of())) {
      Lab lab = new Lab(directory);
      Environments environment =
          Environments.of(server, source)
              .protectedly()
              .on(Environments.target(foreign, "postgres"))
              .ttl(java.time.Duration.ZERO);
      try (Snapshot snapshot = lab.take(environment)) {
        assertThat(snapshot.sharedServer()).isFalse();
        assertThat(
                Lab.string(
                    foreign,
                    snapshot.target().database(),
                    "SELECT tableowner FROM pg_tables WHERE tablename = 't'"))
            .isEqualTo(owner);
        assertThat(
                Lab.strings(
                    foreign, "postgres", "SELECT rolname FROM pg_roles WHERE NOT rolcanlogin"))
            .contains(owner, guest);
      }
      List<Reaped> done =
          Reaper.reap(
              List.of(Environments.target(foreign, "postgres")), lab.state, lab.redactor, false);
      assertThat(done)
          .filteredOn(each -> each.outcome() == Reaped.Outcome.DROPPED)
          .extracting(Reaped::name)
          .contains(owner, guest);
      assertThat(lab.databases(foreign)).isEmpty();
      assertThat(lab.files()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"; drop database postgres; --",
        "it's",
        "back\\slash",
        "Überraschung 数据库",
        "dbname=postgres",
        "postgresql://elsewhere/x",
        "a%20b",
        "123456789012345678901234567890123456789012345678901234567890123"
      })
  void aHostileNameIsOnlyAName(String name) throws Exception {
    TestServer server = TestServer.of(15);
    server.execute("postgres", "CREATE DATABASE " + Session.quoteIdentifier(name));
    server.execute(name, "CREATE TABLE \"t; drop\" (id int); INSERT INTO \"t; drop\" VALUES (7)");
    Lab lab = new Lab(directory);
    for (SnapshotStrategy strategy : List.of(SnapshotStrategy.AUTO, SnapshotStrategy.DUMP)) {
      try (Snapshot snapshot =
          lab.take(Environments.of(server, name).exclusively().with(strategy))) {
        assertThat(Lab.string(server, snapshot.target().database(), "SELECT id FROM \"t; drop\""))
            .isEqualTo("7");
      }
    }
    lab.dropDatabases(server);
    server.execute("postgres", "DROP DATABASE " + Session.quoteIdentifier(name));
    assertThat(lab.files()).isEmpty();
  }
}
