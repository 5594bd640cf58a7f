package io.jenkins.plugins.orchestrator.jenkins.step;

import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.ReportFindings;
import io.jenkins.plugins.orchestrator.engine.report.Verdict;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;
import org.jspecify.annotations.Nullable;

/** What the test of migrations gives to its Pipeline. */
public final class MigrationTestResult extends RunResult {
  private static final long serialVersionUID = 1L;

  private final String drift;
  private final ArrayList<EnvironmentResult> environments = new ArrayList<>();

  private MigrationTestResult(MigrationTestReport report) {
    super(report, Verdict.of(report));
    drift = report.drift().status().name();
    report.environments().forEach(each -> environments.add(new EnvironmentResult(each)));
  }

  static MigrationTestResult of(MigrationTestReport report) {
    return new MigrationTestResult(report);
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

  /** One environment; null when it was not tested. */
  @Whitelisted
  public @Nullable EnvironmentResult environment(String name) {
    return environments.stream()
        .filter(each -> each.getName().equals(name))
        .findFirst()
        .orElse(null);
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
