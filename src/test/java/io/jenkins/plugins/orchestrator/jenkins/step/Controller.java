package io.jenkins.plugins.orchestrator.jenkins.step;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockStatic;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import hudson.ExtensionList;
import hudson.FilePath;
import hudson.console.HyperlinkNote;
import hudson.model.Computer;
import hudson.model.Job;
import hudson.model.Node;
import hudson.model.Queue;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.labels.LabelAtom;
import hudson.model.queue.ScheduleResult;
import hudson.remoting.Callable;
import hudson.remoting.Future;
import hudson.remoting.VirtualChannel;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.util.Secret;
import io.jenkins.plugins.orchestrator.jenkins.action.BuildOnDisk;
import io.jenkins.plugins.orchestrator.jenkins.action.RunEndedListener;
import io.jenkins.plugins.orchestrator.jenkins.branch.BranchHolds;
import io.jenkins.plugins.orchestrator.jenkins.branch.BranchRecovery;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import jenkins.model.Jenkins;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.mockito.ArgumentCaptor;
import org.mockito.MockedStatic;

/**
 * A Jenkins with a build, a queue and an agent, all of them mocks. Its background threads are the
 * test's own; what is sent to the agent runs for real, on a thread of its own.
 */
final class Controller implements AutoCloseable {
  private final Deque<MockedStatic<?>> statics = new ArrayDeque<>();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  final ScheduledExecutorService timer = mock(ScheduledExecutorService.class);
  final Jenkins jenkins = mock(Jenkins.class);
  final Queue queue = mock(Queue.class);
  final Run<?, ?> build;
  final FlowNode flowNode = mock(FlowNode.class);
  final StepContext context = mock(StepContext.class);
  final List<Object> completions = new ArrayList<>();

  Controller(Path directory) throws IOException, InterruptedException {
    build = BuildOnDisk.in(Files.createDirectories(directory.resolve("builds/1")));
    Job<?, ?> job = mock(Job.class);
    when(job.getRootDir()).thenReturn(directory.toFile());
    doReturn(job).when(build).getParent();
    when(jenkins.getRootDir()).thenReturn(directory.toFile());
    mocked(Jenkins.class).when(Jenkins::get).thenReturn(jenkins);
    mocked(Queue.class).when(Queue::getInstance).thenReturn(queue);
    mocked(Timer.class).when(Timer::get).thenReturn(timer);
    mocked(ACL.class).when(() -> ACL.as2(any())).thenReturn(mock(ACLContext.class));
    MockedStatic<?> extensions = mocked(ExtensionList.class);
    extensions
        .when(() -> ExtensionList.lookupSingleton(any()))
        .thenAnswer(call -> mock((Class<?>) call.getArgument(0)));
    BranchHolds holds = new BranchHolds();
    extensions.when(() -> ExtensionList.lookupSingleton(BranchHolds.class)).thenReturn(holds);
    BranchRecovery recovery = new BranchRecovery();
    extensions.when(() -> ExtensionList.lookupSingleton(BranchRecovery.class)).thenReturn(recovery);
    encrypting(mocked(Secret.class));
    ExtensionList<?> none = mock(ExtensionList.class);
    when(none.iterator()).thenAnswer(call -> Collections.emptyIterator());
    extensions.when(() -> ExtensionList.lookup(RunEndedListener.class)).thenAnswer(call -> none);
    mocked(HyperlinkNote.class)
        .when(() -> HyperlinkNote.encodeTo(any(), any()))
        .thenAnswer(call -> call.getArgument(0) + " " + call.getArgument(1));
    when(timer.scheduleWithFixedDelay(any(), anyLong(), anyLong(), any()))
        .thenAnswer(call -> mock(ScheduledFuture.class));
    queueAccepts(true);

    TaskListener listener = mock(TaskListener.class);
    when(listener.getLogger()).thenReturn(new PrintStream(log, true, UTF_8));
    when(flowNode.getId()).thenReturn("12");
    when(context.get(any()))
        .thenAnswer(
            call -> {
              Class<?> wanted = call.getArgument(0);
              return wanted == Run.class
                  ? build
                  : wanted == TaskListener.class
                      ? listener
                      : wanted == FlowNode.class ? flowNode : null;
            });
    doAnswer(call -> completions.add(call.getArgument(0))).when(context).onSuccess(any());
    doAnswer(call -> completions.add(call.getArgument(0))).when(context).onFailure(any());
  }

  private <T> MockedStatic<T> mocked(Class<T> type) {
    MockedStatic<T> mocked = mockStatic(type);
    statics.push(mocked);
    return mocked;
  }

  /** Secrets whose encryption anybody could undo. */
  private static void encrypting(MockedStatic<Secret> secrets) {
    secrets.when(() -> Secret.fromString(any())).thenAnswer(call -> secret(call.getArgument(0)));
    secrets
        .when(() -> Secret.decrypt(any()))
        .thenAnswer(
            call -> {
              String encrypted = call.getArgument(0);
              return secret(new String(Base64.getDecoder().decode(encrypted), UTF_8));
            });
  }

  private static Secret secret(String text) {
    Secret secret = mock(Secret.class);
    when(secret.getPlainText()).thenReturn(text);
    when(secret.getEncryptedValue())
        .thenReturn(Base64.getEncoder().encodeToString(text.getBytes(UTF_8)));
    return secret;
  }

  void queueAccepts(boolean accepts) {
    ScheduleResult result = mock(ScheduleResult.class);
    when(result.isAccepted()).thenReturn(accepts);
    when(queue.schedule2(any(), anyInt())).thenReturn(result);
  }

  /** The step stands inside of {@code node}, on an agent with this directory as workspace. */
  void holdNode(Path workspace) throws IOException, InterruptedException {
    FilePath path = directory(workspace);
    when(path.act(any()))
        .thenAnswer(
            call ->
                ((FilePath.FileCallable<?>) call.getArgument(0)).invoke(workspace.toFile(), null));
    FilePath root = directory(workspace.resolveSibling("agent"));
    LabelAtom own = mock(LabelAtom.class);
    when(own.getName()).thenReturn("agent1");
    VirtualChannel channel = mock(VirtualChannel.class);
    when(channel.export(any(), any()))
        .thenAnswer(call -> exported(call.getArgument(0), call.getArgument(1)));
    when(channel.call(any())).thenAnswer(call -> call.getArgument(0, Callable.class).call());
    when(channel.callAsync(any())).thenAnswer(call -> new OnAgent<>(call.getArgument(0)));
    Node node = mock(Node.class);
    when(node.getDisplayName()).thenReturn("agent1");
    when(node.getSelfLabel()).thenReturn(own);
    when(node.getRootPath()).thenReturn(root);
    when(node.getChannel()).thenReturn(channel);
    when(jenkins.getNode("agent1")).thenReturn(node);
    when(jenkins.getLabel("agent1")).thenReturn(own);
    when(own.matches(node)).thenReturn(true);
    Computer computer = mock(Computer.class);
    when(computer.getName()).thenReturn("agent1");
    when(context.get(Computer.class)).thenReturn(computer);
    when(context.get(FilePath.class)).thenReturn(path);
  }

  private static FilePath directory(Path path) {
    FilePath directory = mock(FilePath.class);
    when(directory.getRemote()).thenReturn(path.toString());
    when(directory.child(any()))
        .thenAnswer(call -> directory(path.resolve(call.getArgument(0, String.class))));
    return directory;
  }

  /** The agent's calls are answered on other threads than the test's. */
  private static Object exported(Class<?> type, Object target) {
    return Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) -> {
          try (MockedStatic<Secret> secrets = mockStatic(Secret.class)) {
            encrypting(secrets);
            method.setAccessible(true);
            return method.invoke(target, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }

  /** A call that runs now. */
  private static final class OnAgent<V> extends FutureTask<V> implements Future<V> {
    OnAgent(Callable<V, ?> callable) {
      super(
          () -> {
            try {
              return callable.call();
            } catch (Exception e) {
              throw e;
            } catch (Throwable e) {
              throw new IllegalStateException(e);
            }
          });
      Thread thread = new Thread(this, "agent");
      thread.setDaemon(true);
      thread.start();
    }
  }

  /** What happens every second. */
  void tick() {
    ArgumentCaptor<Runnable> tick = ArgumentCaptor.forClass(Runnable.class);
    verify(timer, atLeastOnce())
        .scheduleWithFixedDelay(tick.capture(), anyLong(), anyLong(), any());
    tick.getValue().run();
  }

  /** The build's log. */
  String log() {
    return log.toString(UTF_8);
  }

  /** How the step ended: its result or its failure. */
  Object completion() {
    if (completions.size() != 1) {
      throw new AssertionError("not completed exactly once: " + completions);
    }
    return completions.get(0);
  }

  @Override
  public void close() {
    statics.forEach(MockedStatic::close);
  }
}
