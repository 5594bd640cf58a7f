package io.jenkins.plugins.orchestrator.engine.migration;

import io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SchemaFingerprint;
import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a branch gives to the run.
 *
 * @param report what it did and found
 * @param before the schema before the scripts, null when it did not get so far
 * @param after the schema after them, likewise
 * @param findings what concerns the run, such as what an earlier one had left on the server
 */
public record BranchResult(
    EnvironmentReport report,
    @Nullable SchemaFingerprint before,
    @Nullable SchemaFingerprint after,
    List<Finding> findings)
    implements Serializable {
  public BranchResult {
    findings = List.copyOf(findings);
  }

  /** One of which only the report is known. */
  public static BranchResult of(EnvironmentReport report) {
    return new BranchResult(report, null, null, List.of());
  }
}
