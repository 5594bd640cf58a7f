package io.jenkins.plugins.orchestrator.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.run.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedServersTest {
  private static final SessionSettings SETTINGS = SessionSettings.named("test");

  @TempDir private Path state;
  @TempDir private Path temporary;
  private RunJournal journal;
  private final List<String> messages = Collections.synchronizedList(new ArrayList<>());
  private final Cancellation cancellation = new Cancellation();

  @BeforeEach
  void openJournal() {
    journal = new RunJournal(new StateDirectory(state), temporary);
  }

  private EmbeddedServers start(EnvironmentConfiguration... environments) throws IOException {
    return EmbeddedServers.start(
        List.of(environments),
        RunId.random(),
        new EmbeddedServers.Start(
            EmbeddedBinaries::ofBuild,
            journal,
            new WholeFileScripts(),
            (environment, text) -> messages.add(environment + ": " + text)),
        cancellation);
  }

  @Test
  void startsOneServerPerEnvironmentInItsOwnVersionAndFillsIt() throws Exception {
    EnvironmentConfiguration old =
        Environments.embedded("old", 14, "CREATE TABLE t AS SELECT 1 AS a; SELECT 1;");
    EnvironmentConfiguration fresh =
        Environments.embedded(
            "new",
            18,
            "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$BEGIN RETURN 2; END$$;");
    try (EmbeddedServers servers = start(old, fresh)) {
      assertThat(servers.environments())
          .extracting(EnvironmentConfiguration::name)
          .containsExactly("old", "new");
      assertThat(servers.environments()).allMatch(EnvironmentConfiguration::exclusive);
      assertThat(query(servers.environments().get(0), "SELECT a FROM t")).isEqualTo("1");
      assertThat(query(servers.environments().get(1), "SELECT f()")).isEqualTo("2");
      assertThat(query(servers.environments().get(0), "SHOW server_version")).startsWith("14.");
      assertThat(query(servers.environments().get(1), "SELECT current_database()"))
          .isEqualTo("app of \"new\"");
      assertThat(identifier(servers.environments().get(0)))
          .isNotEqualTo(identifier(servers.environments().get(1)));
    }
    assertNothingIsLeft();
  }

  @Test
  void letsNobodyInWithoutTheRandomPassword() throws Exception {
    try (EmbeddedServers servers = start(Environments.embedded("dev", 17, ""))) {
      DatabaseTarget target = servers.environments().get(0).source();
      assertThat(target.hosts()).allMatch(host -> host.name().equals("127.0.0.1"));
      DatabaseTarget guess = target.withCredentials(target.user(), Secret.of("postgres"));
      assertThatThrownBy(() -> Session.open(guess, SETTINGS).close())
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password authentication failed");
      assertThat(String.join(" ", argumentsOfAllProcesses()))
          .doesNotContain(target.password().reveal());
    }
  }

  @Test
  void namesFileLineAndMessageWhenAnInitScriptFailsAndLeavesNothing() throws Exception {
    EnvironmentConfiguration good = Environments.embedded("good", 17, "SELECT pg_sleep(30)");
    EnvironmentConfiguration bad =
        Environments.embedded("bad", 17, "SELECT 1;\n\nSELECT missing FROM pg_class;\n");
    assertThatThrownBy(() -> start(good, bad))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the embedded server of bad could not be made")
        .hasMessageContaining("bad.sql:3: column \"missing\" does not exist (42703)");
    assertNothingIsLeft();
  }

  @Test
  void stopsAndLeavesNothingWhenTheRunIsCancelledWhileItFills() throws Exception {
    Thread canceller =
        new Thread(
            () -> {
              while (messages.stream().noneMatch(message -> message.contains("filling"))) {
                sleep(10);
              }
              sleep(50);
              cancellation.cancel("Ctrl-C");
            });
    canceller.start();
    assertThatThrownBy(() -> start(Environments.embedded("dev", 17, "SELECT pg_sleep(60)")))
        .isInstanceOf(CancelledException.class)
        .hasMessageContaining("Ctrl-C");
    canceller.join();
    assertNothingIsLeft();
  }

  @Test
  void saysWhatIsMissingWhenTheArchiveOfAVersionIsNotThere() throws Exception {
    EnvironmentConfiguration environment = Environments.embedded("dev", 17, "");
    assertThatThrownBy(
            () ->
                EmbeddedServers.start(
                    List.of(environment),
                    RunId.random(),
                    new EmbeddedServers.Start(
                        major -> new EmbeddedBinaries(temporary, major),
                        journal,
                        new WholeFileScripts(),
                        (name, text) -> {}),
                    cancellation))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no embedded PostgreSQL 17 at")
        .hasMessageContaining("mvn package");
    assertNothingIsLeft();
  }

  @Test
  void theNextRunRemovesWhatAKilledOneLeft() throws Exception {
    Process killed = ChildRun.start(state, temporary);
    try {
      assertThat(killed.inputReader().readLine()).isEqualTo("started");
      assertThat(processesIn(temporary)).isNotEmpty();
      // While its process lives nothing of it is touched.
      assertThat(journal.sweep(messages::add)).isZero();
      assertThat(journal.abandoned()).isEmpty();
    } finally {
      killed.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
    assertThat(processesIn(temporary)).isNotEmpty();
    assertThat(journal.abandoned()).hasSize(1);

    assertThat(journal.sweep(messages::add)).isOne();

    assertThat(messages).anyMatch(message -> message.contains("removing the embedded servers"));
    assertNothingIsLeft();
    assertThat(journal.sweep(messages::add)).isZero();
  }

  @Test
  void sweepsNoDirectoryThatTheRunDidNotMake() throws Exception {
    Path precious = Files.createDirectory(temporary.resolve("precious"));
    Files.writeString(precious.resolve("file"), "mine");
    Files.createDirectories(state.resolve("embedded"));
    Files.writeString(state.resolve("embedded").resolve("aaaaaaaaaa"), precious.toString());

    assertThat(journal.sweep(messages::add)).isZero();

    assertThat(precious.resolve("file")).exists();
    assertThat(messages).anyMatch(message -> message.contains("is not the directory that run"));
  }

  private void assertNothingIsLeft() throws IOException {
    assertThat(processesIn(temporary)).isEmpty();
    assertThat(temporary).isEmptyDirectory();
    assertThat(state.resolve("embedded"))
        .satisfiesAnyOf(
            directory -> assertThat(directory).doesNotExist(),
            directory -> assertThat(directory).isEmptyDirectory());
  }

  private static List<String> processesIn(Path directory) {
    return argumentsOfAllProcesses().stream()
        .filter(arguments -> arguments.contains("-D " + directory))
        .toList();
  }

  private static List<String> argumentsOfAllProcesses() {
    return ProcessHandle.allProcesses()
        .flatMap(process -> Stream.ofNullable(process.info().arguments().orElse(null)))
        .map(arguments -> String.join(" ", arguments))
        .toList();
  }

  private static String identifier(EnvironmentConfiguration environment) throws SQLException {
    return query(environment, "SELECT system_identifier FROM pg_control_system()");
  }

  private static String query(EnvironmentConfiguration environment, String sql)
      throws SQLException {
    try (Session session = Session.open(environment.source(), SETTINGS);
        ResultSet row = session.connection().createStatement().executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static void sleep(long milliseconds) {
    try {
      TimeUnit.MILLISECONDS.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A JVM of its own that starts a server and waits to be killed. */
  static final class ChildRun {
    private ChildRun() {}

    static Process start(Path state, Path temporary) throws IOException {
      return new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-cp",
              System.getProperty("java.class.path"),
              "-D"
                  + EmbeddedBinaries.DIRECTORY_PROPERTY
                  + "="
                  + System.getProperty(EmbeddedBinaries.DIRECTORY_PROPERTY),
              ChildRun.class.getName(),
              state.toString(),
              temporary.toString())
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    }

    public static void main(String[] args) throws Exception {
      EmbeddedServers.start(
          List.of(Environments.embedded("dev", 17, "SELECT 1")),
          RunId.random(),
          new EmbeddedServers.Start(
              EmbeddedBinaries::ofBuild,
              new RunJournal(new StateDirectory(Path.of(args[0])), Path.of(args[1])),
              new WholeFileScripts(),
              (name, text) -> {}),
          new Cancellation());
      System.out.println("started");
      TimeUnit.MINUTES.sleep(2);
    }
  }
}
