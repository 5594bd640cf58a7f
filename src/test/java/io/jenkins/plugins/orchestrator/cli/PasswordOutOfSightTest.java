package io.jenkins.plugins.orchestrator.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy by dump of a database whose server asks for a password (scram). */
class PasswordOutOfSightTest {
  private static final String PASSWORD = "Scr4m-s3cret-77";
  private static TestServer server;

  @TempDir private Path directory;

  @BeforeAll
  static void startAServerThatAsksForPasswords() throws Exception {
    server = TestServer.startOwn(15, Map.of("password_encryption", "scram-sha-256"));
    server.execute("postgres", "CREATE ROLE app LOGIN CREATEDB PASSWORD '" + PASSWORD + "'");
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet file = statement.executeQuery("SHOW hba_file")) {
      file.next();
      Files.writeString(
          Path.of(file.getString(1)),
          """
          host all app 127.0.0.1/32 scram-sha-256
          local all all trust
          host all all 127.0.0.1/32 trust
          """);
    }
    server.execute("postgres", "SELECT pg_reload_conf()");
  }

  @AfterAll
  static void stopIt() {
    server.close();
  }

  private String slowSource() {
    String source = server.createDatabase();
    server.execute("postgres", "ALTER DATABASE " + source + " OWNER TO app");
    // Long enough in the restore, and by the many rows in the dump, to be looked at.
    server.execute(
        source,
        """
        SET ROLE app;
        CREATE SCHEMA s;
        CREATE FUNCTION s.slow() RETURNS boolean LANGUAGE plpgsql AS
          $$BEGIN IF current_database() LIKE 'orch%' THEN PERFORM pg_sleep(1); END IF;
          RETURN true; END$$;
        CREATE TABLE s.slow (id int CHECK (s.slow()));
        INSERT INTO s.slow VALUES (1);
        CREATE TABLE s.many AS SELECT i, md5(i::text) FROM generate_series(1, 300000) i;
        """);
    return source;
  }

  @Test
  void noProcessShowsItAndNoFileKeepsIt() throws Exception {
    String source = slowSource();
    Files.createDirectories(directory.resolve("db"));
    Files.writeString(directory.resolve("db/001_x.sql"), "CREATE TABLE s.x (id int);");
    // Not in the file, so that what is found has been written by the run.
    Files.writeString(directory.resolve("passwords"), "127.0.0.1:*:*:app:" + PASSWORD + "\n");
    Files.setPosixFilePermissions(
        directory.resolve("passwords"),
        java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    Files.writeString(
        directory.resolve("test.yaml"),
        """
        test_environments:
          only: {db_url: 'postgresql://app@127.0.0.1:%d/%s?passfile=%s'}
        migrations: {path: db, baseline: none}
        snapshot: {strategy: dump}
        """
            .formatted(server.port(), source, directory.resolve("passwords")));
    OrchestrateProcess orchestrate = new OrchestrateProcess(directory);

    Process process =
        orchestrate.start("migration-test", "test.yaml", "--report", "report", "--json");
    Set<String> seen = new TreeSet<>();
    while (process.isAlive()) {
      readAllArguments(seen);
    }

    assertThat(process.exitValue()).as(orchestrate.err()).isZero();
    assertThat(seen).noneMatch(arguments -> arguments.contains(PASSWORD));
    assertThat(seen)
        .as("the dump")
        .anyMatch(each -> isClient(each, "pg_dump", directory.toString()));
    assertThat(seen)
        .as("the restore")
        .anyMatch(each -> isClient(each, "pg_restore", directory.toString()));
    Files.delete(directory.resolve("passwords"));
    try (Stream<Path> files = Files.walk(directory)) {
      assertThat(files.filter(Files::isRegularFile))
          .isNotEmpty()
          .allSatisfy(
              file -> assertThat(Files.readString(file, ISO_8859_1)).doesNotContain(PASSWORD))
          .noneMatch(file -> file.getFileName().toString().startsWith("pgpass"));
    }
  }

  private static boolean isClient(String arguments, String program, String word) {
    return arguments.matches("(?s)\\S*" + program + " .*") && arguments.contains(word);
  }

  private static void readAllArguments(Set<String> seen) throws IOException {
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        try {
          byte[] arguments = Files.readAllBytes(process.resolve("cmdline"));
          seen.add(new String(arguments, ISO_8859_1).replace('\0', ' '));
        } catch (IOException e) {
          // It has ended since it was listed.
        }
      }
    }
  }
}
