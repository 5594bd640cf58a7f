package io.jenkins.plugins.orchestrator.jenkins.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.migration.MigrationTestPlan;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanCallableTest {
  private static final String STAGING =
      "test_environments:\n  staging: {db_url: 'postgresql://deploy@db.example/staging'}\n";

  @TempDir private Path workspace;

  @BeforeEach
  void scripts() throws IOException {
    write("db/migrations/001_games.sql", "CREATE TABLE games (id int);\n");
    write("db/migrations/001_games.down.sql", "DROP TABLE games;\n");
  }

  private void write(String file, String text) throws IOException {
    Path path = workspace.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private static PlanRequest file(String config, String... environments) {
    return new PlanRequest(config, null, List.of(environments), Set.of(), Map.of());
  }

  /** As it comes back from an agent: over the wire. */
  private MigrationTestPlan plan(PlanRequest request) throws IOException, ConfigurationException {
    var planning = new ConfigurationPlanning<>(request, new MigrationTestPlanning());
    PlanAnswer<MigrationTestPlan> answer =
        overTheWire(new PlanCallable<>(planning)).invoke(workspace.toFile(), null);
    return overTheWire(answer).plan();
  }

  @SuppressWarnings("unchecked")
  private static <T> T overTheWire(T object) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (T) in.readObject();
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aPlanHoldsTheScripts() throws Exception {
    write("infrastructure/test.yaml", STAGING);

    MigrationTestPlan plan = plan(file("infrastructure/test.yaml"));
    Files.delete(workspace.resolve("db/migrations/001_games.sql"));

    assertThat(plan.configuration().file()).isEqualTo("infrastructure/test.yaml");
    assertThat(plan.scripts().get("staging").scripts())
        .singleElement()
        .satisfies(
            script -> {
              assertThat(script.up().sql()).contains("CREATE TABLE games");
              assertThat(script.down()).isPresent();
            });
  }

  @Test
  void aTextFindsItsFilesInTheWorkspace() throws Exception {
    MigrationTestPlan plan = plan(new PlanRequest(null, STAGING, List.of(), Set.of(), Map.of()));

    assertThat(plan.configuration().file()).isEqualTo("configText");
    assertThat(plan.scripts().get("staging").scripts()).hasSize(1);
  }

  @Test
  void variablesAreThoseOfTheStep() throws Exception {
    String text = "test_environments:\n  staging: {db_url: 'postgresql://${WHO}@${WHERE}/app'}\n";

    MigrationTestPlan plan =
        plan(
            new PlanRequest(
                null, text, List.of(), Set.of(), Map.of("WHO", "deploy", "WHERE", "db.example")));

    assertThat(plan.configuration().environments().get(0).source().user()).isEqualTo("deploy");
  }

  @Test
  void onlyTheChosenEnvironmentsArePlanned() throws Exception {
    write("test.yaml", STAGING + "  production: {db_url: 'postgresql://${NOT_SET}@h/d'}\n");

    assertThat(plan(file("test.yaml", "staging")).configuration().environments())
        .extracting(EnvironmentConfiguration::name)
        .containsExactly("staging");
  }

  @Test
  void everyMistakeIsNamedByItsPlaceInTheWorkspace() throws Exception {
    write(
        "infrastructure/test.yaml",
        """
        test_environments:
          staging: {db_url: 'postgresql://h/d', agnet: linux}
        max_parallel: -1
        """);

    ConfigurationException wrong =
        catchThrowableOfType(
            ConfigurationException.class, () -> plan(file("infrastructure/test.yaml")));

    assertThat(wrong.problems()).hasSize(3);
    assertThat(wrong.problems()).extracting("file").containsOnly("infrastructure/test.yaml");
    assertThat(wrong.problems())
        .extracting("key")
        .containsExactlyInAnyOrder(
            "test_environments.staging.db_url", "test_environments.staging.agnet", "max_parallel");
    assertThat(wrong).hasMessageNotContaining(workspace.toString());
  }

  @Test
  void mistakesInScriptsAreNamedByTheirPlaceInTheWorkspaceToo() throws Exception {
    write("test.yaml", STAGING);
    write("db/migrations/002_open.sql", "SELECT 'never closed;\n");
    write("db/migrations/001_again.sql", "SELECT 1;\n");

    ConfigurationException wrong =
        catchThrowableOfType(ConfigurationException.class, () -> plan(file("test.yaml")));

    assertThat(wrong.problems()).isNotEmpty();
    assertThat(wrong).hasMessageContaining("db/migrations/001_again.sql");
    assertThat(wrong).hasMessageNotContaining(workspace.toString());
  }

  @Test
  void aConfigurationThatIsNotThereIsNamedAsTheUserNamedIt() {
    ConfigurationException wrong =
        catchThrowableOfType(ConfigurationException.class, () -> plan(file("infra/test.yaml")));

    assertThat(wrong.problems()).singleElement().extracting("file").isEqualTo("infra/test.yaml");
    assertThat(wrong).hasMessageNotContaining(workspace.toString());
  }

  @Test
  void aPlanThatIsTooLargeIsRefusedWithItsSize() throws Exception {
    write(
        "test.yaml",
        """
        test_environments:
          staging:
            db_url: postgresql://deploy@db.example/staging
            migrations: {path: one}
          production:
            db_url: postgresql://deploy@db.example/production
            migrations: {path: two}
        """);
    String megabyte = "-- " + "x".repeat(1024 * 1024 - 4) + "\n";
    for (int i = 1; i <= 20; i++) {
      write("one/%03d_large.sql".formatted(i), megabyte + "SELECT " + i + ";\n");
      write("two/%03d_large.sql".formatted(i), megabyte + "SELECT " + i + ";\n");
    }

    assertThatThrownBy(() -> plan(file("test.yaml")))
        .isInstanceOf(IOException.class)
        .hasMessageMatching(
            "the configuration and its scripts are 4[0-9] MB, expected at most 32 MB; .*");
  }
}
