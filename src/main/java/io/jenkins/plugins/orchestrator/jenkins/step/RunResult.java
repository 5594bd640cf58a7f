package io.jenkins.plugins.orchestrator.jenkins.step;

import io.jenkins.plugins.orchestrator.engine.report.MeasuredRun;
import io.jenkins.plugins.orchestrator.engine.report.Verdict;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;

/**
 * What every step gives to its Pipeline of its run: plain values, which survive a restart and the
 * sandbox.
 */
public abstract class RunResult implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String runId;
  private final String verdict;
  private final String sentence;
  private final boolean passed;
  private final double speedup;
  private final double durationSeconds;
  private final double sequentialSeconds;
  private final ArrayList<FindingResult> findings = new ArrayList<>();

  RunResult(MeasuredRun run, Verdict judged) {
    runId = run.runId();
    verdict = judged.status().name();
    sentence = judged.sentence();
    passed = judged.passed();
    speedup = Math.round(run.speedup() * 100) / 100.0;
    durationSeconds = seconds(run.duration());
    sequentialSeconds = seconds(run.sequentialEquivalent());
    run.findings().forEach(each -> findings.add(new FindingResult(each)));
  }

  /** As a Pipeline gets durations. */
  static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
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

  /** How many times faster than one environment, folder or backup after the other. */
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

  /** Those of the run as a whole. */
  @Whitelisted
  public List<FindingResult> getFindings() {
    return List.copyOf(findings);
  }

  @Whitelisted
  @Override
  public String toString() {
    return verdict + ": " + sentence;
  }
}
