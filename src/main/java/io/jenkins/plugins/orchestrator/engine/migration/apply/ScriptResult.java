package io.jenkins.plugins.orchestrator.engine.migration.apply;

import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.ScriptError;
import io.jenkins.plugins.orchestrator.engine.report.StatementReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of running a script, before its checks.
 *
 * @param transactional whether it ran in our transaction
 */
record ScriptResult(
    Status status,
    boolean transactional,
    List<StatementReport> statements,
    @Nullable ScriptError error,
    List<Finding> findings) {
  /**
   * A statement wants to be outside a transaction (25001), a procedure or block ends one (2D000),
   * or an enum's value is used before its transaction ended (55P04).
   */
  private static final List<String> NO_TRANSACTION = List.of("25001", "2D000", "55P04");

  ScriptResult {
    statements = List.copyOf(statements);
    findings = List.copyOf(findings);
  }

  /** One that failed before its first statement. */
  static ScriptResult failed(Status status, ScriptError error) {
    return new ScriptResult(status, false, List.of(), error, List.of());
  }

  /** Whether it failed only because of the transaction around it. */
  boolean wantsNoTransaction() {
    return status == Status.FAILED
        && error != null
        && error.sqlState() != null
        && NO_TRANSACTION.contains(error.sqlState());
  }

  /** The same, with the reason why it ran without a transaction. */
  ScriptResult because(ScriptResult inTransaction) {
    ScriptError refused = inTransaction.error();
    if (refused == null) {
      return this;
    }
    List<Finding> all = new ArrayList<>();
    all.add(
        new Finding(
            Finding.Severity.WARNING,
            "not-transactional",
            "The script does not run in a transaction and was run again without: "
                + refused.message()
                + ".",
            refused.script(),
            refused.line(),
            null,
            "Tools that wrap each script in a transaction fail here, and a failure half-way leaves"
                + " its first half. Put the statement into a script of its own."));
    all.addAll(findings);
    return new ScriptResult(status, transactional, statements, error, all);
  }
}
