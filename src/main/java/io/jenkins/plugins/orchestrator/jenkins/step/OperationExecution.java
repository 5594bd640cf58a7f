package io.jenkins.plugins.orchestrator.jenkins.step;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Computer;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.orchestrator.engine.operation.UserCommands;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import io.jenkins.plugins.orchestrator.jenkins.action.RunReport;
import io.jenkins.plugins.orchestrator.jenkins.branch.HeldNode;
import io.jenkins.plugins.orchestrator.jenkins.operation.BuildOperation;
import io.jenkins.plugins.orchestrator.jenkins.operation.OperationCompletion;
import io.jenkins.plugins.orchestrator.jenkins.operation.OperationSite;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import jenkins.model.CauseOfInterruption;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.actions.WarningAction;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jspecify.annotations.Nullable;

/**
 * A running step. It ends when its branches have ended, whatever makes them end: what is saved with
 * the build is only that it runs.
 */
final class OperationExecution extends StepExecution implements OperationCompletion {
  private static final long serialVersionUID = 1L;

  private final String interrupted;
  private final transient @Nullable StepCall call;
  private transient @Nullable BuildOperation operation;
  private transient @Nullable Throwable abort;

  OperationExecution(StepContext context, StepCall call) {
    super(context);
    this.call = call;
    this.interrupted = call.interrupted();
  }

  @Override
  public boolean start() throws IOException, InterruptedException {
    StepCall called = Objects.requireNonNull(call);
    BuildOperation begun =
        new BuildOperation(called.rules(), called.planner(), site(getContext()), this);
    operation = begun;
    begun.begin();
    return false;
  }

  /** Where a step was called, as its context says. */
  static OperationSite site(StepContext context) throws IOException, InterruptedException {
    EnvVars variables = context.get(EnvVars.class);
    Computer computer = context.get(Computer.class);
    FlowNode node = context.get(FlowNode.class);
    FilePath workspace = context.get(FilePath.class);
    Launcher launcher = context.get(Launcher.class);
    Map<String, String> environment = variables == null ? Map.of() : variables;
    return new OperationSite(
        Objects.requireNonNull(context.get(Run.class)),
        Objects.requireNonNull(context.get(TaskListener.class)),
        workspace,
        new HeldNode(computer == null ? null : computer.getName()),
        workspace == null || launcher == null
            ? UserCommands.none("commands need a workspace: call the step inside node { }")
            : new StepCommands(launcher, workspace, environment, masking(context, environment)),
        environment,
        node == null ? null : node.getId(),
        Jenkins.getAuthentication2());
  }

  /** Masks what {@code withCredentials} put into the environment: the log alone masks it itself. */
  private static Redactor masking(StepContext context, Map<String, String> variables)
      throws IOException, InterruptedException {
    EnvironmentExpander expander = context.get(EnvironmentExpander.class);
    return Redactor.of(
        expander == null
            ? List.of()
            : expander.getSensitiveVariables().stream()
                .map(variables::get)
                .filter(Objects::nonNull)
                .map(Secret::of)
                .toList());
  }

  /**
   * Cancels the branches. The step ends when they have cleaned up; a second abort does not shorten
   * that, as what is not cleaned up is left behind on somebody's server.
   */
  @Override
  public void stop(Throwable cause) {
    BuildOperation running = operation;
    synchronized (this) {
      if (abort == null) {
        abort = cause;
      }
    }
    if (running == null) {
      getContext().onFailure(cause);
    } else {
      running.stop(reason(cause));
    }
  }

  /** What Jenkins says of it: who aborted the build, or that a {@code timeout} has passed. */
  static String reason(Throwable cause) {
    if (cause instanceof FlowInterruptedException interrupted) {
      String causes =
          interrupted.getCauses().stream()
              .map(CauseOfInterruption::getShortDescription)
              .collect(Collectors.joining(", "));
      if (!causes.isBlank()) {
        return "the step was stopped: " + causes;
      }
    }
    return "the build was aborted";
  }

  /** A safe restart waits for the branches, as they do not survive the controller. */
  @Override
  public boolean blocksRestart() {
    return operation != null;
  }

  /** Branches do not survive the controller; what they left is taken away from their journals. */
  @Override
  public void onResume() {
    getContext().onFailure(new AbortException(interrupted));
  }

  @Override
  public @Nullable String getStatus() {
    BuildOperation running = operation;
    return running == null ? null : running.status();
  }

  @Override
  public void failed(Throwable problem) {
    Throwable aborted = abort();
    getContext().onFailure(aborted == null ? problem : aborted);
  }

  private synchronized @Nullable Throwable abort() {
    return abort;
  }

  @Override
  public void done(RunReport report) {
    Throwable aborted = abort();
    if (aborted != null) {
      getContext().onFailure(aborted);
      return;
    }
    StepCall called = Objects.requireNonNull(call);
    String undelivered = undelivered(called, report);
    Judgement judgement = called.judge(report);
    String failure = judgement.failure() == null ? undelivered : judgement.failure();
    if (failure != null) {
      getContext().onFailure(new AbortException(failure));
      return;
    }
    try {
      if (judgement.unstable() != null) {
        unstable(judgement.unstable());
      }
      getContext().onSuccess(called.result(report));
    } catch (IOException | InterruptedException e) {
      getContext().onFailure(e);
    }
  }

  /** Why the step could not leave what it was asked to; null when it could. */
  private @Nullable String undelivered(StepCall called, RunReport report) {
    try {
      called.deliver(report, site(getContext()));
      return null;
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted while files were written";
    }
  }

  private void unstable(String why) throws IOException, InterruptedException {
    StepContext context = getContext();
    Objects.requireNonNull(context.get(TaskListener.class)).getLogger().println("UNSTABLE: " + why);
    FlowNode node = context.get(FlowNode.class);
    if (node != null) {
      node.addOrReplaceAction(new WarningAction(Result.UNSTABLE).withMessage(why));
    }
    Objects.requireNonNull(context.get(Run.class)).setResult(Result.UNSTABLE);
  }
}
