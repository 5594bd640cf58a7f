package io.jenkins.plugins.orchestrator.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Restores from the command line, with the real engine and a real server. */
class RestoreCommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static TestServer server;

  @TempDir private Path directory;
  private String database;

  @BeforeAll
  static void startAServer() {
    server = TestServer.startOwn(17, Map.of());
  }

  @AfterAll
  static void stopIt() {
    server.close();
  }

  @BeforeEach
  void makeADatabase() {
    database = server.createDatabase();
    server.execute(database, "CREATE TABLE shop AS SELECT 'backed up' AS word");
  }

  private CommandRun run(String... arguments) {
    return CommandRun.of(
        new EngineCalls(), directory, Map.of("PATH", System.getenv("PATH")), arguments);
  }

  private CommandRun restore(String backup, String... options) {
    return run(
        Stream.concat(Stream.of("restore", backup, "--to"), Arrays.stream(options))
            .toArray(String[]::new));
  }

  private String config() {
    return directory.resolve("databases.yaml").toString();
  }

  /** Of the database, by the command; its path. */
  private String backup(boolean proven, boolean isProtected) throws IOException {
    Files.writeString(
        directory.resolve("databases.yaml"),
        """
        environments:
          shop: {db_url: '%s', protected: %s, snapshot: {same_server: true}}
          other: {db_url: '%s', optional: true}
        backup: {directory: backups, verify: {restore: %s}}
        """
            .formatted(server.url(database), isProtected, server.url("not_" + database), proven));
    CommandRun run = run("backup", config(), "-e", "shop");
    assertThat(run.code()).as(run.err() + run.out()).isZero();
    try (Stream<Path> all = Files.list(directory.resolve("backups"))) {
      Path only = all.filter(Files::isDirectory).findFirst().orElseThrow();
      return directory.relativize(only).toString();
    }
  }

  private static String word(String database) throws SQLException {
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT word FROM shop")) {
      row.next();
      return row.getString(1);
    }
  }

  private static boolean exists(String database) throws SQLException {
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM pg_database WHERE datname = '" + database + "'")) {
      row.next();
      return row.getInt(1) == 1;
    }
  }

  private JsonNode replaced(String... options) throws IOException {
    CommandRun run =
        run(
            Stream.concat(
                    Stream.of("replaced", server.url("postgres"), "--json"), Arrays.stream(options))
                .toArray(String[]::new));
    assertThat(run.code()).as(run.err()).isZero();
    return JSON.readTree(run.out());
  }

  private JsonNode onlyReplaced() throws IOException {
    for (JsonNode each : replaced().get("replaced")) {
      if (each.get("before").asText().equals(database)) {
        return each;
      }
    }
    throw new AssertionError("nothing has replaced " + database);
  }

  @Test
  void whatWasReplacedIsListedPutBackAndDropped() throws Exception {
    String backup = backup(true, false);
    server.execute(database, "UPDATE shop SET word = 'written since'");

    CommandRun restored = restore(backup, server.url(database), "--replace", "--confirm", database);
    assertThat(restored.code()).as(restored.err() + restored.out()).isZero();
    assertThat(restored.out()).contains("PASSED");
    assertThat(word(database)).isEqualTo("backed up");

    JsonNode kept = onlyReplaced();
    String name = kept.get("name").asText();
    assertThat(name).startsWith(database + "_replaced_");
    assertThat(kept.get("replaced_by").asText()).isEqualTo(Path.of(backup).getFileName() + "");
    assertThat(kept.get("bytes").asLong()).isPositive();
    assertThat(word(name)).isEqualTo("written since");
    assertThat(run("replaced", server.url("postgres")).out())
        .contains(name + "\n  was " + database + " until ", "replaced by ", "MiB");

    JsonNode back = replaced("--swap-back", name);
    assertThat(back.get("in_use").asText()).isEqualTo(database);
    assertThat(back.get("outage_ms").isNumber()).isTrue();
    assertThat(word(database)).isEqualTo("written since");

    String restoredOne = back.get("kept").asText();
    assertThat(word(restoredOne)).isEqualTo("backed up");
    assertThat(onlyReplaced().get("replaced_by").asText()).isEqualTo(name);
    assertThat(replaced("--drop", restoredOne, "--confirm", restoredOne).get("dropped").asText())
        .isEqualTo(restoredOne);
    assertThat(exists(restoredOne)).isFalse();
    assertThat(exists(database)).isTrue();
  }

  @Test
  void whatNobodyReplacedIsNeitherDroppedNorPutBack() throws Exception {
    for (String option : new String[] {"--drop", "--swap-back"}) {
      String[] command =
          Stream.concat(
                  Stream.of("replaced", server.url("postgres"), option, database),
                  option.equals("--drop") ? Stream.of("--confirm", database) : Stream.of())
              .toArray(String[]::new);
      CommandRun run = run(command);
      assertThat(run.code()).isEqualTo(2);
      assertThat(run.err()).contains("found no replaced database " + database);
    }
    assertThat(word(database)).isEqualTo("backed up");
  }

  @Test
  void aServerThatDoesNotAnswerCouldNotBeAsked() {
    CommandRun run = run("replaced", "postgresql://me:T0pSecret7@127.0.0.1:1/x");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err()).contains("127.0.0.1:1").doesNotContain("T0pSecret7");
  }

  @Test
  void intoANewDatabaseAndAsJson() throws Exception {
    String backup = backup(true, false);
    String copy = "copy_" + database;
    CommandRun run = restore(backup, server.url(copy), "--json", "--report", "report");
    assertThat(run.code()).as(run.err()).isZero();
    JsonNode report = JSON.readTree(run.out());
    assertThat(report.get("operation").asText()).isEqualTo("restore");
    assertThat(directory.resolve("report/report.html")).exists();
    assertThat(word(copy)).isEqualTo("backed up");
  }

  @Test
  void aPasswordInTheUrlIsInNoOutputAndNoFile() throws Exception {
    String backup = backup(true, false);
    String url = server.url("copy_" + database).replace("postgres@", "postgres:T0pSecret7@");
    assertThat(url).contains("T0pSecret7");
    CommandRun run = restore(backup, url, "--report", "report");
    assertThat(run.code()).as(run.err() + run.out()).isZero();
    assertThat(run.err()).contains("--to holds a password", "use PGPASSFILE");
    CommandRun list = run("replaced", url);
    assertThat(list.code()).isZero();
    assertThat(run.out() + run.err() + list.out() + list.err()).doesNotContain("T0pSecret7");
    try (Stream<Path> files = Files.walk(directory)) {
      assertThat(files.filter(Files::isRegularFile))
          .isNotEmpty()
          .allSatisfy(
              file -> assertThat(Files.readString(file, ISO_8859_1)).doesNotContain("T0pSecret7"));
    }
  }

  @Test
  void aDatabaseThatIsThereIsNotTouchedWithoutReplace() throws Exception {
    String backup = backup(true, false);
    server.execute(database, "UPDATE shop SET word = 'in use'");
    CommandRun run = restore(backup, server.url(database));
    assertThat(run.code()).as("found while it was looked at, before anything").isEqualTo(3);
    assertThat(run.out()).contains("found a database of this name", "--replace");
    assertThat(word(database)).isEqualTo("in use");
  }

  @Test
  void theWrongConfirmationTouchesNothing() throws Exception {
    String backup = backup(true, false);
    server.execute(database, "UPDATE shop SET word = 'in use'");
    CommandRun run = restore(backup, server.url(database), "--replace", "--confirm", "shopp");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("found --confirm shopp, expected --confirm " + database);
    assertThat(word(database)).isEqualTo("in use");
  }

  @Test
  void aBackupThatNoRestoreHasProvenIsRestoredOnlyWhenThatIsAllowed() throws Exception {
    String backup = backup(false, false);
    String copy = "copy_" + database;
    CommandRun refused = restore(backup, server.url(copy));
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .contains("HASHED, not proven by a restore", "--allow-unverified", "nothing was touched");
    assertThat(exists(copy)).isFalse();

    CommandRun allowed = restore(backup, server.url(copy), "--allow-unverified");
    assertThat(allowed.code()).as(allowed.err() + allowed.out()).isZero();
    assertThat(allowed.err()).contains("not proven by a restore");
    assertThat(word(copy)).isEqualTo("backed up");
  }

  @Test
  void aFileThatWasChangedIsFoundBeforeAnythingIsRestored() throws Exception {
    String backup = backup(true, false);
    try (Stream<Path> files = Files.walk(directory.resolve(backup))) {
      Path toc = files.filter(each -> each.endsWith("toc.dat")).findFirst().orElseThrow();
      Files.write(toc, new byte[] {1}, StandardOpenOption.APPEND);
    }
    CommandRun run = restore(backup, server.url("copy_" + database));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).contains("BROKEN", "toc.dat");
    assertThat(exists("copy_" + database)).isFalse();
  }

  @Test
  void whatIsNoBackupIsWrongInput() {
    CommandRun run = restore("nowhere", server.url("copy"));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("nowhere: found no name of a backup, expected");
  }

  @Test
  void aProtectedDatabaseAsksForItsNameAlsoWhenItIsNotThere() throws Exception {
    String backup = backup(true, true);
    server.execute("postgres", "DROP DATABASE " + database);

    CommandRun asked = restore(backup, server.url(database), "--config", config());
    assertThat(asked.code()).isEqualTo(2);
    assertThat(asked.err())
        .contains("found no confirmation", "its environment is protected", "--confirm " + database);
    assertThat(exists(database)).isFalse();

    CommandRun named =
        restore(
            backup, server.url("copy_" + database), "--config", config(), "--environment", "shop");
    assertThat(named.err()).as("whatever its URL says").contains("its environment is protected");
    CommandRun unknown =
        restore(backup, server.url(database), "--config", config(), "--environment", "shopp");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("no environment \"shopp\", expected one of shop, other");

    CommandRun confirmed =
        restore(backup, server.url(database), "--config", config(), "--confirm", database);
    assertThat(confirmed.code()).as(confirmed.err() + confirmed.out()).isZero();
    assertThat(word(database)).isEqualTo("backed up");
  }

  @Test
  void aDatabaseThatNothingProtectsNeedsNoConfirmation() throws Exception {
    String backup = backup(true, true);
    CommandRun run = restore(backup, server.url("copy_" + database), "--config", config());
    assertThat(run.code()).as(run.err() + run.out()).isZero();
  }
}
