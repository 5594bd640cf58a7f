package io.jenkins.plugins.orchestrator.jenkins.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.verify;

import hudson.AbortException;
import io.jenkins.plugins.orchestrator.jenkins.action.OrchestrationAction;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The steps of backups, with a mocked Jenkins and a real server. */
class BackupStepsTest {
  @TempDir private Path directory;
  private Path workspace;
  private Controller controller;

  @BeforeEach
  void startJenkins() throws IOException, InterruptedException {
    controller = new Controller(directory);
    workspace = Files.createDirectories(directory.resolve("workspace"));
  }

  @AfterEach
  void stopJenkins() {
    controller.close();
  }

  private Object run(StepCall call) throws Exception {
    controller.completions.clear();
    OperationExecution execution = spy(new OperationExecution(controller.context, call));
    doReturn(controller.context).when(execution).getContext();
    execution.start();
    return controller.completion();
  }

  private static ParallelBackupStep backup(String text) {
    ParallelBackupStep step = new ParallelBackupStep();
    step.setConfigText(text);
    return step;
  }

  @Test
  void aBackupIsMadeInTheWorkspaceAndProvenAgain() throws Exception {
    TestServer server = TestServer.of(17);
    String database = server.createDatabase();
    server.execute(
        database,
        "CREATE TABLE games (id int PRIMARY KEY, home text);"
            + " INSERT INTO games SELECT i, 'team ' || i FROM generate_series(1, 500) i");
    controller.holdNode(workspace);

    Object backedUp =
        run(
            backup(
                    """
                    environments:
                      nightly: {db_url: '%s'}
                      gone: {db_url: '%s', optional: true}
                    """
                        .formatted(server.url(database), server.url("not_" + database)))
                .call());

    assertThat(backedUp)
        .isInstanceOfSatisfying(
            OperationResult.class,
            result -> {
              assertThat(result.getVerdict()).as(result.getSentence()).isEqualTo("PASSED");
              assertThat(result.lane("nightly").isPassed()).isTrue();
              assertThat(result.lane("nightly").getFacts()).isNotEmpty();
              assertThat(result.lane("gone").getStatus()).isEqualTo("SKIPPED");
            });
    assertThat(backups()).singleElement().asString().contains("-nightly-");
    verify(controller.queue, never()).schedule2(any(), anyInt());

    VerifyBackupsStep again = new VerifyBackupsStep();
    again.setServer(server.url("postgres"));
    again.setMaxAge("1h");
    Object proven = run(again.call());

    assertThat(proven)
        .isInstanceOfSatisfying(
            OperationResult.class,
            result -> {
              assertThat(result.getVerdict()).as(result.getSentence()).isEqualTo("PASSED");
              assertThat(result.getLanes()).hasSize(1);
              assertThat(result.getLanes().get(0).getName()).contains("-nightly-");
            });
    OrchestrationAction page = controller.build.getAction(OrchestrationAction.class);
    assertThat(page.getRuns()).extracting("status").containsExactly("PASSED", "PASSED");
    assertThat(page.getRuns())
        .extracting("title")
        .containsExactly("Backup of configText", "Restore test of backups in backups");
  }

  private Stream<Path> backups() throws IOException {
    try (Stream<Path> files = Files.list(workspace.resolve("backups"))) {
      return files.filter(Files::isDirectory).toList().stream();
    }
  }

  @Test
  void oneDatabaseThatCannotBeReachedFailsTheStepByItsName() throws Exception {
    controller.holdNode(workspace);

    Object failure =
        run(backup("environments: {dead: {db_url: 'postgresql://x@127.0.0.1:1/d'}}").call());

    assertThat((Throwable) failure).isInstanceOf(AbortException.class).hasMessageContaining("dead");
    assertThat(controller.log()).contains("[dead] failed");
  }

  @Test
  void aFolderWithoutBackupsProvesNothing() throws Exception {
    controller.holdNode(workspace);
    VerifyBackupsStep step = new VerifyBackupsStep();
    step.setRestore(false);

    assertThat((Throwable) run(step.call()))
        .isInstanceOf(AbortException.class)
        .hasMessageContaining("expected at least one backup");
  }

  @Test
  void aWorkspaceThatNoStepHasUsedYetIsMade() throws Exception {
    controller.holdNode(workspace);
    Files.delete(workspace);
    VerifyBackupsStep step = new VerifyBackupsStep();
    step.setRestore(false);

    assertThat((Throwable) run(step.call())).hasMessageContaining("expected at least one backup");
  }

  @Test
  void aBackupTakesThePlaceOfTheDatabaseThatIsConfirmed() throws Exception {
    TestServer server = TestServer.of(17);
    String database = server.createDatabase();
    server.execute(database, "CREATE TABLE games AS SELECT 'backed up' AS home");
    controller.holdNode(workspace);
    Files.writeString(
        workspace.resolve("databases.yaml"),
        """
        environments:
          nightly: {db_url: '%s', protected: true, snapshot: {same_server: true}}
        """
            .formatted(server.url(database)));
    ParallelBackupStep backup = new ParallelBackupStep();
    backup.setConfig("databases.yaml");
    assertThat(run(backup.call())).isInstanceOf(OperationResult.class);
    server.execute(database, "UPDATE games SET home = 'written since'");
    RestoreBackupStep restore = new RestoreBackupStep();
    restore.setBackup("backups/" + backups().findFirst().orElseThrow().getFileName());
    restore.setTo(server.url(database));

    assertThat((Throwable) run(restore.call()))
        .as("the database is there, and not to be replaced")
        .hasMessageContaining("found a database of this name")
        .hasMessageContaining("replace: true");
    restore.setConfig("databases.yaml");
    assertThat((Throwable) run(restore.call()))
        .hasMessageContaining("The configuration is wrong:")
        .hasMessageContaining("its environment is protected");
    restore.setReplace(true);
    restore.setConfirm("another");
    assertThat((Throwable) run(restore.call()))
        .hasMessageContaining("found the confirmation 'another'");
    assertThat(home(server, database)).as("nothing was touched").isEqualTo("written since");

    restore.setConfirm(database);
    assertThat(run(restore.call()))
        .isInstanceOfSatisfying(
            OperationResult.class,
            result -> {
              assertThat(result.getVerdict()).as(result.getSentence()).isEqualTo("PASSED");
              assertThat(result.lane("nightly").fact("Kept")).contains(database + "_replaced_");
              assertThat(result.lane("nightly").fact("Loss window")).contains("everything written");
            });
    assertThat(home(server, database)).isEqualTo("backed up");
  }

  private static String home(TestServer server, String database) throws SQLException {
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT home FROM games")) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void aBackupThatIsNotThereIsWrongInput() throws Exception {
    controller.holdNode(workspace);
    RestoreBackupStep step = new RestoreBackupStep();
    step.setBackup("backups/20260304T050607Z-nightly-abcdefghij");
    step.setTo("postgresql://me@127.0.0.1:1/app");

    assertThat((Throwable) run(step.call()))
        .isInstanceOf(AbortException.class)
        .hasMessageContaining("The configuration is wrong:")
        .hasMessageContaining("found no such directory, expected that of a backup");
  }

  @Test
  void outsideOfANodeThereIsNothingToRestore() throws Exception {
    RestoreBackupStep step = new RestoreBackupStep();
    step.setBackup("/srv/backups/20260304T050607Z-nightly-abcdefghij");
    step.setTo("postgresql://db/app");

    assertThat((Throwable) run(step.call()))
        .hasMessageContaining("restoreBackup: backup: found a folder, but the step holds no node");
  }

  @Test
  void outsideOfANodeThereIsNothingToVerify() throws Exception {
    VerifyBackupsStep step = new VerifyBackupsStep();
    step.setRestore(false);

    assertThat((Throwable) run(step.call()))
        .isInstanceOf(AbortException.class)
        .hasMessageContaining("verifyBackups: directory: found a folder, but the step holds no")
        .hasMessageContaining("call the step inside node { }");
  }

  @Test
  void aServersUrlThatIsNoneIsSaidAsTheStepsOwnMistake() throws Exception {
    controller.holdNode(workspace);
    VerifyBackupsStep step = new VerifyBackupsStep();
    step.setServer("mysql://db/x");

    assertThat((Throwable) run(step.call()))
        .hasMessageContaining("The configuration is wrong:")
        .hasMessageContaining("verifyBackups: server: found");
  }

  @Test
  void theBackupsParametersAreThoseOfEveryConfiguration() {
    BackupCall call = backup("environments: {}").call();

    assertThat(call.configuration().environments()).as("all of them").isEmpty();
    assertThat(call.rules().failFast()).as("one does no harm to the others").isFalse();
    assertThat(call.rules().timeout()).isEqualTo(Duration.ofHours(4));
    assertThatThrownBy(() -> new ParallelBackupStep().call())
        .hasMessage("parallelBackup: found neither config nor configText, expected one of them");
  }
}
