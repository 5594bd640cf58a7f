package io.jenkins.plugins.orchestrator.jenkins.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyList;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.ArgumentMatchers.same;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockStatic;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.when;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import hudson.FilePath;
import hudson.model.Run;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.migration.MigrationTestPlan;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import io.jenkins.plugins.orchestrator.jenkins.branch.HeldNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.MockedStatic;

class PlanningTest {
  private static final HeldNode OUTSIDE = new HeldNode(null);
  private static final String TEXT =
      """
      test_environments:
        staging: {db_url: 'postgresql://deploy@db.example/staging'}
        production: {db_url: 'postgresql://deploy@db.example/production', credentialsId: prod-db}
      """;

  @TempDir private Path directory;
  private final Run<?, ?> build = mock(Run.class);
  private final Map<String, String> variables = new HashMap<>();
  private final Map<String, String> credentials = new HashMap<>();
  private final Map<String, String> agents = new HashMap<>();
  private MockedStatic<CredentialsProvider> provider;
  private StandardUsernamePasswordCredentials production;

  @BeforeEach
  void prepareCredentials() {
    provider = mockStatic(CredentialsProvider.class);
    production = credentials("prod-db", "prod_user", "prod-Pw#1");
  }

  @AfterEach
  void forget() {
    provider.close();
  }

  /** That the build, and only this build, may use. */
  private StandardUsernamePasswordCredentials credentials(String id, String user, String password) {
    hudson.util.Secret secret = mock(hudson.util.Secret.class);
    when(secret.getPlainText()).thenReturn(password);
    StandardUsernamePasswordCredentials found = mock(StandardUsernamePasswordCredentials.class);
    when(found.getUsername()).thenReturn(user);
    when(found.getPassword()).thenReturn(secret);
    provider
        .when(
            () ->
                CredentialsProvider.findCredentialById(
                    eq(id), eq(StandardUsernamePasswordCredentials.class), same(build), anyList()))
        .thenReturn(found);
    return found;
  }

  private MigrationTestPlan plan(@Nullable String config, @Nullable String text, FilePath workspace)
      throws Exception {
    return new Planning<>(
            "parallelMigrationTest",
            new MigrationTestPlanning(),
            new PlanRequest(config, text, List.of(), credentials.keySet(), variables),
            credentials,
            agents)
        .plan(build, workspace, OUTSIDE);
  }

  private EnvironmentConfiguration environment(MigrationTestPlan plan, String name) {
    return plan.configuration().environments().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void credentialsComeFromTheRunsContextAndTheirUseIsTracked() throws Exception {
    StandardUsernamePasswordCredentials staging =
        credentials("staging-db", "staging_user", "staging-Pw#2");
    credentials.put("staging", "staging-db");

    MigrationTestPlan plan = plan(null, TEXT, null);

    assertThat(environment(plan, "staging").source().user()).isEqualTo("staging_user");
    assertThat(environment(plan, "staging").source().password())
        .isEqualTo(Secret.of("staging-Pw#2"));
    assertThat(environment(plan, "production").source().user()).isEqualTo("prod_user");
    assertThat(environment(plan, "production").source().password())
        .isEqualTo(Secret.of("prod-Pw#1"));
    provider.verify(() -> CredentialsProvider.track(build, staging));
    provider.verify(() -> CredentialsProvider.track(build, production));
  }

  @Test
  void theStepsIdComesBeforeTheConfigurations() throws Exception {
    credentials("other-db", "other", "other-Pw#3");
    credentials.put("production", "other-db");

    assertThat(environment(plan(null, TEXT, null), "production").source().user())
        .isEqualTo("other");
    provider.verify(() -> CredentialsProvider.track(build, production), never());
  }

  @Test
  void noPasswordIsInThePlansText() throws Exception {
    assertThat(plan(null, TEXT, null).toString()).doesNotContain("prod-Pw#1");
  }

  @Test
  void everythingThatTheStepNamesWronglyIsSaidAtOnce() {
    credentials.put("stagign", "prod-db");
    credentials.put("staging", "unheard-of");
    agents.put("prodcution", "linux");

    ConfigurationException wrong =
        catchThrowableOfType(ConfigurationException.class, () -> plan(null, TEXT, null));

    assertThat(wrong.problems())
        .extracting(Object::toString)
        .containsExactlyInAnyOrder(
            "parallelMigrationTest: credentials: found the environment \"stagign\", expected one"
                + " that is tested: staging, production",
            "parallelMigrationTest: agents: found the environment \"prodcution\", expected one that"
                + " is tested: staging, production",
            "parallelMigrationTest: credentials.staging: found the id \"unheard-of\", expected"
                + " username with password that this build may use; check the id, its kind, and the"
                + " folder it is in");
  }

  @Test
  void theStepsLabelComesBeforeTheConfigurations() throws Exception {
    agents.put("staging", "linux && staging");

    MigrationTestPlan plan = plan(null, TEXT, null);

    assertThat(environment(plan, "staging").agent()).isEqualTo("linux && staging");
    assertThat(environment(plan, "production").agent()).isNull();
  }

  @Test
  void aFileNeedsAWorkspace() {
    assertThatThrownBy(() -> plan("test.yaml", null, null))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("config: found a path, but the step holds no workspace")
        .hasMessageContaining("call the step inside node { }, or give configText");
  }

  @Test
  void withAWorkspaceThePlanIsMadeWhereItIs() throws Exception {
    Files.createDirectories(directory.resolve("db/migrations"));
    Files.writeString(directory.resolve("db/migrations/001_a.sql"), "SELECT 1;");
    FilePath workspace = mock(FilePath.class);
    when(workspace.act(any()))
        .thenAnswer(
            call ->
                ((FilePath.FileCallable<?>) call.getArgument(0)).invoke(directory.toFile(), null));

    assertThat(plan(null, TEXT, workspace).scripts().get("staging").scripts()).hasSize(1);
  }

  /** On the controller everybody who writes a Jenkinsfile would read them. */
  @Test
  void withoutAWorkspaceNoPasswordFileOfTheControllerIsRead() throws Exception {
    Path passwords =
        Files.writeString(directory.resolve(".pgpass"), "*:*:*:*:controllers-secret\n");
    assertThat(passwords.toFile().setReadable(false, false)).isTrue();
    assertThat(passwords.toFile().setReadable(true, true)).isTrue();
    variables.put("HOME", directory.toString());
    variables.put("PGPASSFILE", passwords.toString());

    MigrationTestPlan plan = plan(null, TEXT, null);

    assertThat(environment(plan, "staging").source().password()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"passfile", "%70assfile", "PASSFILE"})
  void withoutAWorkspaceAUrlNamesNoPasswordFileOfTheController(String parameter)
      throws IOException {
    Path passwords = Files.writeString(directory.resolve("x"), "*:*:*:*:controllers-secret\n");
    String url = "postgresql://deploy@db.example/app?" + parameter + "=" + passwords;

    assertThatThrownBy(
            () -> plan(null, "test_environments: {staging: {db_url: '" + url + "'}}", null))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("there is no workspace to read it from");
    variables.put("URL", url);
    assertThatThrownBy(() -> plan(null, "test_environments: {staging: {db_url: '${URL}'}}", null))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("there is no workspace to read it from");
  }

  @Test
  void withoutAWorkspaceNoFileOfTheControllerIsReadForTestsOrScripts() throws Exception {
    Path file = Files.writeString(directory.resolve("secret.sql"), "SELECT 'controllers-secret';");
    Files.createDirectories(directory.resolve("migrations"));
    Files.writeString(directory.resolve("migrations/001_a.sql"), "SELECT 'controllers-secret';");

    assertThatThrownBy(
            () -> plan(null, TEXT + "integration_tests: [{name: t, sql: '" + file + "'}]\n", null))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageNotContaining("controllers-secret");
    assertThatThrownBy(() -> plan(null, TEXT + "embedded: {init: ['" + file + "']}\n", null))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageNotContaining("controllers-secret");

    MigrationTestPlan plan =
        plan(null, TEXT + "migrations: {path: '" + directory + "/migrations'}\n", null);
    assertThat(plan.scripts().get("staging").scripts()).isEmpty();
    assertThat(plan.scripts().get("staging").findings()).extracting("code").contains("no-scripts");
  }
}
