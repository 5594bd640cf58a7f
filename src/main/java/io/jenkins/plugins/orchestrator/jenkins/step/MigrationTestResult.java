package io.jenkins.plugins.orchestrator.jenkins.step;

import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.ReportFindings;
import io.jenkins.plugins.orchestrator.engine.report.Verdict;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;
import org.jspecify.annotations.Nullable;

/** What the step gives to its Pipeline: plain values, which survive a restart and the sandbox. */
public final class MigrationTestResult implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String runId;
  private final String verdict;
  private final String sentence;
  private final boolean passed;
  private final double speedup;
  private final double durationSeconds;
  private final double sequentialSeconds;
  private final String drift;
  private final ArrayList<EnvironmentResult> environments = new ArrayList<>();
  private final ArrayList<FindingResult> findings = new ArrayList<>();

  private MigrationTestResult(MigrationTestReport report) {
    Verdict judged = Verdict.of(report);
    runId = report.runId();
    verdict = judged.status().name();
    sentence = judged.sentence();
    passed = judged.passed();
    speedup = Math.round(report.speedup() * 100) / 100.0;
    durationSeconds = seconds(report.duration());
    sequentialSeconds = seconds(report.sequentialEquivalent());
    drift = report.drift().status().name();
    report.environments().forEach(each -> environments.add(new EnvironmentResult(each)));
    report.findings().forEach(each -> findings.add(new FindingResult(each)));
  }

  static MigrationTestResult of(MigrationTestReport report) {
    return new MigrationTestResult(report);
  }

  private static double seconds(Duration duration) {
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

  /** How many times faster than one environment after the other. */
  @Whitelisted
  public double getSpeedup() {
    return speedup;
  }

  /** Wall time, waiting for executors included. */
  @Whitelisted
  public double getDurationSeconds() {
    return durationSeconds;
  }

  /** What one environment after the other would have taken. */
  @Whitelisted
  public double getSequentialSeconds() {
    return sequentialSeconds;
  }

  /** {@code PASSED} when all schemas are equal, {@code FAILED} when not, else {@code UNKNOWN}. */
  @Whitelisted
  public String getDrift() {
    return drift;
  }

  @Whitelisted
  public List<EnvironmentResult> getEnvironments() {
    return List.copyOf(environments);
  }

  /** Those of the run as a whole. */
  @Whitelisted
  public List<FindingResult> getFindings() {
    return List.copyOf(findings);
  }

  /** One environment; null when it was not tested. */
  @Whitelisted
  public @Nullable EnvironmentResult environment(String name) {
    return environments.stream()
        .filter(each -> each.getName().equals(name))
        .findFirst()
        .orElse(null);
  }

  @Whitelisted
  @Override
  public String toString() {
    return verdict + ": " + sentence;
  }

  /** One environment. */
  public static final class EnvironmentResult implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String name;
    private final String verdict;
    private final double durationSeconds;
    private final @Nullable String failure;
    private final String reversibility;
    private final long scripts;
    private final ArrayList<TaskResult> tasks = new ArrayList<>();
    private final ArrayList<FindingResult> findings = new ArrayList<>();

    private EnvironmentResult(EnvironmentReport report) {
      name = report.name();
      verdict = report.status().name();
      durationSeconds = seconds(report.duration());
      failure = report.failure();
      reversibility = report.reversibility().verdict().name();
      scripts = Verdict.applied(report);
      report.tasks().forEach(each -> tasks.add(new TaskResult(each)));
      ReportFindings.of(report).forEach(each -> findings.add(new FindingResult(each)));
    }

    @Whitelisted
    public String getName() {
      return name;
    }

    @Whitelisted
    public String getVerdict() {
      return verdict;
    }

    @Whitelisted
    public boolean isPassed() {
      return verdict.equals("PASSED");
    }

    @Whitelisted
    public double getDurationSeconds() {
      return durationSeconds;
    }

    /** What ended it, with script and line; null when nothing did. */
    @Whitelisted
    public @Nullable String getFailure() {
      return failure;
    }

    /** {@code REVERSIBLE}, {@code LOSSY}, {@code NOT} or {@code UNKNOWN}. */
    @Whitelisted
    public String getReversibility() {
      return reversibility;
    }

    /** How many scripts were applied. */
    @Whitelisted
    public long getScripts() {
      return scripts;
    }

    @Whitelisted
    public List<TaskResult> getTasks() {
      return List.copyOf(tasks);
    }

    /** Those of the environment and its scripts, the worst first. */
    @Whitelisted
    public List<FindingResult> getFindings() {
      return List.copyOf(findings);
    }
  }
}
