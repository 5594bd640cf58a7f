package io.jenkins.plugins.orchestrator.engine.migration;

import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.engine.migration.check.DriftReports;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SchemaFingerprint;
import io.jenkins.plugins.orchestrator.engine.report.DriftReport;
import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts the branches' results together: adds what only all of them show. */
record RunReport(MigrationTestConfiguration configuration, RunContext context) {
  /**
   * The report of the whole, which ends now.
   *
   * @param results of all environments, in the order of the configuration
   * @param findings of the run besides those of the configuration and the branches
   */
  MigrationTestReport of(List<BranchResult> results, List<Finding> findings) {
    return of(results, findings, drift(results));
  }

  /** What the schemas differ in: with many environments the one part that takes time. */
  DriftReport drift(List<BranchResult> results) {
    return new MaskedDifferences(context.redactor())
        .in(
            DriftReports.compare(
                schemas(results, BranchResult::before), schemas(results, BranchResult::after)));
  }

  /** The same with schemas that were compared before. */
  MigrationTestReport of(List<BranchResult> results, List<Finding> findings, DriftReport drift) {
    List<EnvironmentReport> environments = results.stream().map(BranchResult::report).toList();
    return new MigrationTestReport(
        context.run().value(),
        configuration.file(),
        context.clock().startedAt(),
        context.clock().elapsed(),
        environments.stream()
            .map(EnvironmentReport::duration)
            .reduce(Duration.ZERO, Duration::plus),
        Status.ofParts(environments.stream().map(EnvironmentReport::status).toList()),
        environments,
        drift,
        allFindings(results, findings));
  }

  private static Map<String, SchemaFingerprint> schemas(
      List<BranchResult> results, Function<BranchResult, @Nullable SchemaFingerprint> which) {
    Map<String, SchemaFingerprint> ordered = new LinkedHashMap<>();
    for (BranchResult result : results) {
      SchemaFingerprint fingerprint = which.apply(result);
      if (fingerprint != null) {
        ordered.put(result.report().name(), fingerprint);
      }
    }
    return ordered;
  }

  private List<Finding> allFindings(List<BranchResult> results, List<Finding> findings) {
    String why = context.cancellation().reason();
    Stream<Finding> cancelled =
        why == null
            ? Stream.empty()
            : Stream.of(Finding.of(Finding.Severity.WARNING, "run-cancelled", why, null));
    return Stream.of(
            configuration.findings().stream(),
            findings.stream(),
            results.stream().flatMap(result -> result.findings().stream()),
            cancelled)
        .flatMap(Function.identity())
        .toList();
  }
}
