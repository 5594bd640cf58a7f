package io.jenkins.plugins.orchestrator.engine.report.operation;

import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.MeasuredRun;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Everything that an operation other than a migration test measured and judged; the files, the page
 * and the console's summary are made from it.
 *
 * @param operation its name as a command of the command line, such as {@code backup}
 * @param title for people, such as {@code Backup of infrastructure/databases.yaml}
 * @param runId names the run
 * @param configuration the file's path as the user gave it, or what takes its place
 * @param startedAt the wall clock at the start
 * @param duration of the whole run, on the monotonic clock
 * @param sequentialEquivalent the sum of the lanes' own durations: what one after the other would
 *     have taken
 * @param status of the whole
 * @param lanes in the order of the configuration
 * @param tables of the run as a whole
 * @param findings of the run as a whole
 */
public record OperationReport(
    String operation,
    String title,
    String runId,
    String configuration,
    Instant startedAt,
    Duration duration,
    Duration sequentialEquivalent,
    Status status,
    List<LaneReport> lanes,
    List<ReportTable> tables,
    List<Finding> findings)
    implements MeasuredRun, Serializable {
  public OperationReport {
    lanes = List.copyOf(lanes);
    tables = List.copyOf(tables);
    findings = List.copyOf(findings);
  }
}
