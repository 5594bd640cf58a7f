package io.jenkins.plugins.orchestrator.engine.backup.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.ArchiveFacts;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupId;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupState;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.DatabaseContents;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.LargeObjects;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.SequenceValue;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.StoredBackup;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.TableContents;
import io.jenkins.plugins.orchestrator.engine.backup.store.BackupStore;
import io.jenkins.plugins.orchestrator.engine.backup.store.PartialBackup;
import io.jenkins.plugins.orchestrator.engine.operation.LocalOperation;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.operation.UserCommands;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.report.ProgressListener;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.RunClock;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.run.StateDirectory;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackupVerificationTest {
  private static final String WORLD =
      """
      CREATE SCHEMA "o'dd ""sch;ema";
      CREATE TABLE "o'dd ""sch;ema"."ta\\ble" ("co l" text, v numeric);
      INSERT INTO "o'dd ""sch;ema"."ta\\ble" VALUES ('x', 1.00), (NULL, 'NaN');
      CREATE TABLE games (id bigserial PRIMARY KEY, home varchar(20), doc jsonb, raw json,
        score float8, at timestamptz, twice int GENERATED ALWAYS AS (1 + 1) STORED,
        CONSTRAINT known CHECK (home IN ('a', 'b', 'c')));
      INSERT INTO games (home, doc, raw, score, at) SELECT (ARRAY['a', 'b', 'c'])[g % 3 + 1],
        '{"a": 1.00}', '{"a" : 1}', 'Infinity', now() FROM generate_series(1, 1000) g;
      CREATE INDEX partial_scores ON games (score) WHERE home IN ('a', 'b');
      CREATE VIEW summary AS SELECT home, count(*) FROM games WHERE home IN ('a', 'c') GROUP BY home;
      CREATE MATERIALIZED VIEW totals AS SELECT count(*) FROM games;
      CREATE TABLE parts (id int, t text) PARTITION BY LIST (id);
      CREATE TABLE parts_1 PARTITION OF parts FOR VALUES IN (1);
      INSERT INTO parts VALUES (1, 'one');
      CREATE TABLE base (id int);
      CREATE TABLE derived (more text) INHERITS (base);
      INSERT INTO derived VALUES (1, 'x');
      CREATE TABLE hidden (a int);
      INSERT INTO hidden VALUES (1), (2);
      ALTER TABLE hidden ENABLE ROW LEVEL SECURITY;
      CREATE POLICY few ON hidden USING (a = 1);
      CREATE EXTENSION hstore;
      SELECT lo_from_bytea(0, '\\x010203');
      """;

  /** A table whose rows take their time, but only when they are restored. */
  private static final String SLOW_TO_RESTORE =
      """
      CREATE FUNCTION slow(int) RETURNS bool LANGUAGE plpgsql AS $$ BEGIN
        IF pg_catalog.current_setting('application_name') LIKE 'orchestrate/%' THEN
          PERFORM pg_catalog.pg_sleep(0.05);
        END IF;
        RETURN true;
      END $$;
      CREATE TABLE sluggish (a int CHECK (public.slow(a)));
      INSERT INTO sluggish SELECT g FROM generate_series(1, 1000) g;
      """;

  private final TestServer server = TestServer.of(17);
  private final Cancellation cancellation = new Cancellation();
  private final RunId run = RunId.random();
  private ProgressListener listener = ProgressListener.silent();
  @TempDir Path directory;
  private Path store;

  @BeforeEach
  void folder() {
    store = directory.resolve("backups");
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17, 18})
  void aBackupIsVerifiedByRestoringAndComparingIt(int major) throws Exception {
    TestServer own = TestServer.of(major);
    StoredBackup backup = MadeBackup.of(own, world(own), store);
    LaneReport lane = verify(restoring(own));
    assertThat(lane.failure()).isNull();
    assertThat(lane.status()).isEqualTo(Status.PASSED);
    assertThat(lane.tasks())
        .extracting(TaskReport::kind)
        .containsExactly(TaskKind.HASH, TaskKind.RESTORE, TaskKind.COMPARE, TaskKind.CLEANUP);
    StoredBackup after = new BackupStore(store).read(backup);
    assertThat(after.state()).isEqualTo(BackupState.VERIFIED);
    assertThat(after.lastVerified().orElseThrow().restoreTime()).isPositive();
    assertThat(lane.facts()).anyMatch(fact -> fact.label().contains("RTO"));
    assertNothingLeft(own);
  }

  @Test
  void aNewerClientRestoresOnAnOlderServer() throws Exception {
    TestServer own = TestServer.of(16);
    MadeBackup.of(own, world(own), store);
    LaneReport lane = verify(restoring(own));
    assertThat(lane.failure()).isNull();
  }

  @Test
  void aBackupOfAnOlderServerIsVerifiedOnANewerOneWhichGetsItsRoles() throws Exception {
    TestServer older = TestServer.of(15);
    String database = world(older);
    String role = "Odd \"role=" + database;
    String quoted = "\"" + role.replace("\"", "\"\"") + "\"";
    older.execute(
        database,
        "CREATE ROLE %1$s; ALTER TABLE games OWNER TO %1$s; GRANT SELECT ON base TO %1$s;"
                .formatted(quoted)
            + " CREATE POLICY own ON hidden TO "
            + quoted
            + " USING (true)");
    MadeBackup.of(older, database, store);
    LaneReport lane = verify(restoring(server));
    assertThat(lane.failure()).isNull();
    assertThat(strings(server, "SELECT rolname FROM pg_roles")).doesNotContain(role);
    assertNothingLeft(server);
  }

  @Test
  void aChangedCutMissingOrAdditionalFileBreaksABackupBeforeAnythingIsRestored() throws Exception {
    StoredBackup backup = MadeBackup.of(server, world(server), store);
    Path data = store.resolve(backup.manifest().id().value()).resolve("data");
    List<Path> files;
    try (Stream<Path> all = Files.list(data)) {
      files = all.filter(file -> file.toString().endsWith(".gz")).sorted().toList();
    }
    byte[] first = Files.readAllBytes(files.get(0));
    first[first.length / 2] ^= 1;
    Files.write(files.get(0), first);
    Files.write(files.get(1), new byte[0]);
    Files.delete(files.get(2));
    Files.writeString(data.resolve("extra"), "x");
    LaneReport lane = verify(restoring(server));
    assertThat(lane.status()).isEqualTo(Status.FAILED);
    StoredBackup after = new BackupStore(store).read(backup);
    assertThat(after.state()).isEqualTo(BackupState.BROKEN);
    assertThat(after.verifications().get(0).differences())
        .hasSize(4)
        .anyMatch(text -> text.contains(": changed: "))
        .anyMatch(text -> text.contains(": cut: found 0 bytes"))
        .anyMatch(text -> text.contains(": missing"))
        .anyMatch(text -> text.contains("extra: no part of the backup"));
    assertThat(lane.tasks()).hasSize(1);
  }

  @Test
  void hashesAloneLeaveABackupHashed() throws Exception {
    StoredBackup backup = MadeBackup.of(server, world(server), store);
    LaneReport lane = verify(new VerifyOptions(false, null, 1, Duration.ofMinutes(5), null, null));
    assertThat(lane.status()).isEqualTo(Status.PASSED);
    assertThat(new BackupStore(store).read(backup).state()).isEqualTo(BackupState.HASHED);
  }

  @Test
  void oneRowMoreThanTheManifestSaysIsFound() throws Exception {
    LaneReport lane =
        pretending(
            contents ->
                withTables(
                    contents,
                    table ->
                        table.name().equals("games")
                            ? new TableContents(
                                table.schema(), table.name(), 999, table.checksum(), List.of())
                            : table));
    assertThat(lane.failure()).contains("table public.games: 1000 rows; expected 999");
  }

  @Test
  void oneValueThatIsAnotherIsFound() throws Exception {
    LaneReport lane =
        pretending(
            contents ->
                withTables(
                    contents,
                    table ->
                        new TableContents(
                            table.schema(),
                            table.name(),
                            table.rows(),
                            table.name().equals("parts_1")
                                ? table.checksum().replaceAll(".$", "x")
                                : table.checksum(),
                            table.generated())));
    assertThat(lane.failure()).contains("table public.parts_1: as many rows as expected (1)");
  }

  @Test
  void aSequenceThatIsOffByOneIsFound() throws Exception {
    LaneReport lane =
        pretending(
            contents ->
                with(
                    contents,
                    contents.sequences().stream()
                        .map(
                            each ->
                                new SequenceValue(
                                    each.schema(),
                                    each.name(),
                                    each.lastValue() + 1,
                                    each.isCalled()))
                        .toList(),
                    contents.largeObjects()));
    assertThat(lane.failure()).contains("sequence public.games_id_seq: 1000; expected 1001");
  }

  @Test
  void aLargeObjectThatIsAnotherIsFound() throws Exception {
    LaneReport lane =
        pretending(
            contents ->
                with(contents, contents.sequences(), new LargeObjects(1, "r1:" + "0".repeat(32))));
    assertThat(lane.failure()).contains("large objects: as many as expected (1), but other");
  }

  @Test
  void withoutItsSchemaABackupIsRestoredAndNotVerified() throws Exception {
    StoredBackup backup =
        MadeBackup.of(
            server,
            world(server),
            store,
            contents ->
                new DatabaseContents(
                    contents.tables(),
                    contents.sequences(),
                    contents.largeObjects(),
                    contents.extensions(),
                    null,
                    null,
                    contents.invalid(),
                    contents.notCompared()),
            Instant.now());
    LaneReport lane = verify(restoring(server));
    assertThat(lane.status()).isEqualTo(Status.UNKNOWN);
    assertThat(lane.failure()).contains("the schema was not compared");
    StoredBackup after = new BackupStore(store).read(backup);
    assertThat(after.state()).isEqualTo(BackupState.RESTORED);
    assertThat(after.verifications().get(0).differences())
        .containsExactly("the schema was not compared: the backup holds no fingerprint of it");
  }

  @Test
  void aChecksumOfAnotherFormProvesNothing() throws Exception {
    LaneReport lane =
        pretending(
            contents ->
                with(contents, contents.sequences(), new LargeObjects(1, "r0:" + "0".repeat(32))),
            Status.UNKNOWN);
    assertThat(lane.failure()).contains("large objects: their checksum was computed in another");
  }

  @Test
  void anIndexThatWasNotValidIsNotExpectedBack() throws Exception {
    String database = world(server);
    server.execute(database, "INSERT INTO games (home) SELECT home FROM games LIMIT 5");
    try (Connection session = server.connect(database);
        Statement statement = session.createStatement()) {
      statement.execute("CREATE UNIQUE INDEX CONCURRENTLY broken ON games (home)");
    } catch (SQLException e) {
      assertThat(e.getSQLState()).isEqualTo("23505");
    }
    MadeBackup.of(server, database, store);
    LaneReport lane = verify(restoring(server));
    assertThat(lane.failure()).isNull();
    assertThat(lane.findings())
        .anyMatch(finding -> finding.message().startsWith("public.broken was not valid"));
  }

  @Test
  void aServerThatLacksAnExtensionIsNamedAndTheBackupIsNotCalledBroken() throws Exception {
    StoredBackup backup =
        MadeBackup.of(
            server,
            world(server),
            store,
            contents ->
                new DatabaseContents(
                    contents.tables(),
                    contents.sequences(),
                    contents.largeObjects(),
                    Map.of("no_such_extension", "1.0"),
                    contents.fingerprint(),
                    contents.fingerprintFile(),
                    contents.invalid(),
                    contents.notCompared()),
            Instant.now());
    LaneReport lane = verify(restoring(server));
    assertThat(lane.failure())
        .contains("extension no_such_extension is not installed on the server");
    assertThat(new BackupStore(store).read(backup).state()).isEqualTo(BackupState.HASHED);
    assertNothingLeft(server);
  }

  @Test
  void aRoleThatTheSourcesServerHasNoMoreIsNamed() throws Exception {
    String database = world(server);
    String role = "gone_" + database;
    server.execute(database, "CREATE ROLE " + role + "; ALTER TABLE base OWNER TO " + role);
    MadeBackup.of(server, database, store);
    server.execute(database, "REASSIGN OWNED BY %1$s TO postgres; DROP ROLE %1$s".formatted(role));
    LaneReport lane = verify(restoring(server));
    assertThat(lane.failure()).contains("no role " + role).contains("CREATE ROLE");
    assertNothingLeft(server);
  }

  @Test
  void aCancelledRestoreLeavesNothing() throws Exception {
    String database = world(server);
    server.execute(database, SLOW_TO_RESTORE);
    StoredBackup backup = MadeBackup.of(server, database, store);
    Thread canceller =
        new Thread(
            () -> {
              try {
                awaitRestore();
              } catch (InterruptedException | SQLException e) {
                Thread.currentThread().interrupt();
              }
              cancellation.cancel("enough");
            });
    canceller.start();
    LaneReport lane = verify(restoring(server));
    canceller.join();
    assertThat(lane.status()).isEqualTo(Status.CANCELLED);
    assertThat(new BackupStore(store).read(backup).state()).isEqualTo(BackupState.HASHED);
    assertNothingLeft(server);
  }

  @Test
  void aRestoreThatIsKilledFailsAndTheBackupIsNotCalledBroken() throws Exception {
    String database = world(server);
    server.execute(database, SLOW_TO_RESTORE);
    StoredBackup backup = MadeBackup.of(server, database, store);
    Thread killer =
        new Thread(
            () -> {
              try {
                awaitRestore();
              } catch (InterruptedException | SQLException e) {
                Thread.currentThread().interrupt();
              }
              // Another class's may run in this process too.
              ProcessHandle.current()
                  .descendants()
                  .filter(child -> arguments(child).contains(store.toString()))
                  .forEach(ProcessHandle::destroyForcibly);
            });
    killer.start();
    LaneReport lane = verify(restoring(server));
    killer.join();
    assertThat(lane.status()).isEqualTo(Status.FAILED);
    assertThat(lane.failure()).contains("pg_restore");
    assertThat(new BackupStore(store).read(backup).state()).isEqualTo(BackupState.HASHED);
    assertNothingLeft(server);
  }

  @Test
  void aRestoreThatTakesTooLongOrAVerifiedBackupThatIsTooOldFailsTheLimits() throws Exception {
    MadeBackup.of(
        server,
        world(server),
        store,
        contents -> contents,
        Instant.now().minus(Duration.ofDays(3)));
    VerifyOptions options =
        new VerifyOptions(
            true, target(server), 2, Duration.ofMinutes(5), null, Duration.ofNanos(1));
    VerifyBackupsPlan plan =
        VerifyBackupsPlan.of(
            store.toString(), BackupSelection.last(), options, Duration.ofDays(1), 2);
    LaneReport lane = run(plan).lanes().get(0);
    assertThat(lane.status()).isEqualTo(Status.FAILED);
    assertThat(lane.checks())
        .extracting(check -> check.name() + " " + check.status())
        .containsExactly(
            "recovery time (RTO) FAILED", "age of the last verified backup (RPO) FAILED");
  }

  @Test
  void theLastOfEachDatabaseIsVerifiedAlsoWhenTwoGoByOneName() throws Exception {
    Instant earlier = Instant.now().minus(Duration.ofHours(1));
    StoredBackup other = MadeBackup.of(server, world(server), store, contents -> contents, earlier);
    StoredBackup latest = MadeBackup.of(server, world(server), store);
    assertThat(other.manifest().environment()).isEqualTo(latest.manifest().environment());
    VerifyOptions hashes = new VerifyOptions(false, null, 1, Duration.ofMinutes(5), null, null);
    assertThat(plan(BackupSelection.last(), hashes).chosen())
        .allMatch(VerifyBackupsPlan.Chosen::last)
        .extracting(VerifyBackupsPlan.Chosen::name)
        .containsExactly(other.manifest().id().value(), latest.manifest().id().value());
  }

  @Test
  void whatWasVerifiedLatelyIsLeftOutAndAnEmptyFolderFails() throws Exception {
    VerifyOptions hashes = new VerifyOptions(false, null, 1, Duration.ofMinutes(5), null, null);
    assertThat(run(plan(BackupSelection.all(), hashes)).status()).isEqualTo(Status.FAILED);
    MadeBackup.of(server, world(server), store);
    BackupSelection stale = new BackupSelection(false, Duration.ofDays(7));
    assertThat(run(plan(stale, restoring(server))).status()).isEqualTo(Status.PASSED);
    assertThat(run(plan(stale, restoring(server))).status()).isEqualTo(Status.SKIPPED);
  }

  @Test
  void anArchiveOfAFolderWithoutAListOfItsFilesIsRestoredAndNotVerified() throws Exception {
    Path folder = Files.createDirectories(directory.resolve("pgdata"));
    Files.writeString(folder.resolve("postgresql.conf"), "port = 5432\n");
    RunId maker = RunId.random();
    BackupId id = BackupId.of(Instant.now(), "files", maker);
    try (PartialBackup partial = new BackupStore(store).begin(id)) {
      Process tar =
          new ProcessBuilder(
                  "tar",
                  "--create",
                  "--gzip",
                  "--file=" + partial.directory().resolve("files.tar.gz"),
                  "--directory=" + directory,
                  "pgdata")
              .start();
      assertThat(tar.waitFor()).isZero();
      partial.publish(
          MadeBackup.manifest(
              id,
              maker,
              Instant.now(),
              new ArchiveFacts("tar", "files.tar.gz", "gzip", 6, null, "tar 1.34", 1),
              null,
              null,
              folder.toString(),
              MadeBackup.files(partial.directory())));
    }
    LaneReport lane = verify(restoring(server));
    assertThat(lane.status()).isEqualTo(Status.UNKNOWN);
    assertThat(lane.failure()).contains("the backup holds no list of them");
    assertThat(new BackupStore(store).read(id).state()).isEqualTo(BackupState.RESTORED);
    assertNothingLeft(server);
  }

  private static String arguments(ProcessHandle process) {
    return process.info().arguments().map(words -> String.join(" ", words)).orElse("");
  }

  private void awaitRestore() throws InterruptedException, SQLException {
    for (int i = 0; i < 600; i++) {
      if (!strings(
              server,
              "SELECT query FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'COPY"
                  + " public.sluggish%' AND application_name LIKE 'orchestrate/"
                  + run
                  + "/%'")
          .isEmpty()) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private LaneReport pretending(UnaryOperator<DatabaseContents> pretended) throws Exception {
    return pretending(pretended, Status.FAILED);
  }

  private LaneReport pretending(UnaryOperator<DatabaseContents> pretended, Status expected)
      throws Exception {
    StoredBackup backup = MadeBackup.of(server, world(server), store, pretended, Instant.now());
    LaneReport lane = verify(restoring(server));
    assertThat(lane.status()).isEqualTo(expected);
    StoredBackup after = new BackupStore(store).read(backup);
    assertThat(after.state()).isEqualTo(BackupState.RESTORED);
    assertThat(after.verifications().get(0).differences()).hasSize(1);
    assertNothingLeft(server);
    return lane;
  }

  private static DatabaseContents withTables(
      DatabaseContents contents, UnaryOperator<TableContents> change) {
    return new DatabaseContents(
        contents.tables().stream().map(change).toList(),
        contents.sequences(),
        contents.largeObjects(),
        contents.extensions(),
        contents.fingerprint(),
        contents.fingerprintFile(),
        contents.invalid(),
        contents.notCompared());
  }

  private static DatabaseContents with(
      DatabaseContents contents, List<SequenceValue> sequences, LargeObjects largeObjects) {
    return new DatabaseContents(
        contents.tables(),
        sequences,
        largeObjects,
        contents.extensions(),
        contents.fingerprint(),
        contents.fingerprintFile(),
        contents.invalid(),
        contents.notCompared());
  }

  private static String world(TestServer server) {
    String database = server.createDatabase();
    server.execute(database, WORLD);
    return database;
  }

  private static DatabaseTarget target(TestServer server) {
    return new DatabaseTarget(
        List.of(new DatabaseTarget.Host("127.0.0.1", server.port())),
        "postgres",
        "postgres",
        null,
        Map.of());
  }

  private static VerifyOptions restoring(TestServer server) {
    return new VerifyOptions(true, target(server), 2, Duration.ofMinutes(5), null, null);
  }

  private VerifyBackupsPlan plan(BackupSelection selection, VerifyOptions options)
      throws Exception {
    return VerifyBackupsPlan.of(store.toString(), selection, options, null, 2);
  }

  private LaneReport verify(VerifyOptions options) throws Exception {
    OperationReport report = run(plan(BackupSelection.all(), options));
    assertThat(report.lanes()).hasSize(1);
    return report.lanes().get(0);
  }

  private OperationReport run(VerifyBackupsPlan plan) {
    return LocalOperation.run(
        plan,
        new RunContext(
            run,
            RunClock.start(),
            new StateDirectory(directory.resolve("state")),
            Redactor.of(List.of()),
            listener,
            cancellation,
            System.getenv(),
            directory,
            UserCommands.none("none in tests")));
  }

  private void assertNothingLeft(TestServer on) throws Exception {
    assertThat(
            strings(on, "SELECT datname FROM pg_database WHERE datname LIKE 'orch\\_" + run + "%'"))
        .isEmpty();
    Path state = directory.resolve("state");
    if (Files.exists(state)) {
      try (Stream<Path> all = Files.walk(state)) {
        assertThat(all.filter(Files::isRegularFile).toList()).isEmpty();
      }
    }
  }

  private static List<String> strings(TestServer server, String sql) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }
}
