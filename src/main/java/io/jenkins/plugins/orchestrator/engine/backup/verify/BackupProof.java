package io.jenkins.plugins.orchestrator.engine.backup.verify;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.Verification;
import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.Fact;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportTable;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a look at a backup showed.
 *
 * @param status PASSED only when everything that was asked for was shown
 * @param failure one sentence, null when it passed
 * @param verification for the store; null when nothing was learned about the backup
 * @param facts measured
 * @param tasks in order
 * @param checks limits
 * @param tables details
 * @param findings what a person should know
 */
public record BackupProof(
    Status status,
    @Nullable String failure,
    @Nullable Verification verification,
    List<Fact> facts,
    List<TaskReport> tasks,
    List<CheckReport> checks,
    List<ReportTable> tables,
    List<Finding> findings) {
  public BackupProof {
    facts = List.copyOf(facts);
    tasks = List.copyOf(tasks);
    checks = List.copyOf(checks);
    tables = List.copyOf(tables);
    findings = List.copyOf(findings);
  }
}
