package io.jenkins.plugins.orchestrator.jenkins.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockStatic;
import static org.mockito.Mockito.when;

import hudson.FilePath;
import hudson.model.Run;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.provision.ProvisionOptions;
import io.jenkins.plugins.orchestrator.engine.provision.ProvisionPlan;
import io.jenkins.plugins.orchestrator.jenkins.branch.HeldNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jenkins.model.Jenkins;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.MockedStatic;

class ProvisionPlanningTest {
  private static final ProvisionOptions TWO = ProvisionOptions.of(2, Duration.ofHours(1));

  @TempDir private Path directory;

  private ProvisionPlan plan(
      ProvisionOptions options, Map<String, String> agents, @Nullable FilePath workspace)
      throws Exception {
    try (MockedStatic<Jenkins> jenkins = mockStatic(Jenkins.class)) {
      jenkins.when(Jenkins::get).thenReturn(mock(Jenkins.class));
      return new Planning<>(
              "withDatabaseClones",
              new ProvisionPlanning("withDatabaseClones", "staging", options),
              new PlanRequest(
                  null,
                  """
                  test_environments:
                    staging: {db_url: 'postgresql://deploy@db.example/app', exclusive: true%s}
                    other: {db_url: 'postgresql://deploy@db.example/other'}
                  """
                      .formatted(
                          workspace == null ? "" : ", migrations: {format: command, command: x}"),
                  List.of("staging"),
                  Set.of(),
                  Map.of()),
              Map.of(),
              agents)
          .plan(mock(Run.class), workspace, new HeldNode(null));
    }
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
  void withoutAWorkspaceClonesAreMadeOfAText() throws Exception {
    ProvisionPlan plan = plan(TWO, Map.of("staging", "databases"), null);

    assertThat(plan.title()).isEqualTo("2 clones of staging");
    assertThat(plan.lanes()).extracting("agent").containsExactly("databases", "databases");
  }

  @Test
  void withoutAWorkspaceNoFileIsRead() {
    ProvisionOptions options =
        TWO.migrating("db/migrations").anonymizing("/etc/passwd", List.of(), List.of());

    assertThatThrownBy(() -> plan(options, Map.of(), null))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("withDatabaseClones: migrate: found a path, but the step holds no")
        .hasMessageContaining("withDatabaseClones: anonymize: found a path, but the step holds no");
  }

  @Test
  void theUsersCommandNeedsTheNodeOfTheWorkspace() throws Exception {
    Files.createDirectories(directory.resolve("db/migrations"));
    Files.writeString(directory.resolve("db/migrations/1_a.sql"), "SELECT 1;");

    assertThatThrownBy(() -> plan(TWO.migrating("db/migrations"), Map.of(), workspace()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("commands run where the workspace is");
  }

  @Test
  void theAgentOfAnEnvironmentThatIsNotClonedIsAMistake() {
    assertThatThrownBy(() -> plan(TWO, Map.of("other", "linux"), null))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("found the environment \"other\"")
        .hasMessageContaining("one that is cloned: staging");
  }
}
