package io.jenkins.plugins.orchestrator.engine.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupState;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.DatabaseContents;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.StoredBackup;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.TableContents;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.Verification;
import io.jenkins.plugins.orchestrator.engine.backup.store.BackupStore;
import io.jenkins.plugins.orchestrator.engine.backup.verify.MadeBackup;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.operation.LocalOperation;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.operation.UserCommands;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.ProgressListener;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.Fact;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.RunClock;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.run.StateDirectory;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A backup is restored under a new name, or in the place of a database in use. */
class RestorePlanTest {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final TestServer server = TestServer.of(17);
  private final RunId run = RunId.random();
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {14, 17, 18})
  void underANewNameItIsSeenOnlyWhenItIsWhole(int major) throws Exception {
    TestServer own = TestServer.of(major);
    StoredBackup backup = verified(MadeBackup.of(own, source(own), store()));
    String name = name();
    LaneReport lane = restore(plan(own, backup, name, options()));
    assertThat(lane.failure()).isNull();
    assertThat(lane.status()).isEqualTo(Status.PASSED);
    assertThat(lane.tasks())
        .extracting(TaskReport::kind)
        .containsExactly(
            TaskKind.CHECK,
            TaskKind.HASH,
            TaskKind.RESTORE,
            TaskKind.COMPARE,
            TaskKind.SWAP,
            TaskKind.CLEANUP);
    assertThat(lane.facts()).extracting(Fact::label).contains("Recovered in (RTO)");
    assertThat(word(own, name)).isEqualTo("backed up");
    assertThat(comment(own, name)).isNull();
    assertThat(
            strings(
                own,
                "postgres",
                "SELECT has_database_privilege('public', '" + name + "', 'CONNECT')"))
        .containsExactly("t");
    assertNothingLeft(own);
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 17, 18})
  void inThePlaceOfTheOneInUseItLosesWhatWasWrittenSinceAndSaysSo(int major) throws Exception {
    TestServer own = TestServer.of(major);
    String name = source(own);
    StoredBackup backup = verified(MadeBackup.of(own, name, store()));
    own.execute(name, "UPDATE shop SET word = 'written since'");
    own.execute("postgres", "ALTER DATABASE " + name + " SET work_mem TO '7MB'");
    LaneReport lane = restore(plan(own, backup, name, replacing(name)));
    assertThat(lane.failure()).isNull();
    assertThat(word(own, name)).isEqualTo("backed up");
    assertThat(strings(own, name, "SHOW work_mem")).containsExactly("7MB");
    String kept =
        strings(
                own,
                "postgres",
                "SELECT datname FROM pg_database WHERE datname LIKE '" + name + "\\_replaced\\_%'")
            .get(0);
    assertThat(word(own, kept)).isEqualTo("written since");
    assertThat(fact(lane, "Loss window"))
        .startsWith("everything written in the last")
        .containsPattern("since \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ \\(");
    assertThat(fact(lane, "Outage")).matches("\\d{1,3} ms");
    assertThat(fact(lane, "Kept")).startsWith(kept);
    assertNothingLeft(own);
  }

  /** It compared everything, which proves the backup as a verification does. */
  @Test
  void itIsAVerificationOfTheBackupToo() throws Exception {
    StoredBackup backup = verified(MadeBackup.of(server, source(server), store()));
    LaneReport lane = restore(plan(server, backup, name(), options()));
    assertThat(lane.failure()).isNull();
    StoredBackup after = new BackupStore(store()).read(backup);
    assertThat(after.verifications()).hasSize(backup.verifications().size() + 1);
    Verification last = after.lastVerified().orElseThrow();
    assertThat(last.run()).isEqualTo(run.value());
    assertThat(last.state()).isEqualTo(BackupState.VERIFIED);
    assertThat(last.server()).contains("PostgreSQL 17");
    assertThat(last.restoreTime()).isPositive();
    assertThat(last.compareTime()).isPositive();
  }

  @Test
  void aFolderThatCannotBeWrittenKeepsTheRestoreFromBeingWrittenDownThereAndThatIsSaid()
      throws Exception {
    StoredBackup backup = verified(MadeBackup.of(server, source(server), store()));
    RestorePlan plan = plan(server, backup, name(), options());
    Path lines =
        new BackupStore(store()).directoryOf(backup.manifest().id()).resolve("verifications.jsonl");
    byte[] before = Files.readAllBytes(lines);
    Files.delete(lines);
    Path elsewhere = Files.write(directory.resolve("elsewhere"), before);
    // Root may write everywhere, but nobody writes through a link.
    Files.createSymbolicLink(lines, elsewhere);
    LaneReport lane = restore(plan);
    assertThat(lane.status()).isEqualTo(Status.PASSED);
    assertThat(lane.findings())
        .anyMatch(
            finding ->
                finding.severity() == Finding.Severity.INFO
                    && finding.code().equals("restore-not-written-down"));
    assertThat(elsewhere).hasBinaryContent(before);
  }

  @Test
  void aHostileNameIsOnlyAName() throws Exception {
    String odd = "a=b \"c\" 'd'; -- \\ %s ü ";
    String name = odd + "x".repeat(63 - odd.getBytes(StandardCharsets.UTF_8).length);
    server.execute("postgres", "CREATE DATABASE " + Session.quoteIdentifier(name));
    fill(server, name);
    StoredBackup backup = verified(MadeBackup.of(server, source(server), store()));
    assertThat(restore(plan(server, backup, name, replacing(name))).failure()).isNull();
    assertThat(word(server, name)).isEqualTo("backed up");
    server.execute("postgres", "DROP DATABASE " + Session.quoteIdentifier(name));
    assertThat(restore(plan(server, backup, name, options())).failure()).isNull();
    assertThat(word(server, name)).isEqualTo("backed up");
    server.execute("postgres", "DROP DATABASE " + Session.quoteIdentifier(name));
    assertNothingLeft(server);
  }

  @Test
  void aTargetThatExistsIsNotTouchedUnlessItIsToBeReplaced() throws Exception {
    String name = source(server);
    StoredBackup backup = verified(MadeBackup.of(server, name, store()));
    server.execute(name, "UPDATE shop SET word = 'in use'");
    LaneReport lane = restore(plan(server, backup, name, options()));
    assertThat(lane.status()).isEqualTo(Status.FAILED);
    assertThat(lane.failure()).contains("found a database of this name", "--replace");
    assertThat(word(server, name)).isEqualTo("in use");
    assertNothingLeft(server);
  }

  @Test
  void withoutTheRightConfirmationNothingBegins() throws Exception {
    StoredBackup backup = verified(MadeBackup.of(server, source(server), store()));
    assertThatThrownBy(() -> plan(server, backup, "shop", replacing("shoop")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("found the confirmation 'shoop'")
        .hasMessageContaining("--confirm shop");
    assertThatThrownBy(
            () ->
                plan(
                    server,
                    backup,
                    "shop",
                    new RestoreOptions(
                        false, true, null, false, false, 2, Duration.ofMinutes(5), null)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("no confirmation")
        .hasMessageContaining("protected");
  }

  @Test
  void whatNoRestoreHasProvenIsRestoredOnlyWhenThatIsAllowed() throws Exception {
    StoredBackup backup = MadeBackup.of(server, source(server), store());
    String name = name();
    assertThatThrownBy(() -> plan(server, backup, name, options()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("HASHED")
        .hasMessageContaining("--allow-unverified");
    RestorePlan plan =
        plan(
            server,
            backup,
            name,
            new RestoreOptions(false, false, null, true, false, 2, Duration.ofMinutes(5), null));
    assertThat(plan.findings()).extracting(Finding::code).containsExactly("restore-unverified");
    assertThat(restore(plan).failure()).isNull();
  }

  @Test
  void whatCameOutOtherwiseTakesNobodysPlace() throws Exception {
    String name = source(server);
    StoredBackup backup =
        verified(
            MadeBackup.of(
                server, name, store(), contents -> withOneMoreRow(contents), Instant.now()));
    server.execute(name, "UPDATE shop SET word = 'in use'");
    LaneReport lane = restore(plan(server, backup, name, replacing(name)));
    assertThat(lane.status()).isEqualTo(Status.FAILED);
    assertThat(lane.failure()).contains("not what was backed up", "public.shop");
    assertThat(word(server, name)).isEqualTo("in use");
    assertNothingLeft(server);
  }

  @Test
  void whatCannotBeComparedTakesNobodysPlaceUnlessThatIsAllowed() throws Exception {
    String name = source(server);
    StoredBackup noSchema =
        verified(
            MadeBackup.of(
                server,
                name,
                store(),
                contents -> changed(contents, contents.tables(), null),
                Instant.now()));
    StoredBackup noChecksums =
        verified(
            MadeBackup.of(
                server,
                name,
                store(),
                contents ->
                    changed(contents, withoutChecksums(contents), contents.fingerprintFile()),
                Instant.now()));
    server.execute(name, "UPDATE shop SET word = 'in use'");
    LaneReport first = restore(plan(server, noSchema, name, replacing(name)));
    assertThat(first.status()).isEqualTo(Status.FAILED);
    assertThat(first.failure()).contains("the schema was not compared", "--allow-unverified");
    assertThat(first.tasks()).isEmpty();
    LaneReport second = restore(plan(server, noChecksums, name, replacing(name)));
    assertThat(second.status()).isEqualTo(Status.FAILED);
    assertThat(second.failure()).contains("counted, not compared", "--allow-unverified");
    assertThat(word(server, name)).isEqualTo("in use");
    assertNothingLeft(server);
    LaneReport allowed =
        restore(
            plan(
                server,
                noSchema,
                name,
                new RestoreOptions(true, true, name, true, false, 2, Duration.ofMinutes(5), null)));
    assertThat(allowed.failure()).isNull();
    assertThat(allowed.findings()).extracting(Finding::code).contains("restored-unproven");
    assertThat(word(server, name)).isEqualTo("backed up");
  }

  private static List<TableContents> withoutChecksums(DatabaseContents contents) {
    return contents.tables().stream()
        .map(
            each ->
                new TableContents(each.schema(), each.name(), each.rows(), null, each.generated()))
        .toList();
  }

  private static DatabaseContents withOneMoreRow(DatabaseContents contents) {
    List<TableContents> tables =
        contents.tables().stream()
            .map(
                each ->
                    new TableContents(
                        each.schema(),
                        each.name(),
                        each.rows() + 1,
                        each.checksum(),
                        each.generated()))
            .toList();
    return changed(contents, tables, contents.fingerprintFile());
  }

  private static DatabaseContents changed(
      DatabaseContents contents, List<TableContents> tables, @Nullable String fingerprintFile) {
    return new DatabaseContents(
        tables,
        contents.sequences(),
        contents.largeObjects(),
        contents.extensions(),
        contents.fingerprint(),
        fingerprintFile,
        contents.invalid(),
        contents.notCompared());
  }

  @Test
  void aChangedFileIsFoundBeforeAnythingIsRestored() throws Exception {
    StoredBackup backup = verified(MadeBackup.of(server, source(server), store()));
    Path data = store().resolve(backup.manifest().id().value()).resolve("data/toc.dat");
    Files.write(data, new byte[] {1}, StandardOpenOption.APPEND);
    LaneReport lane = restore(plan(server, backup, name(), options()));
    assertThat(lane.failure()).contains("BROKEN", "toc.dat");
    assertThat(lane.tasks())
        .extracting(TaskReport::kind)
        .containsExactly(TaskKind.CHECK, TaskKind.HASH);
    assertNothingLeft(server);
  }

  @Test
  void aSlotInTheOneInUseRefusesTheRestoreBeforeItBegins() throws Exception {
    String name = source(server);
    StoredBackup backup = verified(MadeBackup.of(server, name, store()));
    server.execute(
        name, "SELECT pg_create_logical_replication_slot('slot_" + name + "', 'test_decoding')");
    try {
      LaneReport lane = restore(plan(server, backup, name, replacing(name)));
      assertThat(lane.failure()).contains("slot_" + name);
      assertThat(lane.tasks()).extracting(TaskReport::kind).containsExactly(TaskKind.CHECK);
    } finally {
      server.execute(name, "SELECT pg_drop_replication_slot('slot_" + name + "')");
    }
    assertNothingLeft(server);
  }

  @Test
  void rolesThatTheServerLacksAreNamedAndMadeOnlyWhenThatIsAsked() throws Exception {
    TestServer other = TestServer.of(18);
    String role = "Odd \"role\" " + run;
    String quoted = Session.quoteIdentifier(role);
    String source = source(server);
    server.execute(source, "CREATE ROLE " + quoted + "; ALTER TABLE shop OWNER TO " + quoted);
    StoredBackup backup = verified(MadeBackup.of(server, source, store()));
    String name = name();
    LaneReport refused = restore(plan(other, backup, name, options()));
    assertThat(refused.failure()).contains("found no role " + role, "--create-roles");
    LaneReport lane =
        restore(
            plan(
                other,
                backup,
                name,
                new RestoreOptions(
                    false, false, null, false, true, 2, Duration.ofMinutes(5), null)));
    assertThat(lane.failure()).isNull();
    assertThat(lane.findings()).extracting(Finding::code).contains("restore-made-roles");
    assertThat(
            strings(
                other,
                name,
                "SELECT rolcanlogin FROM pg_roles r JOIN pg_class c ON c.relowner = r.oid"
                    + " WHERE relname = 'shop'"))
        .containsExactly("f");
    other.execute("postgres", "DROP DATABASE " + name + "; ");
    assertNothingLeft(other);
  }

  private RestoreOptions options() {
    return new RestoreOptions(false, false, null, false, false, 2, Duration.ofMinutes(5), null);
  }

  private RestoreOptions replacing(@Nullable String confirm) {
    return new RestoreOptions(true, true, confirm, false, false, 2, Duration.ofMinutes(5), null);
  }

  private RestorePlan plan(
      TestServer own, StoredBackup backup, String database, RestoreOptions options)
      throws ConfigurationException {
    DatabaseTarget to =
        new DatabaseTarget(
            List.of(new DatabaseTarget.Host("127.0.0.1", own.port())),
            database,
            "postgres",
            null,
            Map.of());
    return RestorePlan.of("backups/" + backup.manifest().id(), directory, to, options);
  }

  private LaneReport restore(RestorePlan plan) {
    return LocalOperation.run(
            plan,
            new RunContext(
                run,
                RunClock.start(),
                new StateDirectory(directory.resolve("state")),
                Redactor.of(List.of()),
                ProgressListener.silent(),
                new Cancellation(),
                System.getenv(),
                directory,
                UserCommands.none("none in tests")))
        .lanes()
        .get(0);
  }

  private Path store() {
    return directory.resolve("backups");
  }

  private StoredBackup verified(StoredBackup backup) throws Exception {
    BackupStore store = new BackupStore(store());
    store.append(
        backup.manifest().id(),
        new Verification(
            backup.sha256(),
            Instant.now(),
            run.value(),
            BackupState.VERIFIED,
            "PostgreSQL",
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            List.of()));
    return store.read(backup);
  }

  private static String name() {
    return "restored_" + NUMBER.incrementAndGet();
  }

  private static String source(TestServer server) {
    String database = server.createDatabase();
    fill(server, database);
    return database;
  }

  private static void fill(TestServer server, String database) {
    server.execute(
        database,
        """
        CREATE TABLE shop (id bigserial PRIMARY KEY, word text);
        INSERT INTO shop (word) SELECT 'backed up' FROM generate_series(1, 100);
        CREATE VIEW words AS SELECT DISTINCT word FROM shop;
        """);
  }

  private static String word(TestServer server, String database) throws SQLException {
    return String.join(",", strings(server, database, "SELECT word FROM words"));
  }

  private static @Nullable String comment(TestServer server, String database) throws SQLException {
    return strings(
            server,
            "postgres",
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '"
                + database
                + "'")
        .get(0);
  }

  private static List<String> strings(TestServer server, String database, String sql)
      throws SQLException {
    List<String> values = new ArrayList<>();
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }

  private static String fact(LaneReport lane, String label) {
    return lane.facts().stream()
        .filter(each -> each.label().equals(label))
        .map(Fact::value)
        .findFirst()
        .orElseThrow();
  }

  private void assertNothingLeft(TestServer on) throws Exception {
    assertThat(
            strings(
                on,
                "postgres",
                "SELECT datname FROM pg_database WHERE datname LIKE 'orch\\_" + run + "%'"))
        .isEmpty();
    Path journals = directory.resolve("state").resolve("journal");
    if (Files.exists(journals)) {
      try (var files = Files.list(journals)) {
        assertThat(files).isEmpty();
      }
    }
  }
}
