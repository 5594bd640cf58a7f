package io.jenkins.plugins.orchestrator.jenkins.operation;

import io.jenkins.plugins.orchestrator.engine.operation.OperationPlan.Lane;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.Verdict;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.jenkins.action.LiveRun;
import io.jenkins.plugins.orchestrator.jenkins.action.OrchestrationAction;
import io.jenkins.plugins.orchestrator.jenkins.action.RunEndedListener;
import io.jenkins.plugins.orchestrator.jenkins.action.RunReport;
import io.jenkins.plugins.orchestrator.jenkins.branch.BranchRecovery;
import io.jenkins.plugins.orchestrator.jenkins.branch.BranchRequest;
import io.jenkins.plugins.orchestrator.jenkins.branch.Branches;
import io.jenkins.plugins.orchestrator.jenkins.branch.Operation;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An operation with its plan: the branches, what is said of them in the log and on the page, and
 * the report that comes of it.
 *
 * @param <R> what a branch gives back
 */
final class RunningOperation<R extends Serializable> {
  private final PlannedOperation<R> planned;
  private final OperationRules rules;
  private final OperationSite site;
  private final RunContext context;
  private final OperationLog log;
  private final LiveReport<R> live;
  private final LiveRun page;
  private final Branches<R> branches;
  private final WaitingLines waiting;

  /**
   * Shows it; nothing runs yet.
   *
   * @param failure hears of each branch that failed, by its name
   * @param ended is called once, when all branches have ended
   */
  RunningOperation(
      PlannedOperation<R> planned,
      OperationRules rules,
      OperationSite site,
      RunContext context,
      Consumer<String> failure,
      Runnable ended) {
    this.planned = planned;
    this.rules = rules;
    this.site = site;
    this.context = context;
    this.log = new OperationLog(site.listener(), planned.redactor());
    this.live = new LiveReport<>(planned, context);
    this.page = show();
    this.branches =
        new Branches<>(
            operation(),
            requests(),
            maxParallel(),
            new OperationListener<>(planned, live, page, log, failure, ended));
    this.waiting = new WaitingLines(log);
  }

  private LiveRun show() {
    OrchestrationAction action = OrchestrationAction.of(site.build());
    LiveRun begun = action.begin(context.run(), planned.title(), site.flowNode(), live::report);
    log.link("/" + site.build().getUrl() + action.getUrlName() + "/", planned.announcement());
    for (Finding finding : planned.findings()) {
      log.line(finding.severity() + ": " + finding.message());
    }
    return begun;
  }

  private Operation operation() {
    return new Operation(
        site.build(),
        rules.step(),
        site.listener(),
        site.identity(),
        site.node(),
        context.clock(),
        planned.sequential().stream().map(TaskKind::step).toList(),
        site.commands(),
        BranchRecovery.journals());
  }

  private List<BranchRequest<R>> requests() {
    List<BranchRequest<R>> requests = new ArrayList<>();
    for (Lane lane : planned.lanes()) {
      // Of its own, so that recovering one branch leaves the sessions of the others alone.
      RunId id = RunId.random();
      requests.add(
          new BranchRequest<>(
              lane.name(),
              id,
              lane.agent(),
              lane.servers(),
              planned.work(lane, id),
              planned.parts(lane),
              planned.heldUntil()));
    }
    return requests;
  }

  private int maxParallel() {
    return rules.maxParallel() > 0 ? rules.maxParallel() : planned.maxParallel();
  }

  void start() {
    branches.start();
  }

  /** Ends all branches; blocks for their locks. */
  void stop(String reason) {
    branches.stop(reason);
  }

  /** Says what is waited for, and stores what was measured. Called every second or so. */
  void tick() {
    waiting.tick(branches.waiting(), context.clock().elapsed());
    page.storeNowAndThen();
  }

  /**
   * Its branches have ended: stores and tells the report.
   *
   * @param late says that it took too long; null when it did not
   */
  RunReport finish(@Nullable Finding late) {
    RunReport report = late == null ? live.report() : live.report().timedOut(late);
    page.finish(report);
    RunEndedListener.fireEnded(site.build(), site.flowNode(), report, site.listener());
    Verdict verdict = report.verdict();
    log.line(verdict.status() + ": " + verdict.sentence());
    return report;
  }

  /** What it is doing, for people. */
  String status() {
    String waits =
        branches.waiting().stream()
            .map(each -> "; " + each.environment() + " waits: " + each.why())
            .collect(Collectors.joining());
    return live.countEnded() + " of " + live.count() + " ended" + waits;
  }
}
