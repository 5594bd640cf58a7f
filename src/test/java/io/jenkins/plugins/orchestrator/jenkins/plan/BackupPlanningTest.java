package io.jenkins.plugins.orchestrator.jenkins.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockStatic;
import static org.mockito.Mockito.when;

import hudson.FilePath;
import hudson.model.Node;
import hudson.model.Run;
import io.jenkins.plugins.orchestrator.engine.config.BackupFolder;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.jenkins.branch.HeldNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jenkins.model.Jenkins;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.MockedStatic;

class BackupPlanningTest {
  private static final HeldNode OUTSIDE = new HeldNode(null);
  private static final HeldNode AGENT1 = new HeldNode("agent1");
  private static final String DATABASE =
      "environments:\n  nightly: {db_url: 'postgresql://deploy@db.example/app'%s}\n";
  private static final String FOLDER = "backup_folders:\n  files: {path: '%s'}\n";
  private static final String ABSOLUTE = "backup: {directory: /srv/backups}\n";

  @TempDir private Path directory;
  private final Map<String, String> agents = new HashMap<>();
  private MockedStatic<Jenkins> jenkinsGet;

  @BeforeEach
  void anAgentWithoutLabels() {
    Jenkins jenkins = mock(Jenkins.class);
    Node agent1 = mock(Node.class);
    when(jenkins.getNode("agent1")).thenReturn(agent1);
    jenkinsGet = mockStatic(Jenkins.class);
    jenkinsGet.when(Jenkins::get).thenReturn(jenkins);
  }

  @AfterEach
  void forget() {
    jenkinsGet.close();
  }

  private MigrationTestConfiguration plan(String text, HeldNode held, @Nullable FilePath workspace)
      throws Exception {
    return new Planning<>(
            "parallelBackup",
            new BackupPlanning(),
            new PlanRequest(null, text, List.of(), Set.of(), Map.of()),
            Map.of(),
            agents)
        .plan(mock(Run.class), workspace, held);
  }

  private ConfigurationException wrong(String text, HeldNode held) {
    return catchThrowableOfType(ConfigurationException.class, () -> plan(text, held, null));
  }

  private FilePath workspace() throws Exception {
    FilePath workspace = mock(FilePath.class);
    when(workspace.act(any()))
        .thenAnswer(
            call ->
                ((FilePath.FileCallable<?>) call.getArgument(0)).invoke(directory.toFile(), null));
    return workspace;
  }

  @Test
  void onTheHeldNodePathsMayBeRelative() throws Exception {
    MigrationTestConfiguration plan =
        plan(DATABASE.formatted("") + FOLDER.formatted("pgdata"), AGENT1, workspace());

    assertThat(plan.environments())
        .extracting(EnvironmentConfiguration::name)
        .containsExactly("nightly");
    assertThat(plan.folders()).extracting(BackupFolder::name).containsExactly("files");
  }

  /** A backup that lies in some agent's own directory is found by nobody. */
  @Test
  void aRelativeFolderOfBackupsNeedsTheWorkspace() {
    assertThat(wrong(DATABASE.formatted(""), OUTSIDE))
        .hasMessageContaining("nightly: found the folder backups for backups, and for that no node")
        .hasMessageContaining("call the step inside node { }, or give absolute paths");
    assertThat(wrong(DATABASE.formatted(", agent: linux"), AGENT1))
        .hasMessageContaining("the node agent1, which has not the label linux")
        .hasMessageContaining("node('linux')");
  }

  @Test
  void aRelativePathOfAFolderNeedsTheWorkspaceToo() {
    assertThat(wrong(DATABASE.formatted("") + FOLDER.formatted("pgdata") + ABSOLUTE, OUTSIDE))
        .hasMessageContaining("backup_folders.files: found the path pgdata, and for that no node");
  }

  @Test
  void soDoesACommandOfTheUsers() {
    assertThat(
            wrong(
                DATABASE.formatted("")
                    + "backup: {directory: /srv/backups, upload: {command: 'cp {file}"
                    + " /mnt/{name}'}}",
                OUTSIDE))
        .hasMessageContaining("found the command of upload, and for that no node");
  }

  @Test
  void withAbsolutePathsEveryAgentWillDo() throws Exception {
    MigrationTestConfiguration plan =
        plan(
            DATABASE.formatted(", agent: linux") + FOLDER.formatted("/srv/pgdata") + ABSOLUTE,
            OUTSIDE,
            null);

    assertThat(plan.environments().get(0).agent()).isEqualTo("linux");
  }

  @Test
  void theStepsLabelsAreForFoldersAsForDatabases() throws Exception {
    agents.put("nightly", "databases");
    agents.put("files", "storage");

    MigrationTestConfiguration plan =
        plan(DATABASE.formatted("") + FOLDER.formatted("/srv/pgdata") + ABSOLUTE, OUTSIDE, null);

    assertThat(plan.environments().get(0).agent()).isEqualTo("databases");
    assertThat(plan.folders().get(0).agent()).isEqualTo("storage");
  }

  @Test
  void anUnknownNameIsSaidAsTheStepsOwnMistake() {
    agents.put("nigthly", "databases");

    assertThat(wrong(DATABASE.formatted("") + ABSOLUTE, OUTSIDE))
        .hasMessageContaining(
            "parallelBackup: agents: found the environment \"nigthly\", expected one that is backed"
                + " up: nightly");
  }
}
