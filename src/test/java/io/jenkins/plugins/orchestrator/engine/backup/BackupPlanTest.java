package io.jenkins.plugins.orchestrator.engine.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupState;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.DatabaseContents;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.Manifest;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.SequenceValue;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.StoredBackup;
import io.jenkins.plugins.orchestrator.engine.backup.restore.RestoreOptions;
import io.jenkins.plugins.orchestrator.engine.backup.restore.RestorePlan;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseUrl;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.ProgressListener;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.testing.AgeIdentity;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backups of real servers, and what is left when one goes wrong. */
class BackupPlanTest {
  private static final String SHOP =
      """
      CREATE TABLE customer (id serial PRIMARY KEY, name text, upper text
        GENERATED ALWAYS AS (upper(name)) STORED);
      INSERT INTO customer (name) SELECT md5(i::text) FROM generate_series(1, 5000) i;
      CREATE TABLE big AS SELECT i, md5(i::text) AS m FROM generate_series(1, 40000) i;
      CREATE SEQUENCE "odd ""Name'";
      SELECT setval('"odd ""Name''"', 77, false);
      SELECT lo_from_bytea(0, 'large');
      CREATE VIEW v AS SELECT count(*) FROM big;
      """;

  private static final String QUICK = "backup: {verify: {restore: false}, jobs: 2}\n";

  @TempDir private Path directory;

  private BackupScenario scenario() {
    return new BackupScenario(directory);
  }

  private static TestServer server() {
    return TestServer.of(17);
  }

  private static String shop(TestServer server) {
    String database = server.createDatabase();
    server.execute(database, SHOP);
    return database;
  }

  private static String one(TestServer server, String database) {
    return "environments:\n  shop: {db_url: '" + server.url(database) + "'}\n";
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17, 18})
  void isProvenByARestoreOnEveryVersion(int major) throws Exception {
    TestServer server = TestServer.of(major);
    LaneReport lane = scenario().runOne(one(server, shop(server)) + "backup: {jobs: 2}\n");
    assertThat(lane.failure()).isNull();
    assertThat(lane.status()).isEqualTo(Status.PASSED);
    StoredBackup backup = scenario().only();
    assertThat(backup.state()).isEqualTo(BackupState.VERIFIED);
    Manifest manifest = backup.manifest();
    DatabaseContents contents = Objects.requireNonNull(manifest.contents());
    assertThat(contents.sequences())
        .containsExactly(
            new SequenceValue("public", "customer_id_seq", 5000, true),
            new SequenceValue("public", "odd \"Name'", 77, false));
    assertThat(contents.largeObjects().count()).isEqualTo(1);
    assertThat(contents.tables()).hasSize(2).allMatch(table -> table.checksum() != null);
    assertThat(manifest.files().stream().map(file -> file.path()))
        .contains("archive/toc.dat", "globals.sql", "manifest.txt", "SHA256SUMS")
        .doesNotContain("sequences.list");
    assertThat(lane.facts().stream().map(fact -> fact.label()))
        .contains("Size", "Rate", "Contents", "RTO", "RPO");
    scenario().assertOnlyBackupsLeft(1);
  }

  @Test
  void sha256sumFindsItWhole() throws Exception {
    scenario().runOne(one(server(), shop(server())) + QUICK);
    Path place = scenario().store().directoryOf(scenario().only().manifest().id());
    Process check =
        new ProcessBuilder("sha256sum", "--quiet", "--check", "SHA256SUMS")
            .directory(place.toFile())
            .inheritIO()
            .start();
    assertThat(check.waitFor()).isZero();
  }

  @Test
  void theCommandsOfTheManifestRestoreItWithTheDatabasesOwnSettingsAndGrants() throws Exception {
    TestServer server = server();
    String database = "b'x \"y\" = $(z);é";
    String quoted = "\"" + database.replace("\"", "\"\"") + "\"";
    server.execute("postgres", "CREATE DATABASE " + quoted);
    try {
      server.execute(database, SHOP);
      server.execute(
          "postgres", "ALTER DATABASE " + quoted + " SET search_path TO 'a b', \"$user\", public");
      server.execute("postgres", "ALTER DATABASE " + quoted + " SET app.\"Odd\" TO 'it''s'");
      server.execute("postgres", "COMMENT ON DATABASE " + quoted + " IS 'it''s'");
      server.execute("postgres", "REVOKE CONNECT ON DATABASE " + quoted + " FROM PUBLIC");
      String url =
          server.url(URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20"));
      LaneReport lane =
          scenario()
              .runOne(
                  "environments:\n  'odd ''env'' \"$(x)\"/..': {db_url: '" + url + "'}\n" + QUICK);
      assertThat(lane.failure()).isNull();
      Manifest manifest = scenario().only().manifest();
      assertThat(manifest.environment()).isEqualTo("odd 'env' \"$(x)\"/..");
      assertThat(Objects.requireNonNull(manifest.database()).name()).isEqualTo(database);
      List<String> before = asDumped(server, database);
      server.execute("postgres", "DROP DATABASE " + quoted);
      restore(server, scenario().store().directoryOf(manifest.id()), manifest.restore());
      assertThat(asDumped(server, database)).isEqualTo(before);
    } finally {
      server.execute("postgres", "DROP DATABASE IF EXISTS " + quoted + " WITH (FORCE)");
    }
  }

  private static void restore(TestServer server, Path place, List<String> commands)
      throws Exception {
    ProcessBuilder shell =
        new ProcessBuilder("sh", "-c", "set -e\n" + String.join("\n", commands))
            .directory(place.toFile())
            .redirectErrorStream(true);
    shell.environment().put("PATH", "/usr/lib/postgresql/17/bin:" + System.getenv("PATH"));
    shell.environment().put("PGHOST", "127.0.0.1");
    shell.environment().put("PGPORT", Integer.toString(server.port()));
    shell.environment().put("PGUSER", "postgres");
    Process process = shell.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private static List<String> asDumped(TestServer server, String database) throws Exception {
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT (SELECT count(*) FROM public.big)::text, d.datacl::text, d.datcollate,"
                    + " shobj_description(d.oid, 'pg_database'), (SELECT s.setconfig::text"
                    + " FROM pg_db_role_setting s WHERE s.setdatabase = d.oid)"
                    + " FROM pg_database d WHERE d.datname = current_database()")) {
      rows.next();
      List<String> row = new java.util.ArrayList<>();
      for (int i = 1; i <= 5; i++) {
        row.add(String.valueOf(rows.getString(i)));
      }
      return row;
    }
  }

  @Test
  void anAbsentDatabaseIsSkippedWhenItIsOptionalAndFailsWhenNot() throws Exception {
    OperationReport report =
        scenario()
            .run(
                """
                environments:
                  there: {db_url: '%s'}
                  maybe: {db_url: '%s', optional: true}
                  must: {db_url: '%s'}
                """
                        .formatted(
                            server().url(shop(server())),
                            server().url("no_such_one"),
                            server().url("no_such_other"))
                    + QUICK);
    assertThat(BackupScenario.lane(report, "there").status()).isEqualTo(Status.PASSED);
    LaneReport maybe = BackupScenario.lane(report, "maybe");
    assertThat(maybe.status()).isEqualTo(Status.SKIPPED);
    assertThat(maybe.findings().get(0).message()).contains("no_such_one").contains("optional");
    LaneReport must = BackupScenario.lane(report, "must");
    assertThat(must.status()).isEqualTo(Status.FAILED);
    assertThat(must.failure()).contains("no database of this name");
    assertThat(report.status()).isEqualTo(Status.FAILED);
    scenario().assertOnlyBackupsLeft(1);
  }

  @Test
  void aDatabaseThatCannotBeReachedStopsNoOther() throws Exception {
    OperationReport report =
        scenario()
            .run(
                """
                environments:
                  one: {db_url: '%s'}
                  two: {db_url: 'postgresql://nobody@127.0.0.1:%d/postgres'}
                  three: {db_url: '%s'}
                backup: {jobs: 2}
                """
                    .formatted(
                        server().url(shop(server())),
                        server().port(),
                        server().url(shop(server()))));
    assertThat(report.lanes().stream().map(LaneReport::status))
        .containsExactly(Status.PASSED, Status.FAILED, Status.PASSED);
    assertThat(scenario().store().list().backups())
        .hasSize(2)
        .allMatch(backup -> backup.state() == BackupState.VERIFIED);
    scenario().assertOnlyBackupsLeft(2);
  }

  /** A configuration names a database at least; here there is none of its name. */
  private static String folders(String folders) {
    return "environments:\n  none: {db_url: '"
        + server().url("no_such_one")
        + "', optional: true}\nbackup_folders:\n"
        + folders;
  }

  @Test
  void aFolderIsArchivedWithItsLinksAsLinks() throws Exception {
    Path folder = Files.createDirectories(directory.resolve("con fig"));
    Files.writeString(folder.resolve("a.conf"), "a");
    Files.createSymbolicLink(folder.resolve("link"), Path.of("/etc/passwd"));
    OperationReport report =
        scenario().run(folders("  config: {path: 'con fig'}\n  gone: {path: x, optional: true}\n"));
    assertThat(BackupScenario.lane(report, "config").failure()).isNull();
    assertThat(BackupScenario.lane(report, "gone").status()).isEqualTo(Status.SKIPPED);
    Manifest manifest = scenario().only().manifest();
    assertThat(manifest.folder()).isEqualTo("con fig");
    Path place = scenario().store().directoryOf(manifest.id());
    restore(server(), place, manifest.restore());
    assertThat(place.resolve("restored/a.conf")).hasContent("a");
    assertThat(place.resolve("restored/link")).isSymbolicLink();
  }

  @Test
  void aFolderThatHoldsItsOwnBackupsThroughALinkIsRefused() throws Exception {
    Files.createSymbolicLink(directory.resolve("link"), directory);
    OperationReport report = scenario().run(folders("  all: {path: link}\n"));
    assertThat(BackupScenario.lane(report, "all").failure())
        .contains("folder of the backups in it");
    scenario().assertOnlyBackupsLeft(0);
  }

  @Test
  void withoutZstdJavasGzipCompressesIt() throws Exception {
    Files.createDirectories(directory.resolve("data"));
    Files.writeString(directory.resolve("data/a"), "a".repeat(100_000));
    Path bin = Files.createDirectory(directory.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("tar"), Path.of("/usr/bin/tar"));
    OperationReport report =
        scenario().variable("PATH", bin.toString()).run(folders("  data: {path: data}\n") + QUICK);
    assertThat(BackupScenario.lane(report, "data").failure()).isNull();
    Manifest manifest = scenario().only().manifest();
    assertThat(manifest.archive().compression()).isEqualTo("gzip");
    restore(server(), scenario().store().directoryOf(manifest.id()), manifest.restore());
  }

  @Test
  void withoutClientProgramsItSaysWhatToInstallAndLeavesNothing() throws Exception {
    // The usual places are looked at too: a server newer than any client cannot be had, so the
    // programs of the newest one are hidden behind one that only says its version.
    LaneReport lane =
        scenario()
            .variable("PG_BIN", fakeClients(18))
            .runOne(one(TestServer.of(18), "postgres") + QUICK);
    assertThat(lane.status()).isEqualTo(Status.FAILED);
    assertThat(lane.failure()).contains("pg_dump").contains("exit code 3");
    scenario().assertOnlyBackupsLeft(0);
  }

  private String fakeClients(int major) throws IOException {
    Path bin = Files.createDirectories(directory.resolve("fake"));
    for (String name : List.of("pg_dump", "pg_restore", "psql", "pg_dumpall")) {
      Path program = bin.resolve(name);
      Files.writeString(
          program,
          "#!/bin/sh\n[ \"$1\" = --version ] && { echo 'pg_dump (PostgreSQL) "
              + major
              + ".0'; exit 0; }\nexit 3\n");
      assertThat(program.toFile().setExecutable(true)).isTrue();
    }
    return bin.toString();
  }

  @Test
  void aTableThatIsDroppedBeforeItIsDumpedCostsASecondSnapshot() throws Exception {
    TestServer server = server();
    String database = shop(server);
    try (Connection other = server.connect(database);
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("DROP TABLE big CASCADE");
      Thread commit =
          new Thread(
              () -> {
                try {
                  waitForLock(server, database);
                  other.commit();
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      commit.start();
      LaneReport lane = scenario().runOne(one(server, database) + "backup: {jobs: 2}\n");
      commit.join();
      assertThat(lane.failure()).isNull();
      assertThat(scenario().only().state()).isEqualTo(BackupState.VERIFIED);
      assertThat(Objects.requireNonNull(scenario().only().manifest().contents()).tables())
          .singleElement()
          .satisfies(table -> assertThat(table.name()).isEqualTo("customer"));
      scenario().assertOnlyBackupsLeft(1);
    }
  }

  private static void waitForLock(TestServer server, String database) throws Exception {
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement()) {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (System.nanoTime() < end) {
        try (var row =
            statement.executeQuery(
                "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
                    + " WHERE NOT l.granted AND d.datname = '"
                    + database
                    + "'")) {
          row.next();
          if (row.getInt(1) > 0) {
            return;
          }
        }
        Thread.sleep(20);
      }
    }
    throw new AssertionError("nobody waits for a lock");
  }

  /** Blocks the dump for ever, calls what shall happen to it, and gives the lane's report. */
  private LaneReport whileItDumps(BackupScenario scenario, Event event) throws Exception {
    TestServer server = server();
    String database = shop(server);
    CountDownLatch over = new CountDownLatch(1);
    try (Connection other = server.connect(database);
        Statement statement = other.createStatement()) {
      statement.execute("CREATE TABLE parted (i int) PARTITION BY RANGE (i)");
      other.setAutoCommit(false);
      // It has no rows of its own: pg_dump is the first that wants it.
      statement.execute("LOCK TABLE ONLY parted IN ACCESS EXCLUSIVE MODE");
      Thread thread =
          new Thread(
              () -> {
                try {
                  while (over.getCount() > 0) {
                    waitForLock(server, database);
                    event.happens(server, database);
                    over.await(200, TimeUnit.MILLISECONDS);
                  }
                } catch (Exception | AssertionError e) {
                  // The run has ended, which its report shows.
                  over.countDown();
                }
              });
      thread.start();
      LaneReport lane = scenario.runOne(one(server, database) + "backup: {jobs: 2}\n");
      over.countDown();
      scenario.assertOnlyBackupsLeft(0);
      assertThat(sessionsLeft(server, scenario)).isZero();
      return lane;
    }
  }

  private interface Event {
    void happens(TestServer server, String database) throws Exception;
  }

  /** After a moment: a server's process ends a little later than its session. */
  private static int sessionsLeft(TestServer server, BackupScenario scenario) throws Exception {
    int left = sessions(server, scenario);
    for (int i = 0; i < 100 && left > 0; i++) {
      Thread.sleep(50);
      left = sessions(server, scenario);
    }
    return left;
  }

  private static int sessions(TestServer server, BackupScenario scenario) throws Exception {
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'orchestrate/"
                    + scenario.run
                    + "/%'")) {
      row.next();
      return row.getInt(1);
    }
  }

  @Test
  void killedInItsProcessItLeavesNothing() throws Exception {
    BackupScenario scenario = scenario();
    LaneReport lane =
        whileItDumps(
            scenario,
            (server, database) ->
                ProcessHandle.current()
                    .descendants()
                    .filter(this::isDump)
                    .forEach(ProcessHandle::destroyForcibly));
    assertThat(lane.status()).isEqualTo(Status.FAILED);
    assertThat(lane.failure()).contains("pg_dump").contains("exit code 137");
  }

  /** Of this test: those of other classes run in this process too. */
  private boolean isDump(ProcessHandle process) {
    return process
        .info()
        .commandLine()
        .filter(each -> each.contains("--snapshot=") && each.contains(directory.toString()))
        .isPresent();
  }

  @Test
  void killedInItsSessionsItLeavesNothing() throws Exception {
    BackupScenario scenario = scenario();
    LaneReport lane =
        whileItDumps(
            scenario,
            (server, database) ->
                server.execute(
                    "postgres",
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE"
                        + " application_name LIKE 'orchestrate/"
                        + scenario.run
                        + "/%/dump'"));
    assertThat(lane.status()).isEqualTo(Status.FAILED);
    assertThat(lane.failure()).contains("pg_dump").contains("exit code 1");
  }

  @Test
  void cancelledItLeavesNothing() throws Exception {
    BackupScenario scenario = scenario();
    LaneReport lane =
        whileItDumps(scenario, (server, database) -> scenario.cancellation.cancel("enough"));
    assertThat(lane.status()).isEqualTo(Status.CANCELLED);
    assertThat(lane.failure()).contains("enough");
    assertThat(BackupScenario.tasks(lane))
        .containsExactly("check PASSED", "dump CANCELLED", "cleanup PASSED");
  }

  @Test
  void aFullDiskIsNamedAndNothingOfTheBackupIsKept() throws Exception {
    Path disk = Files.createDirectory(directory.resolve("backups"));
    assumeTrue(mount(disk), "only root can mount a small disk");
    try {
      TestServer server = server();
      String database = server.createDatabase();
      server.execute(
          database,
          "CREATE TABLE noise AS SELECT string_agg(md5(random()::text), '') AS t"
              + " FROM generate_series(1, 400000) i GROUP BY i % 1000");
      LaneReport lane = scenario().runOne(one(server, database) + "backup: {jobs: 2}\n");
      assertThat(lane.status()).isEqualTo(Status.FAILED);
      assertThat(lane.failure()).contains("disk").contains("full").contains("No space left");
      assertThat(lane.findings().stream().map(Finding::code)).contains("little-space");
      scenario().assertOnlyBackupsLeft(0);
    } finally {
      new ProcessBuilder("umount", disk.toString()).inheritIO().start().waitFor();
    }
  }

  private static boolean mount(Path disk) throws Exception {
    return new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk.toString())
            .redirectErrorStream(true)
            .start()
            .waitFor()
        == 0;
  }

  @Test
  void everyFileIsUploadedTheManifestLast() throws Exception {
    LaneReport lane =
        scenario()
            .runOne(
                one(server(), shop(server()))
                    + """
                    backup:
                      verify: {restore: false}
                      upload:
                        command: mkdir -p "$(dirname away/{name})" && cp {file} away/{name} && echo {name} >> order
                        verify: echo "{sha256}  away/{name}" | sha256sum --quiet --check
                    """);
    assertThat(lane.failure()).isNull();
    List<String> order = Files.readAllLines(directory.resolve("order"));
    Manifest manifest = scenario().only().manifest();
    assertThat(order).hasSize(manifest.files().size() + 1);
    assertThat(order.get(order.size() - 1)).isEqualTo(manifest.id() + "/manifest.json");
  }

  @Test
  void anUploadThatFailsFailsTheLaneAndKeepsTheBackup() throws Exception {
    LaneReport lane =
        scenario()
            .runOne(
                one(server(), shop(server()))
                    + "backup: {verify: {restore: false}, upload: {command: 'echo {file}; exit"
                    + " 7'}}\n");
    assertThat(lane.status()).isEqualTo(Status.FAILED);
    assertThat(BackupScenario.message(lane, TaskKind.UPLOAD)).contains("exit code 7");
    scenario().assertOnlyBackupsLeft(1);
  }

  @Test
  void olderBackupsGoAndTheSecondOnePointsToTheFirst() throws Exception {
    String yaml = one(server(), shop(server())) + "backup: {jobs: 2, keep: {daily: 1}}\n";
    scenario().runOne(yaml);
    StoredBackup first = scenario().only();
    Thread.sleep(1100);
    LaneReport lane = scenario().runOne(yaml);
    assertThat(lane.failure()).isNull();
    StoredBackup second = scenario().only();
    assertThat(second.manifest().previous()).isEqualTo(first.sha256());
    assertThat(lane.tables().stream().map(table -> table.title())).contains("Retention");
  }

  @Test
  void nothingOlderGoesWhenTheNewOneDidNotGetWhereItShould() throws Exception {
    String keep = one(server(), shop(server())) + "backup: {jobs: 2, keep: {daily: 1}";
    scenario().runOne(keep + "}\n");
    Thread.sleep(1100);
    LaneReport lane = scenario().runOne(keep + ", upload: {command: 'echo {file}; exit 7'}}\n");
    assertThat(lane.status()).isEqualTo(Status.FAILED);
    scenario().assertOnlyBackupsLeft(2);
  }

  private static List<String> row(LaneReport lane, String what) {
    return lane.tables().stream()
        .flatMap(table -> table.rows().stream())
        .filter(row -> row.get(0).equals(what))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aDryRunSaysWhatWouldBeDoneAndTouchesNothing() throws Exception {
    TestServer server = server();
    String yaml =
        one(server, shop(server))
            + "backup: {jobs: 3, compression: gzip, keep: {daily: 1}, upload: {command:"
            + " 'TOKEN=s3cret curl -T {file} https://me:pw@example.org/b?k=q'}}\n";
    scenario().runOne(one(server, shop(server)) + "backup: {verify: {restore: false}}\n");
    Thread.sleep(1100);
    scenario().runOne(one(server, shop(server)) + "backup: {verify: {restore: false}}\n");
    StoredBackup newest = last();
    OperationReport report = scenario().run(scenario().dryRun(yaml));
    LaneReport lane = report.lanes().get(0);
    assertThat(lane.failure()).isNull();
    assertThat(lane.status()).isEqualTo(Status.PASSED);
    assertThat(row(lane, "database").get(1)).contains("MB");
    assertThat(row(lane, "compression").get(1)).startsWith("gzip");
    assertThat(row(lane, "sessions").get(1)).isEqualTo("3");
    assertThat(row(lane, "verified").get(1)).contains("restored on").contains("127.0.0.1");
    assertThat(row(lane, "written to").get(1)).contains("free");
    assertThat(row(lane, "encryption").get(1)).isEqualTo("none");
    assertThat(row(lane, "upload").get(1))
        .isEqualTo("by a command to https://example.org/b")
        .doesNotContain("s3cret", "pw");
    assertThat(lane.tables().stream().map(table -> table.title()))
        .containsExactly("What would be done", "Retention (dry run)");
    assertThat(row(lane, newest.manifest().id().value())).contains("kept");
    scenario().assertOnlyBackupsLeft(2);
  }

  @Test
  void aBackupOfAnotherDatabaseUnderTheSameNameIsNoEarlierOne() throws Exception {
    TestServer server = server();
    assertThat(scenario().runOne(one(server, shop(server))).failure()).isNull();
    assertThat(last().state()).isEqualTo(BackupState.VERIFIED);
    Thread.sleep(1100);
    LaneReport lane = scenario().runOne(one(server, shop(server)) + "backup: {max_age: 1ms}\n");
    assertThat(lane.failure()).isNull();
    assertThat(lane.facts())
        .filteredOn(fact -> fact.label().equals("RPO"))
        .singleElement()
        .satisfies(fact -> assertThat(fact.value()).startsWith("no backup before this one"));
    assertThat(last().manifest().previous()).isNull();
  }

  private StoredBackup last() throws IOException {
    List<StoredBackup> all = scenario().store().list().of("shop");
    return all.get(all.size() - 1);
  }

  @Test
  void theListOfBackupsIsShownWithoutKeepAndWhenTheLaneFails() throws Exception {
    TestServer server = server();
    String yaml = one(server, shop(server)) + QUICK;
    scenario().runOne(yaml);
    Thread.sleep(1100);
    LaneReport second = scenario().runOne(yaml);
    LaneReport failed = scenario().runOne(one(server, "no_such_database") + QUICK);
    assertThat(failed.status()).isEqualTo(Status.FAILED);
    for (LaneReport lane : List.of(second, failed)) {
      assertThat(lane.tables())
          .filteredOn(table -> table.title().equals("Backups"))
          .singleElement()
          .satisfies(
              table -> {
                assertThat(table.rows()).hasSize(2);
                assertThat(table.rows().get(0).get(0)).isEqualTo(last().manifest().id().value());
              });
    }
  }

  @Test
  void encryptedByGpgNothingOfItIsReadableAndItIsProvenAllTheSame() throws Exception {
    Path home = Files.createDirectory(directory.resolve("gnupg"));
    Files.setPosixFilePermissions(
        home, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
    ProcessBuilder gpg =
        new ProcessBuilder(
            "gpg",
            "--batch",
            "--quiet",
            "--passphrase",
            "",
            "--quick-gen-key",
            "backup@example.org");
    gpg.environment().put("GNUPGHOME", home.toString());
    Optional<Process> made = start(gpg);
    assumeTrue(made.isPresent() && made.get().waitFor() == 0, "gpg is not installed");
    TestServer server = server();
    String database = shop(server);
    server.execute(database, "CREATE TABLE secret_plans AS SELECT 'PLAIN-TEXT'::text AS t");
    server.execute("postgres", "ALTER DATABASE " + database + " SET app.token TO 'T0KEN-77'");
    LaneReport lane =
        scenario()
            .variable("GNUPGHOME", home.toString())
            .runOne(
                one(server, database)
                    + "backup: {encryption: {program: gpg, recipients: [backup@example.org]},"
                    + " compression: none}\n");
    assertThat(lane.failure()).isNull();
    assertThat(lane.findings().stream().map(Finding::code)).doesNotContain("not-verified");
    StoredBackup backup = scenario().only();
    assertThat(backup.state()).isEqualTo(BackupState.VERIFIED);
    assertThat(Objects.requireNonNull(backup.manifest().contents()).sequences()).hasSize(2);
    scenario().assertOnlyBackupsLeft(1);
    assertThatItIsRestoredWithItsSchemaCompared(server, backup, home);
    try (var files = Files.walk(scenario().store().directory())) {
      assertThat(files.filter(Files::isRegularFile))
          .isNotEmpty()
          .allSatisfy(
              file ->
                  assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                      .doesNotContain("PLAIN-TEXT")
                      .doesNotContain("T0KEN-77"));
    }
  }

  private void assertThatItIsRestoredWithItsSchemaCompared(
      TestServer server, StoredBackup backup, Path gnupgHome) throws Exception {
    RestorePlan plan =
        RestorePlan.of(
            "backups/" + backup.manifest().id(),
            directory,
            DatabaseUrl.parse(server.url("decrypted"), Map.of()),
            new RestoreOptions(false, false, null, false, false, 2, Duration.ofMinutes(5), null));
    LaneReport lane =
        scenario().variable("GNUPGHOME", gnupgHome.toString()).run(plan).lanes().get(0);
    assertThat(lane.failure()).isNull();
    assertThat(lane.findings().stream().map(Finding::code)).doesNotContain("restored-unproven");
    assertThat(lane.findings().stream().map(Finding::code))
        .doesNotContain("restore-not-carried-over");
    try (Connection connection = server.connect("decrypted");
        var rows = connection.createStatement().executeQuery("SHOW app.token")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("T0KEN-77");
    }
    server.execute("postgres", "DROP DATABASE decrypted");
  }

  @Test
  void encryptedByAgeItIsProvenWithTheIdentityAndNotWithAnother() throws Exception {
    String recipient = AgeIdentity.make(directory.resolve("identity"));
    AgeIdentity.make(directory.resolve("other"));
    String yaml =
        one(server(), shop(server()))
            + "backup: {encryption: {program: age, recipients: ["
            + recipient
            + "], identity: %s}}\n";
    LaneReport lane = scenario().runOne(yaml.formatted("identity"));
    assertThat(lane.failure()).isNull();
    assertThat(lane.findings().stream().map(Finding::code)).doesNotContain("not-verified");
    assertThat(scenario().only().state()).isEqualTo(BackupState.VERIFIED);
    LaneReport second = scenario().runOne(yaml.formatted("other"));
    assertThat(second.status()).isEqualTo(Status.FAILED);
    assertThat(second.failure()).contains("age could not decrypt it").contains("key");
    assertThat(last().state()).isEqualTo(BackupState.HASHED);
    scenario().assertOnlyBackupsLeft(2);
  }

  @Test
  void withoutChecksumsItIsRestoredAndNotCalledVerified() throws Exception {
    LaneReport lane =
        scenario().runOne(one(server(), shop(server())) + "backup: {checksums: false}\n");
    assertThat(lane.status()).isEqualTo(Status.PASSED);
    StoredBackup backup = scenario().only();
    assertThat(backup.state()).isEqualTo(BackupState.RESTORED);
    assertThat(backup.verifications().get(0).differences())
        .anyMatch(reason -> reason.contains("rows of 2 tables were counted, not compared"))
        .anyMatch(reason -> reason.contains("large objects were counted"));
  }

  private static Optional<Process> start(ProcessBuilder builder) {
    try {
      return Optional.of(builder.start());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Test
  void encryptionThatIsNotThereWritesNothingInstead() throws Exception {
    LaneReport lane =
        scenario()
            .variable("PATH", "/nowhere")
            .runOne(
                one(server(), shop(server()))
                    + "backup: {verify: {restore: false},"
                    + " encryption: {program: age, recipients: [age1xxx]}}\n");
    assertThat(lane.status()).isEqualTo(Status.FAILED);
    assertThat(lane.failure()).contains("age").contains("PATH");
    assertThat(directory.resolve("backups")).doesNotExist();
  }

  @Test
  void tellsWhatItDoesWhileItDoesIt() throws Exception {
    List<String> said = new java.util.concurrent.CopyOnWriteArrayList<>();
    scenario()
        .with(
            new ProgressListener() {
              @Override
              public void message(String environment, String text) {
                said.add(environment + ": " + text);
              }
            })
        .runOne(one(server(), shop(server())) + QUICK);
    assertThat(said).anyMatch(line -> line.startsWith("shop: dumping") && line.contains("pg_dump"));
  }
}
