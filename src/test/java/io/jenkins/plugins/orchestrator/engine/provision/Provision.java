package io.jenkins.plugins.orchestrator.engine.provision;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationLoader;
import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.engine.migration.integration.LocalCommands;
import io.jenkins.plugins.orchestrator.engine.operation.LocalOperation;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.ApplicationName;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Reaped;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Reaper;
import io.jenkins.plugins.orchestrator.engine.report.ProgressListener;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import io.jenkins.plugins.orchestrator.engine.run.RunClock;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.run.StateDirectory;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
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

/** A provisioning as a user would ask for it: files in a directory, clones on a real server. */
final class Provision {
  static final String ENVIRONMENT = "production_snapshot";

  private final Path directory;
  private final TestServer server;
  private final String source;
  private final RunId run = RunId.random();
  private final Cancellation cancellation = new Cancellation();
  private String keys = "";
  private String top = "";
  private String url;
  private ProgressListener listener = ProgressListener.silent();
  private ProvisionPlan plan;

  /** Of a database with three people, of whom one has no address. */
  Provision(Path directory, TestServer server) {
    this.directory = directory;
    this.server = server;
    this.source = server.createDatabase();
    this.url = server.url(source);
    server.execute(
        source,
        "CREATE TABLE public.people (id int PRIMARY KEY, name text NOT NULL, email text);"
            + " INSERT INTO public.people VALUES (1, 'Ada', 'ada@example.org'),"
            + " (2, 'Bob', 'bob@example.org'), (3, 'Cy', NULL)");
  }

  /** The server copies the source's files: nobody else is there. */
  Provision exclusive() {
    keys += "    exclusive: true\n";
    return this;
  }

  Provision key(String yaml) {
    keys += "    " + yaml + "\n";
    return this;
  }

  Provision top(String yaml) {
    top += yaml + "\n";
    return this;
  }

  Provision url(String newUrl) {
    url = newUrl;
    return this;
  }

  Provision file(String name, String text) {
    try {
      Path file = directory.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Provision listener(ProgressListener newListener) {
    listener = newListener;
    return this;
  }

  String source() {
    return source;
  }

  RunId runId() {
    return run;
  }

  Cancellation cancellation() {
    return cancellation;
  }

  StateDirectory state() {
    return new StateDirectory(directory.resolve("state"));
  }

  Path configurationFile() {
    file(
        "config.yaml",
        "test_environments:\n  " + ENVIRONMENT + ":\n    db_url: '" + url + "'\n" + keys + top);
    return directory.resolve("config.yaml");
  }

  MigrationTestConfiguration configuration() throws ConfigurationException {
    return ConfigurationLoader.load(
        configurationFile(), ConfigurationLoader.Options.of(Map.of(), directory));
  }

  EnvironmentConfiguration environment() throws ConfigurationException {
    return configuration().environments().get(0);
  }

  ProvisionPlan plan(ProvisionOptions options) throws ConfigurationException {
    return Provisioning.plan(configuration(), ENVIRONMENT, options, directory, directory);
  }

  OperationReport run(ProvisionOptions options) throws ConfigurationException {
    plan = plan(options);
    return LocalOperation.run(
        plan,
        new RunContext(
            run,
            RunClock.start(),
            state(),
            Redactor.of(plan.secrets()),
            listener,
            cancellation,
            System.getenv(),
            directory,
            new LocalCommands(System.getenv(), directory)));
  }

  Provisioned provisioned() {
    return plan.provisioned(run).orElseThrow();
  }

  boolean handedOutAnything() {
    return plan.provisioned(run).isPresent();
  }

  int exitCode() {
    return plan.exitCode(run).orElseThrow();
  }

  Redactor redactor() {
    return Redactor.of(plan.secrets());
  }

  void drop() throws Exception {
    provisioned().drop(environment(), redactor());
  }

  List<Reaped> reap() throws ConfigurationException {
    return Reaper.reap(List.of(environment().source()), state(), Redactor.of(List.of()), false);
  }

  /** The statuses of a lane's tasks, as {@code snapshot PASSED}. */
  static List<String> tasks(LaneReport lane) {
    return lane.tasks().stream().map(task -> task.kind().label() + " " + task.status()).toList();
  }

  static TaskReport task(LaneReport lane, TaskKind kind) {
    return lane.tasks().stream().filter(task -> task.kind() == kind).findFirst().orElseThrow();
  }

  List<String> query(String database, String sql) throws SQLException {
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

  /** The run's databases on the server that are no golden copies. */
  List<String> clones() throws SQLException {
    return query(
        "postgres",
        "SELECT datname FROM pg_database WHERE datname LIKE 'orch\\_"
            + run
            + "\\_%' AND datname !~ '_g[0-9a-z]{5}$' ORDER BY datname");
  }

  boolean clonesInclude(String name) {
    return provisioned().databases().stream().anyMatch(each -> each.name().equals(name));
  }

  /** Not one clone, session or file of the run is left. */
  void assertNothingIsLeft() throws Exception {
    assertThat(clones()).as("clones").isEmpty();
    String sessions =
        "SELECT application_name || ': ' || query FROM pg_stat_activity"
            + " WHERE application_name LIKE '"
            + ApplicationName.prefix(run)
            + "%'";
    Deadline deadline = Deadline.after(Duration.ofSeconds(2));
    List<String> left = query("postgres", sessions);
    while (!left.isEmpty() && !deadline.hasPassed()) {
      left = query("postgres", sessions);
    }
    assertThat(left).as("sessions").isEmpty();
    assertThat(files()).as("files with the run's name").isEmpty();
  }

  /** The files of the run in the state directory. */
  List<Path> files() throws IOException {
    if (!Files.exists(state().path())) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(state().path())) {
      return files.filter(file -> file.toString().contains(run.value())).toList();
    }
  }
}
