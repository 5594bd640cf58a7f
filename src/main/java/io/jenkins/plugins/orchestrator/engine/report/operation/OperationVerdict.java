package io.jenkins.plugins.orchestrator.engine.report.operation;

import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.HumanDuration;
import io.jenkins.plugins.orchestrator.engine.report.PlainText;
import io.jenkins.plugins.orchestrator.engine.report.ReportWords;
import io.jenkins.plugins.orchestrator.engine.report.Sentences;
import io.jenkins.plugins.orchestrator.engine.report.Verdict;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What an operation's report says to a person. */
public final class OperationVerdict {
  private final OperationReport report;
  private final String noun;

  private OperationVerdict(OperationReport report) {
    this.report = report;
    this.noun = OperationWords.lane(report);
  }

  /**
   * Judges a report: its status is the worst of the run and its lanes, never PASSED when one of
   * them is UNKNOWN, or when there is none. What was skipped is said.
   */
  public static Verdict of(OperationReport report) {
    return new OperationVerdict(report).verdict();
  }

  private Verdict verdict() {
    Status status =
        Verdict.worst(report.status(), report.lanes().stream().map(LaneReport::status).toList());
    String sentence =
        switch (status) {
          case PASSED -> passed();
          case FAILED, TIMED_OUT -> failed() + skipped();
          case CANCELLED -> cancelled() + skipped();
          case SKIPPED -> nothingDone();
          case UNKNOWN -> unknown() + skipped();
        };
    return new Verdict(status, PlainText.line(sentence));
  }

  private String passed() {
    List<String> passed = names(Status.PASSED);
    String what =
        passed.size() == 1
            ? passed.get(0) + " passed"
            : (passed.size() == report.lanes().size() ? "All " : "")
                + ReportWords.count(passed.size(), noun)
                + " passed";
    long warnings =
        OperationFindings.all(report).stream()
            .filter(located -> located.finding().severity() != Finding.Severity.INFO)
            .count();
    String note = warnings == 0 ? "" : ", with " + ReportWords.count(warnings, "warning");
    return what + note + "." + skipped();
  }

  private String failed() {
    List<LaneReport> failed =
        report.lanes().stream().filter(lane -> lane.status().isFailure()).toList();
    if (failed.isEmpty()) {
      return "Failed: "
          + Sentences.ended(
              report.findings().stream()
                  .filter(finding -> finding.severity() == Finding.Severity.ERROR)
                  .map(Finding::message)
                  .findFirst()
                  .orElse("the run recorded no reason"));
    }
    String first =
        failed.stream()
            .map(LaneReport::failure)
            .filter(Objects::nonNull)
            .findFirst()
            .orElseGet(() -> LaneReason.of(failed.get(0)));
    String where =
        Sentences.where(
            failed.stream().map(LaneReport::name).toList(), report.lanes().size(), noun);
    return "Failed in " + where + ": " + Sentences.ended(first);
  }

  private String cancelled() {
    return "Cancelled after "
        + HumanDuration.of(report.duration())
        + "; "
        + names(Status.PASSED).size()
        + " of "
        + ReportWords.count(report.lanes().size(), noun)
        + " had passed by then.";
  }

  private String unknown() {
    List<LaneReport> unknown =
        report.lanes().stream().filter(lane -> lane.status() == Status.UNKNOWN).toList();
    if (unknown.isEmpty()) {
      return "Nothing is proved: nothing was measured.";
    }
    String names = Sentences.names(unknown.stream().map(LaneReport::name).toList());
    return "Nothing is proved: not everything was measured in "
        + names
        + unknown.stream()
            .map(LaneReason::ofKnown)
            .flatMap(Optional::stream)
            .findFirst()
            .map(why -> ": " + Sentences.ended(why))
            .orElse(".");
  }

  private String nothingDone() {
    int lanes = report.lanes().size();
    return "Nothing was done: "
        + (lanes == 1
            ? report.lanes().get(0).name() + " was skipped."
            : "all " + ReportWords.count(lanes, noun) + " were skipped.");
  }

  private String skipped() {
    List<String> skipped = names(Status.SKIPPED);
    return skipped.isEmpty() ? "" : " Skipped: " + Sentences.names(skipped) + ".";
  }

  private List<String> names(Status status) {
    return report.lanes().stream()
        .filter(lane -> lane.status() == status)
        .map(LaneReport::name)
        .toList();
  }
}
