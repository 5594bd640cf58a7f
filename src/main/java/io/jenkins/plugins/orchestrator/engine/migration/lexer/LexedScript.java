package io.jenkins.plugins.orchestrator.engine.migration.lexer;

import io.jenkins.plugins.orchestrator.engine.migration.lexer.SqlStatement.Trait;
import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText;
import java.util.List;
import java.util.Optional;

/**
 * A script, split.
 *
 * @param script what was split
 * @param lines its lines
 * @param statements in order, empty ones left out
 * @param problems why it cannot run, in the text's order; empty when it can
 */
public record LexedScript(
    ScriptText script, Lines lines, List<SqlStatement> statements, List<ScriptProblem> problems) {
  public LexedScript {
    statements = List.copyOf(statements);
    problems = List.copyOf(problems);
  }

  /** Whether it begins and ends transactions by itself. */
  public boolean controlsTransactions() {
    return statements.stream().anyMatch(statement -> statement.is(Trait.TRANSACTION_CONTROL));
  }

  /** The first statement that the server refuses inside a transaction. */
  public Optional<SqlStatement> firstNotInTransaction() {
    return statements.stream()
        .filter(statement -> statement.is(Trait.NOT_IN_TRANSACTION))
        .findFirst();
  }
}
