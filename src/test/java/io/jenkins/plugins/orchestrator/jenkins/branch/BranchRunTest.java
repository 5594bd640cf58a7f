package io.jenkins.plugins.orchestrator.jenkins.branch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockStatic;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import hudson.ExtensionList;
import hudson.FilePath;
import hudson.model.Node;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.labels.LabelAtom;
import hudson.remoting.Future;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.orchestrator.engine.operation.UserCommands;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.RunClock;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import jenkins.model.Jenkins;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.MockedStatic;
import org.springframework.security.core.Authentication;

/** A branch on its executor, with an agent whose answers are prepared. */
class BranchRunTest {
  private static final BranchRequest<String> REQUEST =
      new BranchRequest<>(
          "staging", new RunId("abcdefghij"), null, List.of(), site -> "", List.of(), null);

  @TempDir private Path directory;

  private final Run<?, ?> build = mock(Run.class);
  private final Node node = mock(Node.class);
  private final VirtualChannel channel = mock(VirtualChannel.class);
  private final Jenkins jenkins = mock(Jenkins.class);
  private final Answers answers = new Answers();
  private final List<BranchOutcome<String>> outcomes = new ArrayList<>();
  private final Listener listener = new Listener();
  private final BranchRegistry registry = new BranchRegistry();
  private MockedStatic<Jenkins> jenkinsGet;

  @SuppressWarnings("rawtypes") // as it is mocked
  private MockedStatic<ExtensionList> extensions;

  /** What {@code get} does, one after the other; the last for ever. */
  private static final class Answers implements Future<String> {
    private final Deque<Throwable> before = new ArrayDeque<>();
    private String result = "the agent's real result";
    private boolean givenUp;

    @Override
    public String get(long timeout, TimeUnit unit)
        throws InterruptedException, ExecutionException, TimeoutException {
      Throwable next = before.poll();
      if (next instanceof InterruptedException interrupted) {
        throw interrupted;
      } else if (next instanceof ExecutionException failed) {
        throw failed;
      } else if (next instanceof TimeoutException late) {
        throw late;
      } else if (next instanceof Error error) {
        throw error;
      }
      return result;
    }

    @Override
    public String get() {
      throw new AssertionError("waits for ever");
    }

    @Override
    public boolean cancel(boolean interrupt) {
      givenUp = true;
      return true;
    }

    @Override
    public boolean isCancelled() {
      return givenUp;
    }

    @Override
    public boolean isDone() {
      return false;
    }
  }

  private final class Listener implements BranchesListener<String> {
    private RuntimeException trouble;
    private int over;
    private boolean cutOff;

    @Override
    public void started(String environment, String on) {
      if (trouble != null) {
        throw trouble;
      }
    }

    @Override
    public void ended(String environment, BranchOutcome<String> outcome) {
      outcomes.add(outcome);
    }

    @Override
    public void cutOff() {
      cutOff = true;
    }

    @Override
    public void allEnded() {
      over++;
    }
  }

  @BeforeEach
  void prepareJenkins() throws IOException {
    jenkinsGet = mockStatic(Jenkins.class);
    jenkinsGet.when(Jenkins::get).thenReturn(jenkins);
    extensions = mockStatic(ExtensionList.class);
    extensions.when(() -> ExtensionList.lookupSingleton(BranchRegistry.class)).thenReturn(registry);
    when(build.isLogUpdated()).thenReturn(true);
    when(build.getFullDisplayName()).thenReturn("job #1");
    LabelAtom own = mock(LabelAtom.class);
    when(own.getName()).thenReturn("agent1");
    FilePath root = mock(FilePath.class);
    when(root.child(any())).thenReturn(root);
    when(root.getRemote()).thenReturn(directory.resolve("agent").toString());
    when(jenkins.getNode("agent1")).thenReturn(node);
    when(node.getDisplayName()).thenReturn("agent1");
    when(node.getSelfLabel()).thenReturn(own);
    when(node.getRootPath()).thenReturn(root);
    when(node.getChannel()).thenReturn(channel);
    when(channel.callAsync(any())).thenAnswer(call -> answers);
  }

  @AfterEach
  void forgetJenkins() {
    extensions.close();
    jenkinsGet.close();
  }

  private BranchRun<String> branch() {
    return new BranchRun<>(
        REQUEST, new Branches<>(operation(new HeldNode(null)), List.of(REQUEST), 1, listener));
  }

  private Operation operation(HeldNode held) {
    return new Operation(
        build,
        "parallelMigrationTest",
        mock(TaskListener.class),
        mock(Authentication.class),
        held,
        RunClock.start(),
        List.of(),
        (command, children, with) -> new UserCommands.Ended(Status.PASSED, 0, "ran", "ran"),
        directory.resolve("journals"));
  }

  private BranchOutcome<String> outcome() {
    assertThat(outcomes).as("told exactly once").hasSize(1);
    assertThat(listener.over).as("the operation is over").isEqualTo(1);
    return outcomes.get(0);
  }

  @Test
  void itsOutcomeIsWhatTheAgentGaveBack() {
    branch().runOn(node);
    assertThat(outcome().result()).isEqualTo("the agent's real result");
    assertThat(outcome().node()).isEqualTo("agent1");
  }

  @Test
  void aStoppedExecutorWaitsForTheRealResultHoweverOftenItIsStopped() {
    answers.before.add(new InterruptedException());
    answers.before.add(new TimeoutException());
    answers.before.add(new InterruptedException());
    answers.before.add(new TimeoutException());
    branch().runOn(node);
    assertThat(outcome().result()).isEqualTo("the agent's real result");
    assertThat(answers.givenUp).isFalse();
    assertThat(Thread.interrupted())
        .as("an interrupted thread could not write the report")
        .isFalse();
  }

  @Test
  void aLostAgentFailsIt() {
    answers.before.add(new TimeoutException());
    answers.before.add(new ExecutionException(new IllegalStateException("channel closed")));
    branch().runOn(node);
    assertThat(outcome().status()).isEqualTo(Status.FAILED);
    assertThat(outcome().problem()).contains("agent1 was lost").contains("channel closed");
  }

  @Test
  void anAgentLostAfterAnAbortIsAnAbort() {
    answers.before.add(new InterruptedException());
    answers.before.add(new ExecutionException(new IllegalStateException("channel closed")));
    branch().runOn(node);
    assertThat(outcome().status()).isEqualTo(Status.CANCELLED);
    assertThat(outcome().problem()).isEqualTo("its executor on agent1 was stopped");
  }

  @Test
  void whatTheAgentSaysOfItsTroubleIsSaidAsItIs() {
    answers.before.add(new ExecutionException(new IOException("no space left on the device")));
    branch().runOn(node);
    assertThat(outcome().problem()).isEqualTo("no space left on the device");
  }

  @Test
  void doesNotBeginForABuildThatHasEnded() throws IOException {
    when(build.isLogUpdated()).thenReturn(false);
    branch().runOn(node);
    assertThat(outcome().status()).isEqualTo(Status.CANCELLED);
    assertThat(outcome().problem()).isEqualTo("its build has ended");
    verify(channel, never()).callAsync(any());
  }

  @Test
  void doesNotBeginWhenItWasStopped() throws IOException {
    BranchRun<String> branch = branch();
    branch.stop("the step was stopped");
    branch.runOn(node);
    assertThat(outcome().problem()).isEqualTo("the step was stopped");
    verify(channel, never()).callAsync(any());
  }

  @Test
  void anOfflineAgentFailsIt() {
    when(node.getChannel()).thenReturn(null);
    branch().runOn(node);
    assertThat(outcome().problem()).isEqualTo("the agent agent1 is offline");
  }

  @Test
  void whateverGoesWrongOnTheControllerEndsIt() {
    listener.trouble = new IllegalStateException("broken");
    branch().runOn(node);
    assertThat(outcome().status()).isEqualTo(Status.FAILED);
    assertThat(outcome().problem()).contains("broken");
  }

  @Test
  void anAgentLostJustBeforeTheControllerGoesDoesNotEndItsStep() {
    when(jenkins.isTerminating()).thenReturn(false, false, false, true);
    answers.before.add(new ExecutionException(new IllegalStateException("channel closed")));
    branch().runOn(node);
    assertThat(outcomes).isEmpty();
    assertThat(listener.over).isZero();
  }

  @Test
  void aControllerThatGoesDoesNotEndItsStep() {
    when(jenkins.isTerminating()).thenReturn(true);
    answers.before.add(new ExecutionException(new IllegalStateException("channel closed")));
    branch().runOn(node);
    assertThat(outcomes).isEmpty();
    assertThat(listener.cutOff).as("what was measured is kept").isTrue();
    assertThat(listener.over).isZero();
  }

  @Test
  void aResultThatTheControllerCannotTakeEndsIt() {
    answers.before.add(new StackOverflowError("nested too deeply"));
    branch().runOn(node);
    assertThat(outcome().status()).isEqualTo(Status.FAILED);
    assertThat(outcome().problem()).contains("nested too deeply");
  }

  @Test
  void branchesThatWereStoppedBeforeTheyStartedAreForgotten() {
    Branches<String> branches =
        new Branches<>(operation(new HeldNode(null)), List.of(REQUEST), 1, listener);
    branches.stop("the step was stopped");
    branches.start();
    assertThat(outcome().problem()).isEqualTo("the step was stopped");
    assertThat(registry.running()).isEmpty();
  }

  @Test
  void onlyTheMachineWithTheWorkspaceMayRunCommandsThere() throws IOException {
    assertThat(command(new HeldNode("agent1")).output()).isEqualTo("ran");
    assertThatThrownBy(() -> command(new HeldNode("agent2")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("where the workspace is");
    assertThatThrownBy(() -> command(new HeldNode("")))
        .as("the controller")
        .isInstanceOf(IOException.class);
  }

  private UserCommands.Ended command(HeldNode held) throws IOException {
    Branches<String> branches = new Branches<>(operation(held), List.of(REQUEST), 1, listener);
    BranchJournal journal = branches.journal(REQUEST, node);
    return branches
        .link(REQUEST, node, journal, new Cancellation())
        .command(0, new UserCommands.Command("make test", Map.of(), Duration.ofMinutes(1)));
  }
}
