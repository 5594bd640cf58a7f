package io.jenkins.plugins.orchestrator.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A configuration that is in no file, for a pipeline with or without a workspace. */
class ConfigurationTextTest {
  @TempDir private Path workspace;

  private static MigrationTestConfiguration load(String text, @Nullable Path workspace)
      throws ConfigurationException {
    return ConfigurationLoader.load(
        "configText",
        text,
        new ConfigurationLoader.Options(Map.of("DB", "app"), Set.of(), false, workspace));
  }

  private static String problems(String text, @Nullable Path workspace) {
    ConfigurationException problems =
        catchThrowableOfType(ConfigurationException.class, () -> load(text, workspace));
    assertThat(problems).as("the configuration is wrong").isNotNull();
    return problems.problems().toString();
  }

  @Test
  void readsTheFilesThatItNamesFromTheWorkspace() throws Exception {
    Files.writeString(workspace.resolve("test.sql"), "select 42");
    MigrationTestConfiguration configuration =
        load(
            """
            test_environments:
              dev:
                db_url: postgresql://u@h/${DB}
                integration_tests: [{name: answer, sql: test.sql}]
            """,
            workspace);
    assertThat(configuration.environments().get(0).source().database()).isEqualTo("app");
    assertThat(configuration.environments().get(0).integrationTests().toString())
        .contains("select 42");
  }

  @Test
  void namesMistakesByTheParameter() {
    assertThat(problems("test_environments: {dev: {db_ur: x}}", null))
        .contains("configText:1:")
        .contains("db_url");
  }

  @Test
  void readsNoFileWithoutAWorkspace() throws Exception {
    Path secret = Files.writeString(workspace.resolve("secret"), "select 1");
    assertThat(
            problems(
                """
                test_environments:
                  dev:
                    db_url: postgresql://u@h/d
                    integration_tests: [{name: leak, sql: %s}]
                """
                    .formatted(secret),
                null))
        .contains("there is no workspace to read it from");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://u@h/d?passfile=%s",
        "postgresql://u@h/d?pass%%66ile=%s",
        "jdbc:postgresql://h/d?user=u&passfile=%s"
      })
  void readsNoFileOfPasswordsWithoutAWorkspace(String url) throws Exception {
    Path passwords = Files.writeString(workspace.resolve("pgpass"), "*:*:*:*:stolen");
    String text = "test_environments: {dev: {db_url: '" + url.formatted(passwords) + "'}}";
    assertThat(problems(text, null)).contains("there is no workspace to read it from");
  }
}
