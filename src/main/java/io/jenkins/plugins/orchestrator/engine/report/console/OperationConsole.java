package io.jenkins.plugins.orchestrator.engine.report.console;

import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.HumanDuration;
import io.jenkins.plugins.orchestrator.engine.report.ReportWords;
import io.jenkins.plugins.orchestrator.engine.report.operation.Fact;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReason;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneSelection;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationFindings;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationVerdict;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationWords;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An operation's summary. */
final class OperationConsole {
  private static final int MOST_LANES = 40;
  private static final int MOST_FAILURES = 5;
  private static final int MOST_CHECKS = 5;
  private static final int FACTS = 2;

  /** Columns of a lane's line before its facts, the name not counted. */
  private static final int BEFORE_FACTS = 28;

  private final OperationReport report;
  private final ConsoleStyle style;
  private final TextBlock text;
  private final SummaryParts parts;
  private final String noun;

  OperationConsole(OperationReport report, ConsoleStyle style) {
    this.report = report;
    this.style = style;
    this.text = new TextBlock(style);
    this.parts = new SummaryParts(style, text);
    this.noun = OperationWords.lane(report);
  }

  String write(@Nullable String page) {
    parts.verdict(OperationVerdict.of(report));
    lanes();
    handedOut();
    failures();
    parts.findings(OperationFindings.all(report), report.lanes().size());
    parts.end(ReportWords.count(report.lanes().size(), noun), report, page);
    return text.toString();
  }

  private void lanes() {
    List<LaneReport> shown =
        LaneSelection.of(report.lanes(), MOST_LANES).stream().map(report.lanes()::get).toList();
    int nameWidth = parts.nameWidth(shown.stream().map(LaneReport::name).toList());
    int factsWidth = Math.max(0, style.usedWidth() - BEFORE_FACTS - nameWidth);
    for (LaneReport lane : shown) {
      String facts =
          lane.facts().stream()
              .limit(FACTS)
              .map(fact -> fact.label() + " " + fact.value())
              .collect(Collectors.joining("; "));
      String duration = String.format(Locale.ROOT, "%11s", HumanDuration.shortly(lane.duration()));
      String rest =
          facts.isEmpty() ? duration : duration + "  " + text.cut(text.clean(facts), factsWidth);
      parts.branch(lane.name(), nameWidth, lane.status(), rest);
    }
    parts.more(report.lanes().size() - shown.size(), noun);
  }

  /** What somebody goes on with is shown whole. */
  private void handedOut() {
    List<LaneReport> kept =
        report.lanes().stream().filter(lane -> lane.fact(Fact.URL).isPresent()).toList();
    if (kept.isEmpty()) {
      return;
    }
    text.blank();
    for (LaneReport lane : kept) {
      String until = lane.fact(Fact.KEPT_UNTIL).map(end -> " until " + end).orElse("");
      text.ready("  " + text.clean(lane.name() + ": " + lane.fact(Fact.URL).orElseThrow() + until));
    }
  }

  private void failures() {
    List<LaneReport> bad =
        report.lanes().stream().filter(lane -> !LaneSelection.isGood(lane)).toList();
    if (bad.isEmpty()) {
      return;
    }
    text.blank();
    bad.stream().limit(MOST_FAILURES).forEach(this::failure);
    parts.more(bad.size() - MOST_FAILURES, noun);
  }

  private void failure(LaneReport lane) {
    String why = LaneReason.of(lane);
    text.labelled(text.clean(lane.name()) + ": ", style::bold, 4, why);
    List<CheckReport> checks =
        lane.checks().stream().filter(check -> check.status().isFailure()).toList();
    checks.stream().limit(MOST_CHECKS).forEach(parts::check);
    parts.more(checks.size() - MOST_CHECKS, "check");
  }
}
