package io.jenkins.plugins.orchestrator.jenkins.step;

import hudson.AbortException;
import hudson.console.ConsoleLogFilter;
import hudson.model.Computer;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.Secret;
import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.provision.Provisioned;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.jenkins.action.RunReport;
import io.jenkins.plugins.orchestrator.jenkins.branch.BranchHolds;
import io.jenkins.plugins.orchestrator.jenkins.branch.HeldNode;
import io.jenkins.plugins.orchestrator.jenkins.operation.BuildOperation;
import io.jenkins.plugins.orchestrator.jenkins.operation.OperationCompletion;
import io.jenkins.plugins.orchestrator.jenkins.operation.PlannedClones;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.steps.BodyExecution;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jspecify.annotations.Nullable;

/**
 * Makes clones, runs the body with them, drops them. Saved with the build: while clones are made
 * only that; while the body runs, their names and no secret. A body goes on after a restart and
 * keeps its clones, as they are held by the build.
 */
final class ClonesExecution extends StepExecution implements OperationCompletion {
  private static final long serialVersionUID = 1L;
  private static final Logger LOGGER = Logger.getLogger(ClonesExecution.class.getName());

  /** How long the step waits for the clones to be dropped; afterwards the recovery goes on. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String interrupted;
  private final transient @Nullable ClonesCall call;
  private transient @Nullable BuildOperation operation;
  private transient @Nullable Throwable abort;
  private transient @Nullable Future<?> deadline;
  private volatile @Nullable Provisioned clones;
  private volatile @Nullable BodyExecution body;
  private boolean ended;

  /** How the step ends once the clones are gone; lost by a restart, as they may be anything. */
  private transient @Nullable Runnable completion;

  ClonesExecution(StepContext context, ClonesCall call) {
    super(context);
    this.call = call;
    this.interrupted = call.interrupted();
  }

  @Override
  public boolean start() throws IOException, InterruptedException {
    ClonesCall called = Objects.requireNonNull(call);
    BuildOperation begun =
        new BuildOperation(
            called.rules(), called.planner(), OperationExecution.site(getContext()), this);
    operation = begun;
    begun.begin();
    return false;
  }

  // ---- The clones are made

  @Override
  public void failed(Throwable problem) {
    Throwable aborted = abort();
    getContext().onFailure(aborted == null ? problem : aborted);
  }

  @Override
  public void done(RunReport report) {
    ClonesCall called = Objects.requireNonNull(call);
    PlannedClones planned = called.planned().orElseThrow();
    Throwable problem = problem(called, planned, report);
    RunId branch = planned.branch().orElseThrow();
    if (problem != null) {
      endWith(branch, () -> getContext().onFailure(problem));
      return;
    }
    try {
      begin(planned.provisioned().orElseThrow(), planned.plan().environment());
    } catch (IOException | RuntimeException e) {
      endWith(branch, () -> getContext().onFailure(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      endWith(branch, () -> getContext().onFailure(e));
    }
  }

  private @Nullable Throwable problem(ClonesCall called, PlannedClones planned, RunReport report) {
    Throwable aborted = abort();
    if (aborted != null) {
      return aborted;
    }
    Judgement judgement = called.judge(report);
    if (judgement.failure() != null) {
      return new AbortException(judgement.failure());
    }
    return planned.provisioned().isEmpty()
        ? new AbortException("The clones were not handed out: " + report.verdict().sentence())
        : null;
  }

  private synchronized @Nullable Throwable abort() {
    return abort;
  }

  // ---- The body runs

  private void begin(Provisioned made, EnvironmentConfiguration environment)
      throws IOException, InterruptedException {
    StepContext context = getContext();
    BranchHolds.get().hold(made.run(), Objects.requireNonNull(context.get(Run.class)));
    clones = made;
    expireAt(made.expires());
    CloneVariables variables = new CloneVariables(made, environment);
    log("The body has " + variables.names() + " until " + made.expires() + ".");
    BodyInvoker invoker =
        context
            .newBodyInvoker()
            .withContexts(
                EnvironmentExpander.merge(context.get(EnvironmentExpander.class), variables))
            .withCallback(new Callback(this));
    var password = Provisioned.server(environment).password();
    if (password != null) {
      invoker =
          invoker.withContexts(
              BodyInvoker.mergeConsoleLogFilters(
                  context.get(ConsoleLogFilter.class),
                  new PasswordMask(Secret.fromString(password.reveal()))));
    }
    body = invoker.start();
  }

  /** The time of the clones is over then, whatever the body does. */
  private void expireAt(Instant end) {
    long millis = Math.max(0, Duration.between(Instant.now(), end).toMillis());
    synchronized (this) {
      deadline = Timer.get().schedule(this::expire, millis, TimeUnit.MILLISECONDS);
    }
  }

  private void expire() {
    Provisioned expired = clones;
    if (expired != null && !hasEnded()) {
      log("The time of the clones is over: they are dropped, though the body still runs.");
      drop(expired.run(), told -> {});
    }
  }

  private synchronized boolean hasEnded() {
    return ended;
  }

  /** Hears how the body ended, also after a restart. */
  private static final class Callback extends BodyExecutionCallback {
    private static final long serialVersionUID = 1L;

    private final ClonesExecution step;

    Callback(ClonesExecution step) {
      this.step = step;
    }

    @Override
    public void onSuccess(StepContext context, Object result) {
      step.bodyEnded(() -> context.onSuccess(result));
    }

    @Override
    public void onFailure(StepContext context, Throwable problem) {
      step.bodyEnded(() -> context.onFailure(problem));
    }
  }

  private void bodyEnded(Runnable then) {
    endWith(Objects.requireNonNull(clones).run(), then);
  }

  // ---- The clones are dropped

  /** Drops them, then ends the step: as its body did, whatever becomes of the clones. */
  private void endWith(RunId branch, Runnable then) {
    synchronized (this) {
      ended = true;
      completion = then;
      if (deadline != null) {
        deadline.cancel(false);
      }
    }
    Future<?> unused =
        Timer.get().schedule(() -> complete(false), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    drop(branch, this::complete);
  }

  private void drop(RunId branch, Consumer<Boolean> told) {
    HeldNode node = node();
    // Not on the thread of the flow: it is not to wait for files.
    Computer.threadPoolForRemoting.execute(
        () -> {
          try {
            BranchHolds.get().release(branch, node, told);
          } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.WARNING, e, () -> "the clones of branch " + branch);
            told.accept(false);
          }
        });
  }

  private HeldNode node() {
    try {
      Computer computer = getContext().get(Computer.class);
      return new HeldNode(computer == null ? null : computer.getName());
    } catch (IOException e) {
      return new HeldNode(null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new HeldNode(null);
    }
  }

  /**
   * Ends the step, once.
   *
   * @param dropped whether nothing is left of the clones
   */
  private void complete(boolean dropped) {
    Runnable then;
    synchronized (this) {
      then = completion;
      completion = null;
    }
    if (then == null) {
      return;
    }
    if (!dropped) {
      log("The clones could not be dropped yet; a recovery drops them in the background.");
    } else if (clones != null) {
      log("The clones are dropped.");
    }
    then.run();
  }

  private void log(String line) {
    try {
      TaskListener listener = getContext().get(TaskListener.class);
      if (listener != null) {
        listener.getLogger().println(line);
      }
    } catch (IOException e) {
      LOGGER.log(Level.FINE, e, () -> line);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // ---- What others do to it

  /**
   * While clones are made, it ends when they are gone again; the body ends by itself. While they
   * are dropped it waits for that: a second abort does not shorten it.
   */
  @Override
  public void stop(Throwable cause) {
    BuildOperation running = operation;
    BodyExecution runs = body;
    if (hasEnded()) {
      return;
    }
    if (clones != null) {
      if (runs != null) {
        runs.cancel(cause);
      }
      return;
    }
    synchronized (this) {
      if (abort == null) {
        abort = cause;
      }
    }
    if (running == null) {
      getContext().onFailure(cause);
    } else {
      running.stop(OperationExecution.reason(cause));
    }
  }

  /** A safe restart waits until clones are made; a body goes on after it. */
  @Override
  public boolean blocksRestart() {
    return operation != null && clones == null;
  }

  @Override
  public void onResume() {
    Provisioned made = clones;
    if (made == null) {
      getContext().onFailure(new AbortException(interrupted));
    } else if (hasEnded()) {
      endWith(
          made.run(),
          () ->
              getContext()
                  .onFailure(
                      new AbortException(
                          "Jenkins was restarted when the body had ended, while its clones were"
                              + " dropped: how it ended is not known any more.")));
    } else {
      keep(made);
    }
  }

  private void keep(Provisioned made) {
    try {
      BranchHolds.get().hold(made.run(), Objects.requireNonNull(getContext().get(Run.class)));
    } catch (IOException e) {
      // The build's own name, which is written down, still holds them.
      LOGGER.log(Level.WARNING, e, () -> "the clones of branch " + made.run());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    expireAt(made.expires());
  }

  @Override
  public @Nullable String getStatus() {
    BuildOperation running = operation;
    Provisioned made = clones;
    if (hasEnded()) {
      return "dropping the clones";
    } else if (made != null) {
      return made.databases().size() + " clones until " + made.expires();
    }
    return running == null ? null : running.status();
  }
}
