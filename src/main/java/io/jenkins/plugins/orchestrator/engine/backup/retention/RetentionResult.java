package io.jenkins.plugins.orchestrator.engine.backup.retention;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupId;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportTable;
import java.io.Serializable;
import java.util.List;

/**
 * What retention did.
 *
 * @param table every backup with its decision and reason, the newest first
 * @param deleted those that are gone, the oldest first; none of a dry run
 * @param findings what could not be deleted, or not be told
 */
public record RetentionResult(ReportTable table, List<BackupId> deleted, List<Finding> findings)
    implements Serializable {
  public RetentionResult {
    deleted = List.copyOf(deleted);
    findings = List.copyOf(findings);
  }
}
