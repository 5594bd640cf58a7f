package io.jenkins.plugins.orchestrator.engine.report.operation;

import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one branch of an operation did and found.
 *
 * @param name of the environment, the folder or the backup
 * @param purpose the user's words, may be empty
 * @param status how the branch ended; SKIPPED for what is optional and absent
 * @param start when it began, from the start of the run
 * @param duration from its start to the end of its cleanup
 * @param failure one sentence that says what ended it and where; null when nothing did
 * @param facts what it measured, the most important first
 * @param tasks in order
 * @param checks what was held against an expectation
 * @param tables details
 * @param findings what a person should know
 */
public record LaneReport(
    String name,
    String purpose,
    Status status,
    Duration start,
    Duration duration,
    @Nullable String failure,
    List<Fact> facts,
    List<TaskReport> tasks,
    List<CheckReport> checks,
    List<ReportTable> tables,
    List<Finding> findings)
    implements Serializable {
  public LaneReport {
    facts = List.copyOf(facts);
    tasks = List.copyOf(tasks);
    checks = List.copyOf(checks);
    tables = List.copyOf(tables);
    findings = List.copyOf(findings);
  }

  /** The value of the first fact of this label. */
  public Optional<String> fact(String label) {
    return facts.stream().filter(fact -> fact.label().equals(label)).map(Fact::value).findFirst();
  }
}
