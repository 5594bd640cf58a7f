package io.jenkins.plugins.orchestrator.jenkins.step;

import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Executor;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.Shift;
import io.jenkins.plugins.orchestrator.jenkins.rollout.BuildRollout;
import io.jenkins.plugins.orchestrator.jenkins.rollout.RolloutOrder;
import io.jenkins.plugins.orchestrator.jenkins.rollout.RolloutThreads;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import jenkins.model.CauseOfInterruption;
import jenkins.model.InterruptedBuildAction;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.BodyExecution;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jspecify.annotations.Nullable;

/**
 * A rollout as a step. Saved with the build: what was asked for, and how the body was called that
 * runs; where the rollout is, its journal knows. A body that ran when Jenkins went goes on by
 * itself, and is waited for; everything else goes on from the journal.
 */
final class RolloutExecution extends StepExecution {
  private static final long serialVersionUID = 1L;

  private final RolloutOrder order;
  private final boolean propagate;

  /** How the body was called that runs; null when none does. */
  private volatile @Nullable Shift moving;

  private volatile @Nullable BodyExecution body;

  /** Counts the calls of the body: only the last one is heard. */
  private int call;

  /** How many had aborted the build when the body was called. */
  private int interruptions;

  /** Why the step fails when the rollout has ended, as somebody aborted it. */
  private volatile @Nullable Throwable abort;

  private transient @Nullable BuildRollout rollout;

  /**
   * @param propagate whether a rollout that does not pass fails the step
   */
  RolloutExecution(StepContext context, RolloutOrder order, boolean propagate) {
    super(context);
    this.order = order;
    this.propagate = propagate;
  }

  @Override
  public boolean start() {
    rollout();
    return false;
  }

  @Override
  public void onResume() {
    rollout();
  }

  /** Begins it, or goes on; only once in a process. */
  private synchronized BuildRollout rollout() {
    BuildRollout begun = rollout;
    if (begun == null) {
      begun =
          new BuildRollout(
              order,
              () -> getContext().get(FilePath.class),
              new OfStep(),
              RolloutThreads.ofJenkins());
      rollout = begun;
      begun.open(moving);
      Throwable aborted = abort;
      if (aborted != null) {
        // Jenkins went before the traffic was back.
        begun.driver().cancel(OperationExecution.reason(aborted));
      }
    }
    return begun;
  }

  /** The traffic is taken back, or stays when it is to be frozen; only then the step ends. */
  @Override
  public void stop(Throwable cause) {
    aborted(cause);
  }

  private void aborted(Throwable cause) {
    synchronized (this) {
      if (abort == null) {
        abort = cause;
      }
    }
    rollout().driver().cancel(OperationExecution.reason(cause));
  }

  @Override
  public @Nullable String getStatus() {
    BuildRollout begun;
    synchronized (this) {
      begun = rollout;
    }
    return begun == null ? null : begun.driver().status();
  }

  // ---- The body

  private void bodyEnded(int number, @Nullable Throwable problem) {
    if (!isLast(number)) {
      return;
    }
    moving = null;
    body = null;
    boolean interrupted = problem instanceof FlowInterruptedException;
    // Jenkins stops what is innermost: the body's step hears of an abort, this one does not.
    if (interrupted) {
      aborted(problem);
    } else {
      FlowInterruptedException kept = keptAbort();
      if (kept != null) {
        aborted(kept);
      }
    }
    rollout().driver().moved(problem == null ? null : message(problem), interrupted);
  }

  /**
   * An abort that the body kept for itself, by {@code catchError} or a {@code try}; null when there
   * was none.
   */
  private @Nullable FlowInterruptedException keptAbort() {
    List<CauseOfInterruption> causes = causes();
    return causes.size() <= interruptions
        ? null
        : new FlowInterruptedException(
            Result.ABORTED,
            true,
            causes.subList(interruptions, causes.size()).toArray(CauseOfInterruption[]::new));
  }

  /** Who has aborted the build until now. */
  private List<CauseOfInterruption> causes() {
    try {
      Run<?, ?> build = getContext().get(Run.class);
      return build == null ? List.of() : causes(build);
    } catch (IOException e) {
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  /** First they are with the executor, a moment later with the build. */
  private static List<CauseOfInterruption> causes(Run<?, ?> build) {
    List<CauseOfInterruption> causes = new ArrayList<>();
    build.getActions(InterruptedBuildAction.class).forEach(each -> causes.addAll(each.getCauses()));
    Executor executor = build.getExecutor();
    if (executor != null) {
      causes.addAll(executor.getCausesOfInterruption());
    }
    return causes;
  }

  private synchronized int nextCall() {
    call++;
    return call;
  }

  private synchronized boolean isLast(int number) {
    return number == call;
  }

  private static String message(Throwable problem) {
    String message = problem.getMessage();
    return message == null || problem instanceof FlowInterruptedException
        ? OperationExecution.reason(problem)
        : message;
  }

  /**
   * What the step fails with; null when it does not. Who aborts expects the traffic to be taken
   * back: where it is not, the step has failed, for all who are told of failed builds alone.
   */
  static @Nullable Throwable failure(
      OperationReport report, boolean back, boolean propagate, @Nullable Throwable aborted) {
    if (aborted != null && back) {
      return aborted;
    }
    String failure = Judgement.of(report, propagate || aborted != null).failure();
    if (failure == null) {
      return aborted;
    }
    AbortException failed = new AbortException(failure);
    if (aborted != null) {
      failed.addSuppressed(aborted);
    }
    return failed;
  }

  /** Hears how a call of the body ended, also after a restart. */
  private static final class Callback extends BodyExecutionCallback {
    private static final long serialVersionUID = 1L;

    private final RolloutExecution step;
    private final int number;

    Callback(RolloutExecution step, int number) {
      this.step = step;
      this.number = number;
    }

    @Override
    public void onSuccess(StepContext context, Object result) {
      step.bodyEnded(number, null);
    }

    @Override
    public void onFailure(StepContext context, Throwable problem) {
      step.bodyEnded(number, problem);
    }
  }

  /** This step, as the rollout needs it. */
  private final class OfStep implements BuildRollout.Site {
    @Override
    public Run<?, ?> build() throws IOException, InterruptedException {
      return Objects.requireNonNull(getContext().get(Run.class));
    }

    @Override
    public TaskListener listener() throws IOException, InterruptedException {
      return Objects.requireNonNull(getContext().get(TaskListener.class));
    }

    @Override
    public @Nullable String flowNode() throws IOException, InterruptedException {
      FlowNode node = getContext().get(FlowNode.class);
      return node == null ? null : node.getId();
    }

    @Override
    public void move(Shift shift) throws IOException, InterruptedException {
      StepContext context = getContext();
      int number = nextCall();
      EnvironmentExpander variables =
          EnvironmentExpander.merge(
              context.get(EnvironmentExpander.class), new RolloutVariables(shift));
      BodyInvoker invoker =
          context
              .newBodyInvoker()
              .withContexts(variables)
              .withCallback(new Callback(RolloutExecution.this, number));
      // Before it is called: it may end at once.
      moving = shift;
      interruptions = causes().size();
      try {
        body = invoker.start();
      } catch (RuntimeException e) {
        moving = null;
        throw e;
      }
    }

    @Override
    public void end(String why) {
      BodyExecution running = body;
      if (running != null) {
        Throwable cause = abort;
        running.cancel(cause == null ? new AbortException(why) : cause);
      }
    }

    @Override
    public void forget() {
      nextCall();
      moving = null;
      body = null;
    }

    @Override
    public void ended(OperationReport report, boolean back) {
      Throwable failure = failure(report, back, propagate, abort);
      if (failure != null) {
        getContext().onFailure(failure);
      } else {
        getContext().onSuccess(OperationResult.of(report));
      }
    }

    @Override
    public void broken(Throwable problem) {
      getContext()
          .onFailure(
              new AbortException(
                  "The rollout cannot go on, and where the traffic is, is not known: "
                      + problem.getMessage()));
    }
  }
}
