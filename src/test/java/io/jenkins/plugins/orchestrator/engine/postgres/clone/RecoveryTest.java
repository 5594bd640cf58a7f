package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.io.File;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is killed at the worst moments, and what the next one finds. */
class RecoveryTest {
  /** Locking its list of databases holds up everybody who makes one. */
  private static TestServer server;

  @TempDir Path directory;
  private Lab lab;

  @BeforeAll
  static void startServer() {
    server = TestServer.startOwn(15, Map.of());
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void newRun() {
    lab = new Lab(directory);
  }

  @Test
  void killedInCreateWhichIsStillAtWorkOnTheServer() throws Exception {
    String source = server.createDatabase();
    try (Connection holder = server.connect("postgres")) {
      holder.setAutoCommit(false);
      lockDatabases(holder);
      kill(start(source, "template"), () -> isActive("CREATE DATABASE \"orch"));
      assertThat(isActive("CREATE DATABASE \"orch")).isTrue();
      List<Reaped> done = lab.recover(Environments.target(server, source));
      assertThat(done).extracting(Reaped::kind).contains("session");
      assertThat(isActive("CREATE DATABASE \"orch")).isFalse();
    }
    assertNothingLeft();
  }

  @Test
  void killedInCreateWhichThenEndsAndLeavesAnUnmarkedDatabase() throws Exception {
    String source = server.createDatabase();
    try (Connection holder = server.connect("postgres")) {
      holder.setAutoCommit(false);
      lockDatabases(holder);
      kill(start(source, "template"), () -> isActive("CREATE DATABASE \"orch"));
      holder.rollback();
    }
    await(() -> lab.databases(server).size() == 1);
    await(() -> !isActive("CREATE DATABASE \"orch"));
    List<Reaped> done = lab.recover(Environments.target(server, source));
    assertThat(done)
        .filteredOn(each -> each.kind().equals("database"))
        .extracting(Reaped::outcome)
        .containsExactly(Reaped.Outcome.DROPPED);
    assertNothingLeft();
  }

  @Test
  void killedWhileItsCloneIsUsed() throws Exception {
    String source = server.createDatabase();
    Process process = start(source, "template");
    kill(process, () -> !lab.databases(server).isEmpty() && isOpen(lab.databases(server).get(0)));
    lab.recover(Environments.target(server, source));
    assertNothingLeft();
  }

  @Test
  void killedWhileItWaitsForALockOnTheSource() throws Exception {
    String source = server.createDatabase();
    server.execute(source, "CREATE TABLE busy (id int)");
    try (Connection holder = server.connect(source)) {
      holder.setAutoCommit(false);
      try (Statement statement = holder.createStatement()) {
        statement.execute("LOCK TABLE busy IN ACCESS EXCLUSIVE MODE");
      }
      kill(start(source, "dump"), () -> isActive("LOCK TABLE"));
      lab.recover(Environments.target(server, source));
      assertThat(isActive("LOCK TABLE")).isFalse();
    }
    assertNothingLeft();
  }

  /** A partitioned table has no rows of its own: only pg_dump locks it. */
  @Test
  void killedInADumpThatWaitsForALock() throws Exception {
    String source = server.createDatabase();
    server.execute(source, "CREATE TABLE busy (id int) PARTITION BY LIST (id)");
    try (Connection holder = server.connect(source)) {
      holder.setAutoCommit(false);
      try (Statement statement = holder.createStatement()) {
        statement.execute("LOCK TABLE busy IN ACCESS EXCLUSIVE MODE");
      }
      kill(start(source, "dump"), () -> isActive("LOCK TABLE"));
      assertThat(lab.files()).anyMatch(file -> file.getFileName().toString().startsWith("pgpass"));
      lab.recover(Environments.target(server, source));
      assertThat(isActive("LOCK TABLE")).isFalse();
    }
    assertNothingLeft();
  }

  @Test
  void killedInARestore() throws Exception {
    String source = server.createDatabase();
    server.execute(
        source,
        """
        CREATE FUNCTION slow() RETURNS boolean LANGUAGE plpgsql AS
          $$BEGIN IF current_database() LIKE 'orch%' THEN PERFORM pg_sleep(100); END IF;
          RETURN true; END$$;
        CREATE TABLE slow (id int CHECK (public.slow()));
        INSERT INTO slow VALUES (1);
        """);
    kill(
        start(source, "dump"),
        () ->
            isActive("COPY \"public\".\"slow\" (\"id\") FROM")
                && lab.databases(server).size() == 1);
    List<Reaped> done = lab.recover(Environments.target(server, source));
    assertThat(done).extracting(Reaped::kind).contains("file", "database");
    assertNothingLeft();
  }

  @Test
  void aDryRunTouchesNothing() throws Exception {
    String source = server.createDatabase();
    Process process = start(source, "template");
    kill(process, () -> !lab.databases(server).isEmpty() && isOpen(lab.databases(server).get(0)));
    List<Reaped> planned =
        Reaper.reap(List.of(Environments.target(server, source)), lab.state, lab.redactor, true);
    assertThat(planned).extracting(Reaped::outcome).contains(Reaped.Outcome.WOULD_DROP);
    assertThat(lab.databases(server)).hasSize(1);
    lab.recover(Environments.target(server, source));
    assertNothingLeft();
  }

  @Test
  void aRunThatIsAtWorkIsLeftAlone() throws Exception {
    String source = server.createDatabase();
    Process process = start(source, "template");
    try {
      await(() -> !lab.databases(server).isEmpty() && isOpen(lab.databases(server).get(0)));
      assertThat(lab.recover(Environments.target(server, source))).isEmpty();
      assertThat(lab.databases(server)).hasSize(1);
    } finally {
      process.destroyForcibly().waitFor();
    }
    lab.recover(Environments.target(server, source));
    assertNothingLeft();
  }

  private Process start(String source, String how) throws Exception {
    String classes = System.getProperty("surefire.test.class.path");
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classes != null ? classes : System.getProperty("java.class.path"),
            KilledRun.class.getName(),
            lab.run.value(),
            directory.toString(),
            Integer.toString(server.port()),
            source,
            how)
        .redirectErrorStream(true)
        .redirectOutput(new File(directory.toFile(), "output.txt"))
        .start();
  }

  private static void kill(Process process, BooleanSupplier when) throws Exception {
    try {
      await(when);
    } finally {
      process.destroyForcibly();
      process.waitFor(10, TimeUnit.SECONDS);
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
      Thread.sleep(20);
    }
  }

  private static void lockDatabases(Connection holder) throws Exception {
    try (Statement statement = holder.createStatement()) {
      statement.execute("LOCK TABLE pg_catalog.pg_database IN SHARE ROW EXCLUSIVE MODE");
    }
  }

  private static boolean isActive(String query) {
    return !Lab.strings(
            server,
            "postgres",
            "SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid()"
                + " AND starts_with(query, '"
                + query
                + "')")
        .isEmpty();
  }

  private static boolean isOpen(String database) {
    return Lab.strings(
                server,
                "postgres",
                "SELECT 1 FROM pg_database WHERE datallowconn AND datname = '" + database + "'")
            .size()
        == 1;
  }

  private void assertNothingLeft() throws Exception {
    assertThat(lab.databases(server)).isEmpty();
    assertThat(lab.sessions(server)).isEmpty();
    assertThat(lab.files())
        .extracting(file -> file.getFileName().toString())
        .containsOnly("output.txt");
    assertThat(
            ProcessHandle.allProcesses()
                .filter(
                    each -> each.info().commandLine().orElse("").contains(directory.toString())))
        .isEmpty();
  }
}
