package io.jenkins.plugins.orchestrator.engine.report.html;

import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.HumanDuration;
import io.jenkins.plugins.orchestrator.engine.report.ReportFindings;
import io.jenkins.plugins.orchestrator.engine.report.ReportWords;
import io.jenkins.plugins.orchestrator.engine.report.html.Table.Column;
import io.jenkins.plugins.orchestrator.engine.report.markup.Markup;
import io.jenkins.plugins.orchestrator.engine.report.operation.CellText;
import io.jenkins.plugins.orchestrator.engine.report.operation.Fact;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationFindings;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationVerdict;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationWords;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The verdict and the key numbers; and, below the failures, a line per lane. */
final class OperationSummary {
  /** Facts that most lanes have, which are columns of the lanes' table. */
  private static final int MOST_FACTS = 4;

  private static final int MOST_LANES = 1_000;
  private static final int MOST_UNFOLDED = 50;

  private final OperationReport report;
  private final ReportView view;
  private final OperationBody.Ids ids;
  private final Markup to;
  private final String noun;

  OperationSummary(OperationReport report, ReportView view, OperationBody.Ids ids, Markup to) {
    this.report = report;
    this.view = view;
    this.ids = ids;
    this.to = to;
    this.noun = OperationWords.lane(report);
  }

  void write() throws IOException {
    String name = OperationWords.name(report);
    if (view.running()) {
      SummaryBlocks.running(to, name, SummaryBlocks.progress(statuses(), noun));
    } else {
      SummaryBlocks.verdict(to, name, OperationVerdict.of(report));
    }
    if (!report.title().isBlank()) {
      to.element("p", report.title(), "class", "po-note");
    }
    numbers();
  }

  private List<Status> statuses() {
    return report.lanes().stream().map(LaneReport::status).toList();
  }

  private void numbers() throws IOException {
    boolean several = report.lanes().size() > 1;
    to.open("dl", "class", several ? "po-numbers" : "po-numbers po-four");
    SummaryBlocks.number(to, "Duration", HumanDuration.of(report.duration()), "of the whole run");
    if (several) {
      SummaryBlocks.number(
          to,
          "One after the other",
          HumanDuration.of(report.sequentialEquivalent()),
          "the sum of the " + noun + "s");
      SummaryBlocks.number(
          to,
          "Speed-up",
          String.format(Locale.ROOT, "%.1f×", report.speedup()),
          "by working in parallel");
    }
    long passed = statuses().stream().filter(status -> status == Status.PASSED).count();
    SummaryBlocks.number(
        to,
        capital(noun) + "s passed",
        String.format(Locale.ROOT, "%,d of %,d", passed, report.lanes().size()),
        view.running() ? notEnded() : SummaryBlocks.notPassed(statuses()));
    List<Status> checks =
        report.lanes().stream()
            .flatMap(lane -> lane.checks().stream())
            .map(CheckReport::status)
            .toList();
    long good = checks.stream().filter(status -> status == Status.PASSED).count();
    SummaryBlocks.number(
        to,
        "Checks passed",
        String.format(Locale.ROOT, "%,d of %,d", good, checks.size()),
        checks.isEmpty() ? "none ran" : SummaryBlocks.notPassed(checks));
    List<ReportFindings.Located> findings = OperationFindings.all(report);
    SummaryBlocks.number(
        to, "Findings", String.valueOf(findings.size()), SummaryBlocks.severities(findings));
    to.close().line();
  }

  private String notEnded() {
    long open = statuses().stream().filter(status -> status == Status.UNKNOWN).count();
    List<Status> ended = statuses().stream().filter(status -> status != Status.UNKNOWN).toList();
    String bad = ReportWords.notPassed(ended);
    return bad + (bad.isEmpty() || open == 0 ? "" : ", ") + (open == 0 ? "" : open + " not ended");
  }

  private static String capital(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  /** A line per lane; folded when they are very many. */
  void lanes() throws IOException {
    to.open("section", "aria-labelledby", "po-lanes");
    to.element("h2", capital(noun) + "s", "id", "po-lanes");
    boolean folded = report.lanes().size() > MOST_UNFOLDED;
    if (folded) {
      BranchBlocks.beginPart("All " + noun + "s", report.lanes().size(), false, to);
    }
    List<String> facts = commonFacts();
    List<Object> heads = new ArrayList<>();
    heads.addAll(List.of(Column.TEXT, capital(noun), Column.TEXT, "Result"));
    heads.addAll(List.of(Column.NUMBER, "Duration"));
    facts.forEach(fact -> heads.addAll(List.of(Column.TEXT, fact)));
    heads.addAll(List.of(Column.TEXT, "Checks", Column.NUMBER, "Findings"));
    Table table = Table.begin(to, "How each " + noun + " ended", true, heads.toArray());
    String nameStyle = Table.nameStyle(report.lanes().stream().map(LaneReport::name).toList());
    int shown = Math.min(MOST_LANES, report.lanes().size());
    for (int i = 0; i < shown; i++) {
      lane(table, i, facts, nameStyle);
    }
    table.end();
    Blocks.rest(to, report.lanes().size(), shown);
    to.close(folded ? 2 : 1);
  }

  private void lane(Table table, int index, List<String> facts, String nameStyle)
      throws IOException {
    LaneReport lane = report.lanes().get(index);
    table.row();
    String id = ids.of(index);
    to.open("th", "scope", "row", "class", nameStyle);
    if (id == null) {
      to.text(lane.name());
    } else {
      to.element("a", lane.name(), "href", "#" + id);
    }
    to.close();
    to.open("td", "data-sort", String.valueOf(-CellText.worseness(lane.status())));
    Badges.status(to, lane.status(), view);
    to.close();
    table.duration(lane.duration());
    for (String label : facts) {
      String value = value(lane, label);
      to.element("td", value.isEmpty() ? "–" : value, "class", "po-fact");
    }
    table.words(SummaryBlocks.outcome(lane.checks().stream().map(CheckReport::status).toList()));
    table.number(OperationFindings.of(lane).size());
    table.endRow();
  }

  private static String value(LaneReport lane, String label) {
    return lane.facts().stream()
        .filter(fact -> fact.label().equals(label))
        .map(Fact::value)
        .findFirst()
        .orElse("");
  }

  /** The labels that at least half of the lanes with facts have, in their order. */
  private List<String> commonFacts() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    int withFacts = 0;
    for (LaneReport lane : report.lanes()) {
      withFacts += lane.facts().isEmpty() ? 0 : 1;
      lane.facts().stream()
          .map(Fact::label)
          .distinct()
          .forEach(label -> counts.merge(label, 1, Integer::sum));
    }
    int half = (withFacts + 1) / 2;
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue() >= half)
        .map(Map.Entry::getKey)
        .limit(MOST_FACTS)
        .toList();
  }
}
