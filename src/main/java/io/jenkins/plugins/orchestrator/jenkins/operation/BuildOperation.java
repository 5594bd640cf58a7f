package io.jenkins.plugins.orchestrator.jenkins.operation;

import hudson.AbortException;
import hudson.model.Computer;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.HumanDuration;
import io.jenkins.plugins.orchestrator.engine.report.ProgressListener;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import io.jenkins.plugins.orchestrator.engine.run.RunClock;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.run.StateDirectory;
import io.jenkins.plugins.orchestrator.jenkins.branch.BranchRecovery;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import jenkins.model.Jenkins;
import org.jspecify.annotations.Nullable;

/** One operation of a build, on the controller: plans, and runs until all branches have ended. */
public final class BuildOperation {
  private final OperationRules rules;
  private final OperationPlanner planner;
  private final OperationSite site;
  private final OperationCompletion completion;
  private final RunId id = RunId.random();
  private final RunClock clock = RunClock.start();
  private final Cancellation cancellation = new Cancellation();
  private final InterruptiblePlanning planning = new InterruptiblePlanning();
  private final Deadline deadline;
  private final Ticker ticker;
  private @Nullable RunningOperation<?> running;
  private @Nullable String stopped;
  private boolean timedOut;

  public BuildOperation(
      OperationRules rules,
      OperationPlanner planner,
      OperationSite site,
      OperationCompletion completion) {
    this.rules = rules;
    this.planner = planner;
    this.site = site;
    this.completion = completion;
    this.deadline = Deadline.after(rules.timeout());
    this.ticker = new Ticker("the branches of " + site.build());
  }

  /** Plans and sends the branches, on another thread, as whoever calls. */
  @SuppressWarnings("try") // the context is for its effect on the thread
  public void begin() {
    var identity = Jenkins.getAuthentication2();
    Computer.threadPoolForRemoting.execute(
        () -> {
          try (ACLContext as = ACL.as2(identity)) {
            planAndSend();
          }
        });
  }

  private void planAndSend() {
    try {
      ticker.every(this::checkTimeout);
      begin(planning.plan(planner, site));
    } catch (ConfigurationException e) {
      failed(new AbortException("The configuration is wrong:\n" + e.getMessage()));
    } catch (IOException | InterruptedException e) {
      failed(new AbortException("Could not plan: " + e.getMessage()));
    } catch (RuntimeException | Error e) {
      failed(e);
    }
  }

  private void failed(Throwable problem) {
    ticker.stop();
    String why;
    synchronized (this) {
      why = stopped;
    }
    completion.failed(why == null ? problem : new AbortException("Stopped while planning: " + why));
  }

  private <R extends Serializable> void begin(PlannedOperation<R> planned) {
    RunningOperation<R> begun =
        new RunningOperation<>(
            planned, rules, site, context(planned), this::laneFailed, this::ended);
    String why;
    synchronized (this) {
      running = begun;
      why = stopped;
      // In the same moment: from now on it may end, and end the ticks.
      ticker.every(
          () -> {
            checkTimeout();
            begun.tick();
          });
    }
    if (why == null) {
      begun.start();
    } else {
      begun.stop(why);
    }
  }

  private RunContext context(PlannedOperation<?> planned) {
    return new RunContext(
        id,
        clock,
        new StateDirectory(BranchRecovery.journals()),
        planned.redactor(),
        ProgressListener.silent(),
        cancellation,
        Map.of(),
        Path.of(""),
        site.commands());
  }

  private void checkTimeout() {
    if (deadline.hasPassed()) {
      synchronized (this) {
        timedOut = timedOut || stopped == null;
      }
      stop("the step's timeout of " + HumanDuration.of(rules.timeout()) + " has passed");
    }
  }

  private void laneFailed(String lane) {
    if (rules.failFast()) {
      stop(lane + " failed, and the step is to fail fast");
    }
  }

  /** Ends all branches; the operation ends when they have. Later calls do nothing. */
  public void stop(String reason) {
    RunningOperation<?> all;
    synchronized (this) {
      if (stopped != null) {
        return;
      }
      stopped = reason;
      all = running;
    }
    planning.stop(reason);
    cancellation.cancel(reason);
    if (all != null) {
      // An abort comes from the thread of the flow, which is not to wait for locks.
      Computer.threadPoolForRemoting.execute(() -> all.stop(reason));
    }
  }

  private void ended() {
    ticker.stop();
    RunningOperation<?> all;
    boolean late;
    synchronized (this) {
      all = Objects.requireNonNull(running);
      late = timedOut;
    }
    try {
      completion.done(all.finish(late ? lateness() : null));
    } catch (RuntimeException | Error e) {
      // The step ends, whatever an agent gave back.
      completion.failed(e);
    }
  }

  private Finding lateness() {
    return Finding.of(
        Finding.Severity.ERROR,
        "timed-out",
        "it took longer than the step's timeout of "
            + HumanDuration.of(rules.timeout())
            + ", waiting for executors included",
        "give it more time, more executors, or run fewer at once");
  }

  /** What it is doing, for people. */
  public String status() {
    RunningOperation<?> all;
    synchronized (this) {
      all = running;
    }
    return all == null ? "planning" : all.status();
  }
}
