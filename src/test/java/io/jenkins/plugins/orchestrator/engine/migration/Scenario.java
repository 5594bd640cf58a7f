package io.jenkins.plugins.orchestrator.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationLoader;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.Secrets;
import io.jenkins.plugins.orchestrator.engine.migration.integration.LocalCommands;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.ApplicationName;
import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.ProgressListener;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.report.console.ConsoleStyle;
import io.jenkins.plugins.orchestrator.engine.report.console.ConsoleSummary;
import io.jenkins.plugins.orchestrator.engine.report.files.ReportFiles;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import io.jenkins.plugins.orchestrator.engine.run.RunClock;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.run.StateDirectory;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A migration test as a user would write it: scripts and a configuration file in a directory, run
 * on real servers through the loader, the planner and the engine.
 */
final class Scenario {
  private final Path directory;
  private final RunId run = RunId.random();
  private final StringBuilder environments = new StringBuilder("test_environments:\n");
  private final StringBuilder rest = new StringBuilder();
  private final Cancellation cancellation = new Cancellation();
  private ProgressListener listener = ProgressListener.silent();

  Scenario(Path directory) {
    this.directory = directory;
    mkdirs(directory.resolve("db/migrations"));
  }

  private static void mkdirs(Path path) {
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a file below the directory. */
  Scenario file(String name, String text) {
    return file(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a file below the directory. */
  Scenario file(String name, byte[] content) {
    try {
      Files.createDirectories(directory.resolve(name).getParent());
      Files.write(directory.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Adds a script to {@code db/migrations}. */
  Scenario script(String name, String sql) {
    return file("db/migrations/" + name, sql);
  }

  /**
   * Adds an environment.
   *
   * @param keys further keys, in flow style or one a line, without indentation
   */
  Scenario environment(String name, String url, String... keys) {
    environments
        .append("  ")
        .append(quoted(name))
        .append(":\n    db_url: '")
        .append(url)
        .append("'\n");
    for (String key : keys) {
      environments.append("    ").append(key).append('\n');
    }
    return this;
  }

  /** A text as YAML in double quotes. */
  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /**
   * Adds an environment whose source is an own database with the table {@code games} of two rows,
   * which nobody else uses and in which no script is applied yet.
   *
   * @return the database's name
   */
  String games(String name, TestServer server, String... keys) {
    String database = server.createDatabase();
    server.execute(
        database,
        "CREATE TABLE public.games (id int PRIMARY KEY, home text);"
            + " INSERT INTO public.games VALUES (1, 'north'), (2, 'south')");
    List<String> all = new ArrayList<>(List.of("exclusive: true"));
    all.addAll(List.of(keys));
    environment(name, server.url(database), all.toArray(String[]::new));
    return database;
  }

  /** Says that no script is applied in a database that has tables already; further keys follow. */
  Scenario fromTheFirst(String... keys) {
    StringBuilder text = new StringBuilder("migrations: {baseline: none");
    for (String key : keys) {
      text.append(", ").append(key);
    }
    return top(text.append('}').toString());
  }

  /** Adds lines at the top level of the configuration. */
  Scenario top(String yaml) {
    rest.append(yaml).append('\n');
    return this;
  }

  Scenario listener(ProgressListener newListener) {
    listener = newListener;
    return this;
  }

  Cancellation cancellation() {
    return cancellation;
  }

  RunId runId() {
    return run;
  }

  Path stateDirectory() {
    return directory.resolve("state");
  }

  Path configurationFile() {
    file("config.yaml", environments.toString() + rest);
    return directory.resolve("config.yaml");
  }

  MigrationTestPlan plan() throws ConfigurationException {
    Path file = configurationFile();
    MigrationTestConfiguration configuration =
        ConfigurationLoader.load(file, ConfigurationLoader.Options.of(Map.of(), directory));
    return MigrationTest.plan(configuration, directory, directory);
  }

  MigrationTestReport run() throws ConfigurationException {
    MigrationTestPlan plan = plan();
    return MigrationTest.run(
        plan,
        new RunContext(
            run,
            RunClock.start(),
            new StateDirectory(stateDirectory()),
            Secrets.redactor(plan.configuration()),
            listener,
            cancellation,
            System.getenv(),
            directory,
            new LocalCommands(System.getenv(), directory)));
  }

  /** Runs it and gives the only environment's report. */
  EnvironmentReport runOne() throws ConfigurationException {
    MigrationTestReport report = run();
    assertThat(report.environments()).hasSize(1);
    return report.environments().get(0);
  }

  static TaskReport task(EnvironmentReport environment, TaskKind kind) {
    return environment.tasks().stream()
        .filter(task -> task.kind() == kind)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no task " + kind + " in " + environment.tasks()));
  }

  static EnvironmentReport environment(MigrationTestReport report, String name) {
    return report.environments().stream()
        .filter(environment -> environment.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no environment " + name));
  }

  /** The statuses of an environment's tasks, as {@code snapshot PASSED}. */
  static List<String> tasks(EnvironmentReport environment) {
    return environment.tasks().stream()
        .map(task -> task.kind().label() + " " + task.status())
        .toList();
  }

  /** The report's page. */
  String page(MigrationTestReport report) throws IOException {
    Path files = directory.resolve("report");
    ReportFiles.write(report, files);
    return Files.readString(files.resolve(ReportFiles.HTML));
  }

  /** Everything that people get to read of a report: JSON, HTML, JUnit, handoff, console. */
  String published(MigrationTestReport report) throws IOException {
    Path files = directory.resolve("report");
    ReportFiles.write(report, files);
    StringBuilder text = new StringBuilder(ConsoleSummary.of(report, null, ConsoleStyle.plain()));
    try (Stream<Path> list = Files.list(files)) {
      for (Path file : list.sorted().toList()) {
        text.append('\n').append(Files.readString(file));
      }
    }
    return text.toString();
  }

  /** Asserts that not one database, session or file of the run is left. */
  void assertNothingIsLeft(TestServer... servers) throws SQLException, IOException {
    assertNothingIsLeft("", servers);
  }

  /** The same but for goldens, which are kept for the next run and end by their own mark. */
  void assertOnlyGoldenCopiesAreLeft(TestServer... servers) throws SQLException, IOException {
    assertNothingIsLeft(" AND datname !~ '_g[0-9a-z]{5}$'", servers);
  }

  private void assertNothingIsLeft(String condition, TestServer... servers)
      throws SQLException, IOException {
    String databases =
        "SELECT datname FROM pg_database WHERE datname LIKE 'orch\\_" + run + "\\_%'" + condition;
    String sessions =
        "SELECT application_name || ': ' || query FROM pg_stat_activity"
            + " WHERE application_name LIKE '"
            + ApplicationName.prefix(run)
            + "%'";
    for (TestServer server : servers) {
      assertThat(query(server, databases)).as("databases on %s", server.major()).isEmpty();
      assertThat(afterBackendsHaveEnded(server, sessions))
          .as("sessions on %s", server.major())
          .isEmpty();
    }
    assertThat(filesOf(stateDirectory())).as("files with the run's name").isEmpty();
  }

  /** A server's process ends a moment after its client has closed the connection. */
  private static List<String> afterBackendsHaveEnded(TestServer server, String sessions)
      throws SQLException {
    Deadline deadline = Deadline.after(Duration.ofSeconds(2));
    List<String> left = query(server, sessions);
    while (!left.isEmpty() && !deadline.hasPassed()) {
      left = query(server, sessions);
    }
    return left;
  }

  private List<Path> filesOf(Path state) throws IOException {
    if (!Files.exists(state)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(state)) {
      return files.filter(file -> file.toString().contains(run.value())).toList();
    }
  }

  static List<String> query(TestServer server, String sql) throws SQLException {
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
