package io.jenkins.plugins.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupState;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.StoredBackup;
import io.jenkins.plugins.orchestrator.engine.backup.store.BackupStore;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three databases are backed up, and one of them cannot be: the others are complete and proven. */
class OneOfThreeTest {
  private static final Path CLIENTS = Path.of("/usr/lib/postgresql");

  @TempDir private Path directory;

  private void configure(String one, String two, String three) throws IOException {
    Files.writeString(
        directory.resolve("databases.yaml"),
        """
        environments:
          one: {db_url: '%s'}
          two: {db_url: '%s'}
          three: {db_url: '%s'}
        backup: {jobs: 2}
        """
            .formatted(one, two, three));
  }

  private static String database(TestServer server) {
    String name = server.createDatabase();
    server.execute(name, "CREATE TABLE t AS SELECT i FROM generate_series(1, 1000) i");
    return name;
  }

  private void assertVerified(String... environments) throws IOException {
    List<StoredBackup> backups = new BackupStore(directory.resolve("backups")).list().backups();
    assertThat(backups).allMatch(backup -> backup.state() == BackupState.VERIFIED);
    assertThat(backups.stream().map(backup -> backup.manifest().environment()))
        .containsExactlyInAnyOrder(environments);
  }

  @Test
  void aWrongPasswordIsNamedAndNotRepeated() throws Exception {
    Path hba = directory.resolve("pg_hba.conf");
    Files.writeString(
        hba,
        """
        local all all trust
        host all postgres 127.0.0.1/32 trust
        host all all 127.0.0.1/32 scram-sha-256
        """);
    try (TestServer own = TestServer.startOwn(17, Map.of("hba_file", hba.toString()))) {
      own.execute("postgres", "CREATE ROLE deploy LOGIN CREATEDB PASSWORD 'r1ght-secret'");
      List<String> urls = new ArrayList<>();
      for (String password : List.of("r1ght-secret", "wr0ng-secret", "r1ght-secret")) {
        String name = database(own);
        own.execute("postgres", "ALTER DATABASE " + name + " OWNER TO deploy");
        own.execute(name, "ALTER TABLE t OWNER TO deploy; GRANT ALL ON SCHEMA public TO deploy");
        urls.add("postgresql://deploy:" + password + "@127.0.0.1:" + own.port() + "/" + name);
      }
      configure(urls.get(0), urls.get(1), urls.get(2));
      CommandRun run =
          CommandRun.of(
              new EngineCalls(),
              directory,
              Map.of("PATH", System.getenv("PATH")),
              "backup",
              directory.resolve("databases.yaml").toString());
      assertThat(run.code()).as(run.err() + run.out()).isEqualTo(1);
      assertThat(run.err() + run.out())
          .contains("two")
          .contains("refused the password of role deploy")
          .doesNotContain("wr0ng-secret")
          .doesNotContain("r1ght-secret");
      assertVerified("one", "three");
    }
  }

  /** Runs the command where other versions of the client programs are hidden. */
  private String hiding(List<String> hidden, int expected) throws Exception {
    List<String> command = new ArrayList<>(List.of("unshare", "--mount", "sh", "-c"));
    StringBuilder script = new StringBuilder("set -e\n");
    for (String each : hidden) {
      script.append("mount -t tmpfs none ").append(each).append('\n');
    }
    command.add(script + "exec \"$@\"");
    command.add("sh");
    String classes = System.getProperty("surefire.test.class.path");
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            classes != null ? classes : System.getProperty("java.class.path"),
            "io.jenkins.plugins.orchestrator.cli.Main",
            "backup",
            "databases.yaml"));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().put("PATH", "/usr/bin:/bin:/usr/sbin:/sbin");
    builder.environment().put("ORCHESTRATE_STATE", directory.resolve("state").toString());
    builder.environment().remove("PG_BIN");
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(expected);
    return said;
  }

  private static void assumeHiding() throws Exception {
    assumeTrue(
        Files.isDirectory(CLIENTS.resolve("15")) && Files.isDirectory(CLIENTS.resolve("18")),
        "client programs of versions 15 and 18 are not in " + CLIENTS);
    Process process =
        new ProcessBuilder("unshare", "--mount", "mount", "-t", "tmpfs", "none", "/mnt")
            .redirectErrorStream(true)
            .start();
    assumeTrue(process.waitFor() == 0, "only root can hide directories from a process");
  }

  @Test
  void aClientOlderThanOneServerStopsThatOneAlone() throws Exception {
    assumeHiding();
    TestServer old = TestServer.of(15);
    TestServer young = TestServer.of(18);
    configure(old.url(database(old)), young.url(database(young)), old.url(database(old)));
    List<String> hidden;
    try (var versions = Files.list(CLIENTS)) {
      hidden = versions.filter(each -> !each.endsWith("15")).map(Path::toString).toList();
    }
    String said = hiding(hidden, 1);
    assertThat(said)
        .contains("for a server of version 18: found")
        .contains("15")
        .contains("expected version 18 or newer")
        .contains("postgresql-client-18");
    assertVerified("one", "three");
  }

  @Test
  void withoutAnyClientItSaysWhatToInstall() throws Exception {
    assumeHiding();
    TestServer server = TestServer.of(17);
    configure(
        server.url(database(server)), server.url(database(server)), server.url(database(server)));
    String said = hiding(List.of(CLIENTS.toString()), 3);
    assertThat(said)
        .contains("for a server of version 17: found none; expected version 17 or newer")
        .contains("postgresql-client-17");
    assertVerified();
  }
}
