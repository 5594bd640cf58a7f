package io.jenkins.plugins.orchestrator.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line as a process of its own, ended by signals in each of its tasks. */
class SignalsTest {
  /** A number of seconds that no other process sleeps, by which a test's command is found. */
  private static final String NAP = "61234.5";

  private static TestServer server;

  @TempDir private Path directory;

  @BeforeAll
  static void startAServerThatNobodyElseUses() {
    server = TestServer.startOwn(15, Map.of());
  }

  @AfterAll
  static void stopIt() {
    server.close();
  }

  /** A configuration whose branch never ends a task. */
  private Path endless(String task) throws IOException {
    String source = server.createDatabase();
    server.execute(source, "CREATE TABLE t (id int PRIMARY KEY)");
    String sleep = "SELECT pg_sleep(600);\n";
    Files.createDirectories(directory.resolve("db"));
    Files.writeString(
        directory.resolve("db/001_x.sql"),
        "CREATE TABLE x (id int);\n" + (task.equals("apply") ? sleep : ""));
    Files.writeString(
        directory.resolve("db/001_x.down.sql"),
        "DROP TABLE x;\n" + (task.equals("reverse") ? sleep : ""));
    boolean dump = task.equals("snapshot");
    String tests =
        task.equals("tests")
            ? "integration_tests: [{name: nap, command: 'sleep " + NAP + "', timeout: 600s}]\n"
            : "";
    return Files.writeString(
        directory.resolve("test.yaml"),
        "test_environments:\n  only:\n    db_url: "
            + server.url(source)
            + "\n    exclusive: "
            + !dump
            + "\nmigrations: {path: db, baseline: none, timeout: 600s}\n"
            + tests);
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    String classes = System.getProperty("surefire.test.class.path");
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(classes != null ? classes : System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().put("ORCHESTRATE_STATE", directory.resolve("state").toString());
    return builder.start();
  }

  /** Starts a run and reads what it says until it is in the task. */
  private Process runInto(String task, Path configuration) throws Exception {
    String sign =
        switch (task) {
          case "snapshot" -> "only] snapshot";
          case "apply" -> "apply db/001_x.sql";
          case "reverse" -> "reverse db/001_x.down.sql";
          default -> "only] tests";
        };
    Process process = start("migration-test", configuration.toString(), "--progress", "plain");
    BufferedReader said = process.inputReader();
    List<String> lines = new ArrayList<>();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      lines.add(line);
      if (line.contains(sign) || line.contains(sign.replace("db/", ""))) {
        // Into the task, not just to its door.
        Thread.sleep(700);
        return process;
      }
    }
    throw new AssertionError("the run ended before " + task + ": " + lines);
  }

  @ParameterizedTest
  @CsvSource({
    "snapshot, INT, 130",
    "apply, INT, 130",
    "reverse, TERM, 143",
    "tests, INT, 130",
    "tests, TERM, 143"
  })
  void aSignalCleansUpAndEndsTheRunAsShellsExpect(String task, String signal, int code)
      throws Exception {
    try (Connection lock = lockedFor(task, endless(task))) {
      Process process = runInto(task, directory.resolve("test.yaml"));
      send(signal, process);
      assertThat(process.waitFor(40, TimeUnit.SECONDS)).as("ended in time").isTrue();
      assertThat(process.exitValue()).isEqualTo(code);
      assertThat(lock == null || !lock.isClosed()).isTrue();
      assertNothingIsLeft();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"snapshot", "apply", "reverse", "tests"})
  void afterAKillReapTakesEverythingAway(String task) throws Exception {
    Path configuration = endless(task);
    try (Connection lock = lockedFor(task, configuration)) {
      Process process = runInto(task, configuration);
      process.destroyForcibly().waitFor();
      assertThat(lock == null || !lock.isClosed()).isTrue();
      Process reap = start("reap", configuration.toString());
      String said = new String(reap.getInputStream().readAllBytes(), UTF_8);
      assertThat(reap.waitFor()).as(said).isZero();
      assertNothingIsLeft();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"apply", "tests"})
  void afterAKillTheNextRunTakesEverythingAway(String task) throws Exception {
    Path configuration = endless(task);
    Process process = runInto(task, configuration);
    process.destroyForcibly().waitFor();
    Files.writeString(directory.resolve("db/001_x.sql"), "CREATE TABLE x (id int);\n");
    Files.writeString(
        configuration, Files.readString(configuration).replaceAll("integration_tests.*\n", ""));
    Process next = start("migration-test", configuration.toString(), "--progress", "none");
    String said = new String(next.getInputStream().readAllBytes(), UTF_8);
    assertThat(next.waitFor()).as(said).isZero();
    assertNothingIsLeft();
  }

  /** Holds up a dump: pg_dump waits for a table that somebody has locked. Null for other tasks. */
  private static Connection lockedFor(String task, Path configuration)
      throws SQLException, IOException {
    if (!task.equals("snapshot")) {
      return null;
    }
    String url = Files.readString(configuration).replaceAll("(?s).*db_url: \\S+/(\\S+).*", "$1");
    Connection connection = server.connect(url);
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE");
    }
    return connection;
  }

  private static void send(String signal, Process process) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  private void assertNothingIsLeft() throws Exception {
    assertThat(strings("SELECT datname FROM pg_database WHERE datname LIKE 'orch\\_%'"))
        .as("databases")
        .isEmpty();
    assertThat(
            strings(
                "SELECT application_name FROM pg_stat_activity"
                    + " WHERE application_name LIKE 'orchestrate/%'"))
        .as("sessions")
        .isEmpty();
    Path state = directory.resolve("state");
    if (Files.exists(state)) {
      try (Stream<Path> files = Files.walk(state)) {
        assertThat(files.filter(Files::isRegularFile).map(Path::toString))
            .as("files")
            .allSatisfy(file -> assertThat(file).endsWith(".lock"));
      }
    }
    assertThat(
            ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(line -> line.contains(NAP) || line.contains(directory.toString())))
        .as("processes")
        .isEmpty();
  }

  private static List<String> strings(String sql) throws SQLException {
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
