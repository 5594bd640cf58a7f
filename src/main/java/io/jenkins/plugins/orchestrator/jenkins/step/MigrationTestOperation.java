package io.jenkins.plugins.orchestrator.jenkins.step;

import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Computer;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.Secrets;
import io.jenkins.plugins.orchestrator.engine.config.WorkflowStep;
import io.jenkins.plugins.orchestrator.engine.migration.BranchResult;
import io.jenkins.plugins.orchestrator.engine.migration.MigrationTestPlan;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.operation.UserCommands;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.HumanDuration;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.ReportWords;
import io.jenkins.plugins.orchestrator.engine.report.Verdict;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import io.jenkins.plugins.orchestrator.engine.run.ProgressListener;
import io.jenkins.plugins.orchestrator.engine.run.RunClock;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.run.StateDirectory;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.jenkins.action.LiveRun;
import io.jenkins.plugins.orchestrator.jenkins.action.OrchestrationAction;
import io.jenkins.plugins.orchestrator.jenkins.action.RunEndedListener;
import io.jenkins.plugins.orchestrator.jenkins.branch.BranchRecovery;
import io.jenkins.plugins.orchestrator.jenkins.branch.BranchRequest;
import io.jenkins.plugins.orchestrator.jenkins.branch.Branches;
import io.jenkins.plugins.orchestrator.jenkins.branch.HeldNode;
import io.jenkins.plugins.orchestrator.jenkins.branch.Operation;
import io.jenkins.plugins.orchestrator.jenkins.plan.PlanRequest;
import io.jenkins.plugins.orchestrator.jenkins.plan.Planning;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jenkins.util.Timer;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;

/** One call of the step on the controller: plans, and sends branches until all have ended. */
final class MigrationTestOperation {
  private static final Logger LOGGER = Logger.getLogger(MigrationTestOperation.class.getName());
  private static final long TICK_SECONDS = 1;

  /**
   * Where the step stands.
   *
   * @param build its build
   * @param listener the build's log
   * @param workspace null outside of {@code node}
   * @param node the node that the step holds
   * @param commands runs the user's commands
   * @param variables the step's environment
   * @param flowNode the id of the step's node in the flow, null when it has none
   * @param identity whose rights the build has
   */
  record Site(
      Run<?, ?> build,
      TaskListener listener,
      @Nullable FilePath workspace,
      HeldNode node,
      UserCommands commands,
      Map<String, String> variables,
      @Nullable String flowNode,
      Authentication identity) {}

  private final MigrationTestSettings settings;
  private final Site site;
  private final MigrationTestCompletion completion;
  private final RunId id = RunId.random();
  private final RunClock clock = RunClock.start();
  private final Cancellation cancellation = new Cancellation();
  private final Deadline deadline;
  private @Nullable Branches<BranchResult> branches;
  private @Nullable String stopped;
  private @Nullable ScheduledFuture<?> ticks;
  private @Nullable Thread planner;
  private @Nullable LiveReport progress;
  private boolean timedOut;

  MigrationTestOperation(
      MigrationTestSettings settings, Site site, MigrationTestCompletion completion) {
    this.settings = settings;
    this.site = site;
    this.completion = completion;
    this.deadline = Deadline.after(settings.timeout());
  }

  /** Plans and sends the branches; blocks while it plans. */
  void begin() {
    try {
      every(this::checkTimeout);
      begin(plan());
    } catch (ConfigurationException e) {
      failed(new AbortException("The configuration is wrong:\n" + e.getMessage()));
    } catch (IOException | InterruptedException e) {
      failed(new AbortException("Could not plan: " + e.getMessage()));
    } catch (RuntimeException | Error e) {
      failed(e);
    }
  }

  /** Reads the workspace, on an agent that may not answer: {@link #stop} interrupts it. */
  private MigrationTestPlan plan()
      throws ConfigurationException, IOException, InterruptedException {
    synchronized (this) {
      if (stopped != null) {
        throw new InterruptedException(stopped);
      }
      planner = Thread.currentThread();
    }
    try {
      return planning().plan(site.build(), site.workspace(), site.node());
    } finally {
      synchronized (this) {
        planner = null;
        // Of an interrupt that came too late.
        Thread.interrupted();
      }
    }
  }

  private void failed(Throwable problem) {
    String why;
    synchronized (this) {
      stopTicks();
      why = stopped;
    }
    completion.failed(why == null ? problem : new AbortException("Stopped while planning: " + why));
  }

  /** Does something every second from now on, instead of what it did until now. */
  private synchronized void every(Runnable tick) {
    stopTicks();
    ticks =
        Timer.get()
            .scheduleWithFixedDelay(
                () -> quietly(tick), TICK_SECONDS, TICK_SECONDS, TimeUnit.SECONDS);
  }

  /** A timer drops what once threw, and with it the timeout. */
  private void quietly(Runnable tick) {
    try {
      tick.run();
    } catch (RuntimeException e) {
      LOGGER.log(Level.WARNING, e, () -> "a look at the branches of " + site.build());
    }
  }

  private synchronized void stopTicks() {
    if (ticks != null) {
      ticks.cancel(false);
    }
  }

  private Planning planning() {
    return new Planning(
        new PlanRequest(
            settings.config(),
            settings.configText(),
            settings.environments(),
            settings.credentials().keySet(),
            site.variables()),
        settings.credentials(),
        settings.agents());
  }

  private void begin(MigrationTestPlan plan) {
    MigrationTestConfiguration configuration = plan.configuration();
    OperationLog log = new OperationLog(site.listener(), Secrets.redactor(configuration));
    LiveReport live = new LiveReport(configuration, context(configuration));
    LiveRun page = show(configuration, live, log);
    MigrationTestListener listener =
        new MigrationTestListener(
            live, page, log, this::environmentFailed, () -> ended(live, page, log));
    Branches<BranchResult> all =
        new Branches<>(
            operation(configuration), requests(plan), maxParallel(configuration), listener);
    WaitingLines waiting = new WaitingLines(log);
    String why;
    synchronized (this) {
      branches = all;
      progress = live;
      why = stopped;
      every(() -> tick(all, waiting, page));
    }
    if (why == null) {
      all.start();
    } else {
      all.stop(why);
    }
  }

  private LiveRun show(
      MigrationTestConfiguration configuration, LiveReport live, OperationLog log) {
    OrchestrationAction action = OrchestrationAction.of(site.build());
    LiveRun page =
        action.begin(
            id, "Migration test of " + configuration.file(), site.flowNode(), live::report);
    log.link(
        "/" + site.build().getUrl() + action.getUrlName() + "/",
        "Migration test of "
            + ReportWords.count(configuration.environments().size(), "environment")
            + ": timings, failures and findings");
    for (Finding finding : configuration.findings()) {
      log.line(finding.severity() + ": " + finding.message());
    }
    return page;
  }

  private RunContext context(MigrationTestConfiguration configuration) {
    return new RunContext(
        id,
        clock,
        new StateDirectory(BranchRecovery.journals()),
        Secrets.redactor(configuration),
        ProgressListener.silent(),
        cancellation,
        Map.of(),
        Path.of(""),
        site.commands());
  }

  private int maxParallel(MigrationTestConfiguration configuration) {
    return settings.maxParallel() > 0 ? settings.maxParallel() : configuration.maxParallel();
  }

  private Operation operation(MigrationTestConfiguration configuration) {
    return new Operation(
        site.build(),
        ParallelMigrationTestStep.NAME,
        site.listener(),
        site.identity(),
        site.node(),
        clock,
        configuration.workflow().stream()
            .filter(step -> !step.parallel())
            .map(WorkflowStep::kind)
            .map(kind -> kind.step())
            .toList(),
        site.commands(),
        BranchRecovery.journals());
  }

  private static List<BranchRequest<BranchResult>> requests(MigrationTestPlan plan) {
    List<BranchRequest<BranchResult>> requests = new ArrayList<>();
    for (EnvironmentConfiguration environment : plan.configuration().environments()) {
      // Of its own, so that recovering one branch leaves the sessions of the others alone.
      RunId id = RunId.random();
      List<DatabaseTarget> servers =
          Stream.of(environment.source(), environment.snapshot().server())
              .filter(Objects::nonNull)
              .toList();
      requests.add(
          new BranchRequest<>(
              environment.name(),
              id,
              environment.agent(),
              servers,
              new MigrationTestWork(plan.of(environment), environment.name(), id)));
    }
    return requests;
  }

  private void tick(Branches<BranchResult> all, WaitingLines waiting, LiveRun page) {
    checkTimeout();
    waiting.tick(all.waiting(), clock.elapsed());
    page.storeNowAndThen();
  }

  private void checkTimeout() {
    if (deadline.hasPassed()) {
      synchronized (this) {
        timedOut = timedOut || stopped == null;
      }
      stop("the step's timeout of " + HumanDuration.of(settings.timeout()) + " has passed");
    }
  }

  private void environmentFailed(String environment) {
    if (settings.failFast()) {
      stop(environment + " failed, and the step is to fail fast");
    }
  }

  /** Ends all branches; the operation ends when they have. Later calls do nothing. */
  void stop(String reason) {
    Branches<BranchResult> all;
    synchronized (this) {
      if (stopped != null) {
        return;
      }
      stopped = reason;
      all = branches;
      if (planner != null) {
        planner.interrupt();
      }
    }
    cancellation.cancel(reason);
    if (all != null) {
      // An abort comes from the thread of the flow, which is not to wait for locks.
      Computer.threadPoolForRemoting.execute(() -> all.stop(reason));
    }
  }

  private void ended(LiveReport live, LiveRun page, OperationLog log) {
    boolean late;
    synchronized (this) {
      stopTicks();
      late = timedOut;
    }
    try {
      MigrationTestReport report = late ? timedOut(live.report()) : live.report();
      page.finish(report);
      RunEndedListener.fireEnded(site.build(), site.flowNode(), report, site.listener());
      Verdict verdict = Verdict.of(report);
      log.line(verdict.status() + ": " + verdict.sentence());
      completion.done(report);
    } catch (RuntimeException | Error e) {
      // The step ends, whatever an agent gave back.
      completion.failed(e);
    }
  }

  private MigrationTestReport timedOut(MigrationTestReport report) {
    List<Finding> findings = new ArrayList<>(report.findings());
    findings.add(
        Finding.of(
            Finding.Severity.ERROR,
            "timed-out",
            "it took longer than the step's timeout of "
                + HumanDuration.of(settings.timeout())
                + ", waiting for executors included",
            "give it more time, more executors, or fewer environments at once"));
    return new MigrationTestReport(
        report.runId(),
        report.configuration(),
        report.startedAt(),
        report.duration(),
        report.sequentialEquivalent(),
        Status.ofParts(List.of(report.status(), Status.TIMED_OUT)),
        report.environments(),
        report.drift(),
        findings);
  }

  /** What it is doing, for people. */
  synchronized String status() {
    if (progress == null || branches == null) {
      return "planning";
    }
    String waiting =
        branches.waiting().stream()
            .map(each -> "; " + each.environment() + " waits: " + each.why())
            .collect(Collectors.joining());
    return progress.countEnded() + " environments have ended" + waiting;
  }
}
