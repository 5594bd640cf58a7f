package io.jenkins.plugins.orchestrator.engine.validate.rollout;

import io.jenkins.plugins.orchestrator.engine.report.operation.ReportColumn;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportColumn.Kind;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportTable;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutHistory.Counts;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutHistory.Entered;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutHistory.LookRow;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Query;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Sample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The tables of a rollout's report. */
final class RolloutTables {
  private final RolloutSettings settings;
  private final RolloutState end;
  private final RolloutHistory history;

  /**
   * @param end where the rollout is now
   */
  RolloutTables(RolloutSettings settings, RolloutState end, RolloutHistory history) {
    this.settings = settings;
    this.end = end;
    this.history = history;
  }

  List<ReportTable> all() {
    List<ReportTable> tables = new ArrayList<>();
    tables.add(new PhaseTable(settings, end, history).table());
    tables.add(steps());
    tables.add(looks());
    if (history.looks().stream().anyMatch(look -> !look.queries().isEmpty())) {
      tables.add(queries());
    }
    if (history.failed().count() + history.answered().count() > 0) {
      tables.add(samples());
    }
    return tables;
  }

  private ReportTable steps() {
    List<List<String>> rows = new ArrayList<>();
    for (Entered each : history.states()) {
      RolloutState state = each.state();
      rows.add(
          List.of(
              each.at().toString(),
              words(state.step().name()),
              String.valueOf(state.phase() + 1),
              settings.shift(state.phase()).toString(),
              state.reason()));
    }
    return new ReportTable(
        "Steps",
        shown(
            rows.size(), history.stateCount(), "steps; each was written down before it was made."),
        List.of(
            new ReportColumn("Time", Kind.TIME),
            new ReportColumn("Step", Kind.TEXT),
            new ReportColumn("Phase", Kind.NUMBER),
            new ReportColumn("Traffic of the phase", Kind.TEXT),
            new ReportColumn("Reason", Kind.TEXT)),
        rows);
  }

  private ReportTable looks() {
    List<List<String>> rows = new ArrayList<>();
    for (LookRow look : history.looks()) {
      List<String> row = new ArrayList<>();
      row.add(look.at().toString());
      row.add(String.valueOf(look.phase() + 1));
      row.add(String.valueOf(seconds(look.observed())));
      row.addAll(counts(look.baseline()));
      row.addAll(counts(look.canary()));
      row.add(look.result().name());
      row.add(look.reason());
      rows.add(row);
    }
    return new ReportTable(
        "Looks",
        shown(rows.size(), history.lookCount(), "looks; the numbers are those since the look")
            + " before, the decision is about all of the phase so far.",
        List.of(
            new ReportColumn("Time", Kind.TIME),
            new ReportColumn("Phase", Kind.NUMBER),
            new ReportColumn("Watched", Kind.DURATION),
            new ReportColumn("Baseline requests", Kind.NUMBER),
            new ReportColumn("Baseline failed", Kind.NUMBER),
            new ReportColumn("Baseline p50", Kind.DURATION),
            new ReportColumn("Baseline p95", Kind.DURATION),
            new ReportColumn("Canary requests", Kind.NUMBER),
            new ReportColumn("Canary failed", Kind.NUMBER),
            new ReportColumn("Canary p50", Kind.DURATION),
            new ReportColumn("Canary p95", Kind.DURATION),
            new ReportColumn("Decision", Kind.TEXT),
            new ReportColumn("Reason", Kind.TEXT)),
        rows);
  }

  private ReportTable queries() {
    List<List<String>> rows = new ArrayList<>();
    for (LookRow look : history.looks()) {
      for (Query query : look.queries()) {
        rows.add(List.of(look.at().toString(), query.text(), query.answer()));
      }
    }
    return new ReportTable(
        "Queries",
        "Of the looks shown.",
        List.of(
            new ReportColumn("Time", Kind.TIME),
            new ReportColumn("Query", Kind.TEXT),
            new ReportColumn("Answer", Kind.TEXT)),
        rows);
  }

  private ReportTable samples() {
    List<List<String>> rows = new ArrayList<>();
    for (SampleReservoir each : List.of(history.failed(), history.answered())) {
      for (Sample sample : each.samples()) {
        rows.add(
            List.of(
                sample.at().toString(),
                words(sample.side().name()),
                sample.ok() ? "answered" : "failed",
                String.valueOf(seconds(sample.latency()))));
      }
    }
    return new ReportTable(
        "Requests",
        String.format(
            Locale.ROOT,
            "%d of %d that failed and %d of %d that were answered, picked at random, since the"
                + " process that made the rollout began.",
            history.failed().samples().size(),
            history.failed().count(),
            history.answered().samples().size(),
            history.answered().count()),
        List.of(
            new ReportColumn("Time", Kind.TIME),
            new ReportColumn("Side", Kind.TEXT),
            new ReportColumn("Result", Kind.TEXT),
            new ReportColumn("Latency", Kind.DURATION)),
        rows);
  }

  private static List<String> counts(Counts counts) {
    return List.of(
        String.valueOf(counts.requests()),
        String.valueOf(counts.failed()),
        known(counts.p50()),
        known(counts.p95()));
  }

  private static String known(double seconds) {
    return Double.isNaN(seconds) ? "" : String.valueOf(seconds);
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private static String shown(long shown, long all, String what) {
    return shown == all
        ? "All " + all + " " + what
        : "The first and the last of " + all + " " + what;
  }

  private static String words(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
