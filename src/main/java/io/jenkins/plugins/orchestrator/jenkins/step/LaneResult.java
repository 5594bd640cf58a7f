package io.jenkins.plugins.orchestrator.jenkins.step;

import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;
import org.jspecify.annotations.Nullable;

/** One lane of an operation, for Pipelines. */
public final class LaneResult implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final String status;
  private final double durationSeconds;
  private final @Nullable String failure;
  private final LinkedHashMap<String, String> facts = new LinkedHashMap<>();
  private final ArrayList<TaskResult> tasks = new ArrayList<>();
  private final ArrayList<FindingResult> findings = new ArrayList<>();

  LaneResult(LaneReport report) {
    name = report.name();
    status = report.status().name();
    durationSeconds = RunResult.seconds(report.duration());
    failure = report.failure();
    report.facts().forEach(each -> facts.put(each.label(), each.value()));
    report.tasks().forEach(each -> tasks.add(new TaskResult(each)));
    report.findings().forEach(each -> findings.add(new FindingResult(each)));
  }

  /** Of the environment, the folder or the backup. */
  @Whitelisted
  public String getName() {
    return name;
  }

  /**
   * {@code PASSED}, {@code FAILED}, {@code TIMED_OUT}, {@code CANCELLED}, {@code UNKNOWN}, or
   * {@code SKIPPED} for what is optional and absent.
   */
  @Whitelisted
  public String getStatus() {
    return status;
  }

  @Whitelisted
  public boolean isPassed() {
    return status.equals("PASSED");
  }

  @Whitelisted
  public double getDurationSeconds() {
    return durationSeconds;
  }

  /** What ended it; null when nothing did. */
  @Whitelisted
  public @Nullable String getFailure() {
    return failure;
  }

  /** What was measured, by its label, for people. */
  @Whitelisted
  public Map<String, String> getFacts() {
    return Collections.unmodifiableMap(facts);
  }

  /** One of the facts; null when there is none of the label. */
  @Whitelisted
  public @Nullable String fact(String label) {
    return facts.get(label);
  }

  @Whitelisted
  public List<TaskResult> getTasks() {
    return List.copyOf(tasks);
  }

  @Whitelisted
  public List<FindingResult> getFindings() {
    return List.copyOf(findings);
  }
}
