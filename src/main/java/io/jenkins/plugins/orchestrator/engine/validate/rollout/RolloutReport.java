package io.jenkins.plugins.orchestrator.engine.validate.rollout;

import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.Fact;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutHistory.Entered;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutState.Step;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Criterion;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.GateResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a rollout did and saw, as the lane of a report. */
final class RolloutReport {
  private final RolloutSettings settings;
  private final RolloutState end;
  private final RolloutHistory history;
  private final long requests;
  private final List<Finding> findings;

  RolloutReport(
      RolloutSettings settings,
      RolloutState end,
      RolloutHistory history,
      long requests,
      List<Finding> findings) {
    this.settings = settings;
    this.end = end;
    this.history = history;
    this.requests = requests;
    this.findings = findings;
  }

  /**
   * The lane.
   *
   * @param took since it began
   * @param now until when the step that is being made has lasted
   */
  LaneReport lane(Duration took, Instant now) {
    return new LaneReport(
        settings.name(),
        "",
        end.verdict(),
        Duration.ZERO,
        took,
        end.verdict() == Status.PASSED || !end.step().isEnd() ? null : verdict(),
        facts(),
        tasks(now),
        checks(),
        new RolloutTables(settings, end, history).all(),
        allFindings());
  }

  private String verdict() {
    return switch (end.step()) {
      case COMPLETED -> "all " + settings.phases().size() + " phases passed";
      case STOPPED -> "stopped before any traffic was moved: " + end.reason();
      case ROLLED_BACK -> "rolled back in " + phase() + ", healthy again: " + end.reason();
      case FROZEN -> "frozen in " + phase() + ": " + end.reason();
      case READY -> "begins";
      case SHIFTING -> "moves traffic, " + phase();
      case OBSERVING -> "watches " + phase();
      case ROLLING_BACK -> "takes the traffic back: " + end.reason();
      case CHECKING -> "checks the health, traffic is back: " + end.reason();
      default -> end.reason();
    };
  }

  private String phase() {
    return "phase " + (end.phase() + 1) + " (" + settings.shift(end.phase()) + ")";
  }

  private List<Fact> facts() {
    return List.of(
        new Fact("Rollout", verdict()),
        new Fact("Traffic of the new version", traffic()),
        new Fact(
            "Looks",
            history.lookCount()
                + " ("
                + history.count(GateResult.PASS)
                + " passed, "
                + history.count(GateResult.INCONCLUSIVE)
                + " inconclusive, "
                + history.count(GateResult.ERROR)
                + " errors, "
                + history.count(GateResult.FAIL)
                + " failed)"),
        new Fact("Requests measured", String.valueOf(requests)));
  }

  private String traffic() {
    return switch (end.step()) {
      case COMPLETED, FROZEN, OBSERVING -> settings.shift(end.phase()).toString();
      case SHIFTING -> "unknown, on its way to " + settings.shift(end.phase());
      case ROLLING_BACK -> "unknown, on its way to 0 %";
      case ROLLBACK_FAILED -> "unknown, expected 0 %";
      default -> "0 %";
    };
  }

  private List<TaskReport> tasks(Instant now) {
    List<TaskReport> tasks = new ArrayList<>();
    List<Entered> states = new ArrayList<>(history.states());
    if (!states.isEmpty() && !end.step().isEnd()) {
      // What is being made lasts until now.
      states.add(new Entered(now, end));
    }
    for (int i = 0; i + 1 < states.size(); i++) {
      Entered begin = states.get(i);
      // A look that failed is written down as a state of its own, in the same step.
      int next = i + 1;
      while (next + 1 < states.size()
          && states.get(next).state().step() == begin.state().step()
          && begin.state().step() == Step.OBSERVING) {
        next++;
      }
      boolean running = next == states.size() - 1 && !end.step().isEnd();
      TaskReport task = task(begin, states.get(next), states.get(0).at(), running);
      if (task != null) {
        tasks.add(task);
      }
      i = next - 1;
    }
    return tasks;
  }

  private @Nullable TaskReport task(Entered begin, Entered next, Instant start, boolean running) {
    TaskReport ended = task(begin, next, start);
    return ended == null || !running
        ? ended
        : new TaskReport(
            ended.kind(),
            ended.name(),
            Status.UNKNOWN,
            ended.start(),
            ended.duration(),
            "is running");
  }

  private @Nullable TaskReport task(Entered begin, Entered next, Instant start) {
    RolloutState state = begin.state();
    RolloutState after = next.state();
    boolean forward = after.verdict() == Status.UNKNOWN && !after.step().isEnd() && notBack(after);
    Status status = forward || after.step() == Step.COMPLETED ? Status.PASSED : after.verdict();
    return switch (state.step()) {
      case SHIFTING ->
          task(
              TaskKind.SHIFT,
              "move traffic to " + settings.shift(state.phase()),
              status,
              start,
              begin,
              next);
      case OBSERVING ->
          task(
              TaskKind.OBSERVE,
              "watch at " + settings.shift(state.phase()),
              status,
              start,
              begin,
              next);
      case ROLLING_BACK ->
          task(
              TaskKind.SHIFT,
              "take the traffic back",
              after.step() == Step.CHECKING ? Status.PASSED : Status.FAILED,
              start,
              begin,
              next);
      case CHECKING ->
          task(
              TaskKind.CHECK,
              "health after taking back",
              after.step() == Step.ROLLED_BACK ? Status.PASSED : Status.FAILED,
              start,
              begin,
              next);
      default -> null;
    };
  }

  private static boolean notBack(RolloutState state) {
    return state.step() != Step.ROLLING_BACK;
  }

  private static TaskReport task(
      TaskKind kind, String name, Status status, Instant start, Entered begin, Entered next) {
    return new TaskReport(
        kind,
        name,
        status,
        between(start, begin.at()),
        between(begin.at(), next.at()),
        status == Status.PASSED ? null : next.state().reason());
  }

  /** Of the wall clock, which may have been set back meanwhile. */
  private static Duration between(Instant from, Instant to) {
    return to.isBefore(from) ? Duration.ZERO : Duration.between(from, to);
  }

  private List<CheckReport> checks() {
    List<CheckReport> checks = new ArrayList<>();
    history
        .lastOfPhase()
        .forEach(
            (phase, look) -> {
              for (Criterion criterion : look.decision().criteria()) {
                checks.add(check(phase, look, criterion));
              }
            });
    return checks;
  }

  private CheckReport check(int phase, Look look, Criterion criterion) {
    Status status =
        switch (criterion.result()) {
          case PASS -> Status.PASSED;
          case FAIL -> settings.dryRun() ? Status.SKIPPED : Status.FAILED;
          default -> settings.dryRun() ? Status.SKIPPED : Status.UNKNOWN;
        };
    String advice =
        settings.dryRun() ? "dry run: it would not have passed" : "compare both versions' logs";
    return new CheckReport(
        "gate",
        "phase " + (phase + 1) + " (" + settings.shift(phase) + "): " + criterion.name(),
        status,
        criterion.expected(),
        criterion.observed(),
        look.observed(),
        status == Status.PASSED ? null : advice);
  }

  private List<Finding> allFindings() {
    List<Finding> all = new ArrayList<>(findings);
    Finding own = finding();
    if (own != null) {
      all.add(0, own);
    }
    long bad = history.lookCount() - history.count(GateResult.PASS);
    if (settings.dryRun() && bad > 0) {
      all.add(
          Finding.of(
              Finding.Severity.WARNING,
              "dry-run",
              bad
                  + " of "
                  + history.lookCount()
                  + " looks did not pass ("
                  + history.count(GateResult.FAIL)
                  + " failed); nothing was done about it, because this is a dry run",
              null));
    }
    return all;
  }

  private @Nullable Finding finding() {
    return switch (end.step()) {
      case ROLLBACK_FAILED ->
          Finding.of(
              Finding.Severity.ERROR,
              "rollback-failed",
              end.reason(),
              "look at once where the traffic goes and whether the old version answers");
      case ROLLED_BACK ->
          Finding.of(
              Finding.Severity.ERROR,
              "rolled-back",
              verdict(),
              "the old version has all traffic again; compare both versions' logs");
      case FROZEN ->
          Finding.of(
              Finding.Severity.ERROR,
              "rollout-frozen",
              verdict(),
              "decide whether the new version keeps its traffic");
      default -> null;
    };
  }
}
