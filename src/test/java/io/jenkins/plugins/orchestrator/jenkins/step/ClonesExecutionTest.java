package io.jenkins.plugins.orchestrator.jenkins.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockStatic;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.console.ConsoleLogFilter;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseUrl;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.jenkins.action.OrchestrationAction;
import io.jenkins.plugins.orchestrator.testing.TestServer;
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
import org.jenkinsci.plugins.workflow.steps.BodyExecution;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.ArgumentCaptor;
import org.mockito.MockedStatic;

/** A body with clones of a real database, with a mocked Jenkins. */
class ClonesExecutionTest {
  @TempDir private Path directory;
  private final TestServer server = TestServer.of(17);
  private final String source = server.createDatabase();
  private final WithDatabaseClonesStep step = new WithDatabaseClonesStep();
  private final BodyInvoker invoker = mock(BodyInvoker.class);
  private final BodyExecution body = mock(BodyExecution.class);
  private final List<Object> contexts = new ArrayList<>();
  private MockedStatic<EnvironmentExpander> expanders;
  private MockedStatic<BodyInvoker> invokers;
  private Controller controller;
  private ClonesExecution execution;

  @BeforeEach
  void startJenkins() throws Exception {
    server.execute(source, "CREATE TABLE games (id int); INSERT INTO games VALUES (1), (2)");
    controller = new Controller(directory);
    controller.holdNode(Files.createDirectories(directory.resolve("workspace")));
    expanders = mockStatic(EnvironmentExpander.class);
    expanders
        .when(() -> EnvironmentExpander.merge(any(), any()))
        .thenAnswer(call -> call.getArgument(1));
    invokers = mockStatic(BodyInvoker.class);
    invokers
        .when(() -> BodyInvoker.mergeConsoleLogFilters(any(), any()))
        .thenAnswer(call -> call.getArgument(1));
    when(controller.context.newBodyInvoker()).thenReturn(invoker);
    when(invoker.withContexts(any()))
        .thenAnswer(
            call -> {
              contexts.add(call.getArgument(0));
              return invoker;
            });
    when(invoker.withCallback(any())).thenReturn(invoker);
    when(invoker.start()).thenReturn(body);
    step.setConfigText(
        """
        test_environments:
          staging: {db_url: '%s', exclusive: true}
        """
            .formatted(server.url(source)));
    step.setEnvironment("staging");
    step.setCount(2);
  }

  @AfterEach
  void stopJenkins() {
    invokers.close();
    expanders.close();
    controller.close();
  }

  private ClonesExecution start() throws IOException, InterruptedException {
    execution = spy(new ClonesExecution(controller.context, step.call()));
    doReturn(controller.context).when(execution).getContext();
    execution.start();
    return execution;
  }

  private BodyExecutionCallback callback() {
    ArgumentCaptor<BodyExecutionCallback> callback =
        ArgumentCaptor.forClass(BodyExecutionCallback.class);
    verify(invoker).withCallback(callback.capture());
    return callback.getValue();
  }

  private EnvVars variables() throws IOException, InterruptedException {
    EnvVars variables = new EnvVars(Map.of());
    expander().expand(variables);
    return variables;
  }

  private EnvironmentExpander expander() {
    return (EnvironmentExpander)
        contexts.stream().filter(EnvironmentExpander.class::isInstance).findFirst().orElseThrow();
  }

  /** Those of this test's own source: the server is shared. */
  private boolean exists(String database) throws SQLException {
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT 1 FROM pg_catalog.pg_database WHERE datname = '" + database + "'")) {
      return rows.next();
    }
  }

  @Test
  void theBodyFindsItsClonesByVariables() throws Exception {
    start();

    EnvVars variables = variables();
    assertThat(variables)
        .containsEntry("DATABASE_COUNT", "2")
        .containsKeys("DATABASE_NAME_1", "DATABASE_NAME_2", "DATABASE_URL_1", "DATABASE_URL_2");
    assertThat(variables.get("DATABASE_NAME_1")).isNotEqualTo(variables.get("DATABASE_NAME_2"));
    assertThat(expander().getSensitiveVariables())
        .containsExactlyInAnyOrder("DATABASE_URL_1", "DATABASE_URL_2");
    try (Session session =
            Session.open(
                DatabaseUrl.parse(variables.get("DATABASE_URL_2"), Map.of()),
                SessionSettings.named("body"));
        Statement statement = session.connection().createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM games")) {
      rows.next();
      assertThat(rows.getInt(1)).isEqualTo(2);
    }
    callback().onSuccess(controller.context, null);
  }

  @Test
  void thePageShowsALaneForEachClone() throws Exception {
    start();

    OrchestrationAction page = controller.build.getAction(OrchestrationAction.class);
    assertThat(page.getRuns()).extracting("title").containsExactly("2 clones of staging");
    assertThat(page.getRuns()).extracting("status").containsExactly("PASSED");
    assertThat(page.getPages().get(0).getBody()).contains("staging 1").contains("staging 2");
    assertThat(controller.log()).contains("[staging 1] ").contains("[staging 2] ");
    callback().onSuccess(controller.context, null);
  }

  @Test
  void theClonesAreDroppedWhenTheBodyHasEndedAndTheStepEndsAsItDid() throws Exception {
    start();
    String clone = variables().get("DATABASE_NAME_1");
    assertThat(exists(clone)).isTrue();
    assertThat(controller.completions).isEmpty();

    callback().onSuccess(controller.context, "of the body");

    assertThat(exists(clone)).isFalse();
    assertThat(controller.completion()).isEqualTo("of the body");
    assertThat(controller.log()).contains("The clones are dropped.");
    assertThat(journals()).isEmpty();
  }

  private List<Path> journals() throws IOException {
    try (var files = Files.list(directory.resolve("parallel-orchestrator/journals"))) {
      return files.toList();
    }
  }

  @Test
  void aBodyThatFailsLeavesNothingBehindAndItsFailureIsTheSteps() throws Exception {
    start();
    String clone = variables().get("DATABASE_NAME_2");
    Throwable failure = new IllegalStateException("not what I wanted");

    callback().onFailure(controller.context, failure);

    assertThat(exists(clone)).isFalse();
    assertThat(controller.completion()).isSameAs(failure);
  }

  @Test
  void clonesThatCannotBeDroppedNowAreLeftToTheRecoveryAndTheBodysResultWins() throws Exception {
    start();
    String clone = variables().get("DATABASE_NAME_1");
    when(controller.jenkins.getNode("agent1").getChannel()).thenReturn(null);

    callback().onSuccess(controller.context, "of the body");

    assertThat(controller.completion()).isEqualTo("of the body");
    assertThat(controller.log()).contains("could not be dropped yet");
    assertThat(exists(clone)).isTrue();
    assertThat(journals()).as("for the recovery").hasSize(2);
    server.execute("postgres", "DROP DATABASE " + clone);
    server.execute("postgres", "DROP DATABASE " + variables().get("DATABASE_NAME_2"));
  }

  @Test
  void theClonesGoWhenTheirTimeIsOverThoughTheBodyGoesOn() throws Exception {
    step.setTtl("2s");
    start();
    String clone = variables().get("DATABASE_NAME_1");

    ArgumentCaptor<Runnable> scheduled = ArgumentCaptor.forClass(Runnable.class);
    verify(controller.timer, atLeastOnce()).schedule(scheduled.capture(), anyLong(), any());
    scheduled.getAllValues().get(scheduled.getAllValues().size() - 1).run();

    assertThat(exists(clone)).isFalse();
    assertThat(controller.log()).contains("The time of the clones is over");
    assertThat(controller.completions).isEmpty();
    callback().onSuccess(controller.context, 1);
    assertThat(controller.completion()).isEqualTo(1);
  }

  @Test
  void anAbortInTheBodyIsTheBodys() throws Exception {
    start();
    Throwable cause = new InterruptedException("abort");

    execution.stop(cause);

    verify(body).cancel(cause);
    assertThat(controller.completions).isEmpty();
    callback().onFailure(controller.context, cause);
    assertThat(controller.completion()).isSameAs(cause);
  }

  @Test
  void noBodyRunsWhenACloneCannotBeMade() throws Exception {
    step.setConfigText("test_environments: {staging: {db_url: 'postgresql://x@127.0.0.1:1/d'}}");

    start();

    verify(invoker, never()).start();
    assertThat((Throwable) controller.completion())
        .isInstanceOf(AbortException.class)
        .hasMessageContaining("staging 1");
  }

  @Test
  void aMistakeInWhatIsAskedForFailsTheStepBeforeAnythingIsTouched() throws Exception {
    step.setCount(99);

    start();

    verify(invoker, never()).start();
    assertThat((Throwable) controller.completion())
        .isInstanceOf(AbortException.class)
        .hasMessageContaining("found 99, expected 1 to 32 clones");
  }

  @Test
  void aStepThatStillMadeItsClonesDoesNotSurviveARestart() throws Exception {
    execution = spy(new ClonesExecution(controller.context, step.call()));
    doReturn(controller.context).when(execution).getContext();

    execution.onResume();

    assertThat((Throwable) controller.completion())
        .hasMessageContaining("Jenkins was restarted while clones were made");
  }

  @Test
  void aBodyThatGoesOnAfterARestartKeepsItsClones() throws Exception {
    start();
    String clone = variables().get("DATABASE_NAME_1");

    execution.onResume();

    assertThat(exists(clone)).isTrue();
    assertThat(execution.blocksRestart()).isFalse();
    assertThat(execution.getStatus()).startsWith("2 clones until ");
    assertThat(controller.completions).isEmpty();
    callback().onSuccess(controller.context, null);
    assertThat(exists(clone)).isFalse();
  }

  @Test
  void onlyAServerWithAPasswordNeedsAMask() throws Exception {
    start();

    assertThat(contexts).noneMatch(ConsoleLogFilter.class::isInstance);
    callback().onSuccess(controller.context, null);
  }
}
