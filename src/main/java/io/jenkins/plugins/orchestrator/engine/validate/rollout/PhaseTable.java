package io.jenkins.plugins.orchestrator.engine.validate.rollout;

import io.jenkins.plugins.orchestrator.engine.report.operation.ReportColumn;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportColumn.Kind;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportTable;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutHistory.Entered;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutState.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A rollout at a glance: how each phase ended and why, and whether the traffic was taken back. */
final class PhaseTable {
  private final RolloutSettings settings;
  private final RolloutState end;
  private final RolloutHistory history;

  /**
   * @param end where the rollout is now
   */
  PhaseTable(RolloutSettings settings, RolloutState end, RolloutHistory history) {
    this.settings = settings;
    this.end = end;
    this.history = history;
  }

  ReportTable table() {
    List<List<String>> rows = new ArrayList<>();
    for (int phase = 0; phase < settings.phases().size(); phase++) {
      rows.add(row(phase));
    }
    Instant back = began(-1, Step.ROLLING_BACK);
    if (back != null) {
      rows.add(takenBack(back));
    }
    return new ReportTable(
        "Phases",
        "The decision is the gate's last one, about everything measured in the phase.",
        List.of(
            new ReportColumn("Phase", Kind.TEXT),
            new ReportColumn("Traffic", Kind.TEXT),
            new ReportColumn("State", Kind.STATUS),
            new ReportColumn("Began", Kind.TIME),
            new ReportColumn("Watched", Kind.DURATION),
            new ReportColumn("Decision", Kind.TEXT),
            new ReportColumn("Reason", Kind.TEXT)),
        rows);
  }

  private List<String> row(int phase) {
    Instant began = began(phase, Step.SHIFTING);
    Look last = history.lastOfPhase().get(phase);
    Status status = status(phase, began);
    return List.of(
        "phase " + (phase + 1),
        settings.shift(phase).toString(),
        status.name(),
        began == null ? "" : began.toString(),
        last == null ? "" : String.valueOf(last.observed().toNanos() / 1e9),
        last == null ? "" : last.decision().result().name().toLowerCase(Locale.ROOT),
        reason(status, last));
  }

  private Status status(int phase, @Nullable Instant began) {
    if (began == null) {
      return Status.SKIPPED;
    }
    boolean wentOn = phase < end.phase() || end.step() == Step.COMPLETED;
    return wentOn ? Status.PASSED : end.verdict();
  }

  private String reason(Status status, @Nullable Look last) {
    if (status == Status.SKIPPED) {
      return "not begun";
    }
    if (status == Status.PASSED) {
      return last == null ? "" : last.decision().reason();
    }
    return whyItEnded();
  }

  /** Why the phase was left; the states after that have reasons of their own. */
  private String whyItEnded() {
    for (Entered each : history.states()) {
      Step step = each.state().step();
      if (step == Step.ROLLING_BACK || step == Step.FROZEN || step == Step.STOPPED) {
        return each.state().reason();
      }
    }
    return end.reason();
  }

  private List<String> takenBack(Instant began) {
    Status status =
        switch (end.step()) {
          case ROLLED_BACK -> Status.PASSED;
          case ROLLBACK_FAILED -> Status.FAILED;
          default -> Status.UNKNOWN;
        };
    String reason =
        end.step() == Step.ROLLED_BACK
            ? "all traffic is with the old version, which is healthy"
            : end.reason();
    return List.of("rollback", "0 %", status.name(), began.toString(), "", "", reason);
  }

  /**
   * When a step was first entered.
   *
   * @param phase from 0; -1 for any
   */
  private @Nullable Instant began(int phase, Step step) {
    return history.states().stream()
        .filter(each -> each.state().step() == step)
        .filter(each -> phase < 0 || each.state().phase() == phase)
        .map(Entered::at)
        .findFirst()
        .orElse(null);
  }
}
