package io.jenkins.plugins.orchestrator.jenkins.step;

import io.jenkins.plugins.orchestrator.engine.report.Verdict;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationVerdict;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;
import org.jspecify.annotations.Nullable;

/**
 * What the step of an operation gives to its Pipeline: plain values, which survive a restart and
 * the sandbox.
 */
public final class OperationResult implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String runId;
  private final String verdict;
  private final String sentence;
  private final boolean passed;
  private final double speedup;
  private final double durationSeconds;
  private final double sequentialSeconds;
  private final ArrayList<LaneResult> lanes = new ArrayList<>();
  private final ArrayList<FindingResult> findings = new ArrayList<>();

  private OperationResult(OperationReport report) {
    Verdict judged = OperationVerdict.of(report);
    runId = report.runId();
    verdict = judged.status().name();
    sentence = judged.sentence();
    passed = judged.passed();
    speedup = Math.round(report.speedup() * 100) / 100.0;
    durationSeconds = report.duration().toMillis() / 1000.0;
    sequentialSeconds = report.sequentialEquivalent().toMillis() / 1000.0;
    report.lanes().forEach(each -> lanes.add(new LaneResult(each)));
    report.findings().forEach(each -> findings.add(new FindingResult(each)));
  }

  static OperationResult of(OperationReport report) {
    return new OperationResult(report);
  }

  /** Names the run; its part of the page is {@code orchestration/#run-<run id>}. */
  @Whitelisted
  public String getRunId() {
    return runId;
  }

  /** {@code PASSED}, {@code FAILED}, {@code TIMED_OUT}, {@code UNKNOWN} or {@code SKIPPED}. */
  @Whitelisted
  public String getVerdict() {
    return verdict;
  }

  /** The verdict for people. */
  @Whitelisted
  public String getSentence() {
    return sentence;
  }

  @Whitelisted
  public boolean isPassed() {
    return passed;
  }

  /** How many times faster than one after the other. */
  @Whitelisted
  public double getSpeedup() {
    return speedup;
  }

  /** Wall time, waiting for executors included. */
  @Whitelisted
  public double getDurationSeconds() {
    return durationSeconds;
  }

  /** What one after the other would have taken. */
  @Whitelisted
  public double getSequentialSeconds() {
    return sequentialSeconds;
  }

  /** What was done at once: one for each environment, folder or backup. */
  @Whitelisted
  public List<LaneResult> getLanes() {
    return List.copyOf(lanes);
  }

  /** Those of the run as a whole. */
  @Whitelisted
  public List<FindingResult> getFindings() {
    return List.copyOf(findings);
  }

  /** One lane; null when there is none of the name. */
  @Whitelisted
  public @Nullable LaneResult lane(String name) {
    return lanes.stream().filter(each -> each.getName().equals(name)).findFirst().orElse(null);
  }

  @Whitelisted
  @Override
  public String toString() {
    return verdict + ": " + sentence;
  }
}
