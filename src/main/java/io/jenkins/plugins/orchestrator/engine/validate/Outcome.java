package io.jenkins.plugins.orchestrator.engine.validate;

import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.operation.Fact;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportTable;
import java.util.ArrayList;
import java.util.List;

/**
 * What a part of a lane came to. All texts are free of secrets.
 *
 * @param checks at least one
 */
record Outcome(
    List<CheckReport> checks, List<Fact> facts, List<ReportTable> tables, List<Finding> findings) {
  Outcome {
    checks = List.copyOf(checks);
    facts = List.copyOf(facts);
    tables = List.copyOf(tables);
    findings = List.copyOf(findings);
  }

  static Outcome of(CheckReport check, Finding... findings) {
    return new Outcome(List.of(check), List.of(), List.of(), List.of(findings));
  }

  /** Several as one, in their order. */
  static Outcome of(List<Outcome> parts) {
    List<CheckReport> checks = new ArrayList<>();
    List<Fact> facts = new ArrayList<>();
    List<ReportTable> tables = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    for (Outcome part : parts) {
      checks.addAll(part.checks);
      facts.addAll(part.facts);
      tables.addAll(part.tables);
      findings.addAll(part.findings);
    }
    return new Outcome(checks, facts, tables, findings);
  }
}
