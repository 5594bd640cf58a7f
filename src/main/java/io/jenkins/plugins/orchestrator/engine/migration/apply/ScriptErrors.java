package io.jenkins.plugins.orchestrator.engine.migration.apply;

import io.jenkins.plugins.orchestrator.engine.migration.lexer.LexedScript;
import io.jenkins.plugins.orchestrator.engine.migration.lexer.ScriptProblem;
import io.jenkins.plugins.orchestrator.engine.migration.lexer.SqlStatement;
import io.jenkins.plugins.orchestrator.engine.migration.lexer.Tokenizer;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.report.ScriptError;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.ServerErrorMessage;

/** Makes errors of a script that a person can act on: with their place, and without secrets. */
record ScriptErrors(LexedScript script, Redactor redactor) {
  /** A server's message may quote a whole row. */
  private static final int MAX_TEXT = 2_000;

  /** Of a script that cannot run at all. */
  ScriptError of(ScriptProblem problem) {
    return new ScriptError(
        problem.file(),
        problem.line(),
        problem.column(),
        Excerpt.around(script, statementAt(problem.offset()), problem.offset(), redactor),
        null,
        redactor.redact("found " + problem.found() + ", expected " + problem.expected()),
        null,
        problem.advice(),
        null);
  }

  /**
   * Of a statement.
   *
   * @param message ours, null for the server's
   * @param hint ours, null for the server's
   */
  ScriptError of(
      SqlStatement statement,
      SQLException error,
      @Nullable String message,
      @Nullable String detail,
      @Nullable String hint) {
    ServerErrorMessage server = SimpleProtocol.serverMessage(error);
    int offset = ErrorPlace.offset(statement, script.lines(), server);
    String serverMessage = server == null ? error.getMessage() : server.getMessage();
    String serverDetail = server == null ? null : server.getDetail();
    return new ScriptError(
        script.script().file(),
        script.lines().line(offset),
        script.lines().column(offset),
        Excerpt.around(script, statement, offset, redactor),
        error.getSQLState(),
        text(message == null ? String.valueOf(serverMessage) : message),
        nullable(detail == null ? serverDetail : detail),
        nullable(hint == null && server != null ? server.getHint() : hint),
        nullable(context(server)));
  }

  /** Of the script as a whole, at the place of a statement. */
  ScriptError of(SqlStatement statement, String message, @Nullable String hint) {
    return new ScriptError(
        script.script().file(),
        statement.line(),
        statement.column(),
        Excerpt.around(script, statement, statement.start(), redactor),
        null,
        text(message),
        null,
        nullable(hint),
        null);
  }

  /** Of the session, before the script's first statement. */
  ScriptError ofSession(SQLException error) {
    return of(
        "the session cannot be used: " + error.getMessage(),
        error.getSQLState(),
        "An earlier script or somebody else ended it, or the server is down; its log says why.");
  }

  /** Of the script as a whole. */
  ScriptError of(String message, @Nullable String sqlState, @Nullable String hint) {
    return new ScriptError(
        script.script().file(),
        script.script().firstLine(),
        1,
        "",
        sqlState,
        text(message),
        null,
        nullable(hint),
        null);
  }

  /**
   * Of psql.
   *
   * @param message ours, null for the server's
   */
  ScriptError of(PsqlError error, @Nullable String message, int exitCode) {
    String said = error.message() + " (psql ended with exit code " + exitCode + ")";
    String included = error.file();
    if (included != null) {
      return new ScriptError(
          redactor.redact(included),
          error.line(),
          1,
          "",
          error.sqlState(),
          text(
              (message == null ? said : message)
                  + ", in a file that "
                  + script.script().file()
                  + " includes"),
          nullable(error.detail()),
          nullable(error.hint()),
          nullable(error.context()));
    }
    int first = script.script().firstLine();
    int line = error.line() == 0 ? first : first + error.line() - 1;
    SqlStatement statement = sentAt(line);
    int offset = script.lines().startOfLine(line);
    if (statement != null) {
      int wanted = statement.line() + Math.max(0, error.lineInStatement() - 1);
      offset = wanted == statement.line() ? statement.start() : script.lines().startOfLine(wanted);
    }
    return new ScriptError(
        script.script().file(),
        script.lines().line(offset),
        script.lines().column(offset),
        Excerpt.around(script, statement, offset, redactor),
        error.sqlState(),
        text(message == null ? said : message),
        nullable(error.detail()),
        nullable(error.hint()),
        nullable(error.context()));
  }

  /** The last statement that stands, with what ends it, on a line; none where psql's own do. */
  private @Nullable SqlStatement sentAt(int line) {
    SqlStatement found = null;
    for (SqlStatement statement : script.statements()) {
      if (statement.line() <= line && line <= lastLine(statement)) {
        found = statement;
      }
    }
    return found;
  }

  private int lastLine(SqlStatement statement) {
    SqlStatement.CopyData data = statement.copyData();
    if (data != null) {
      return script.lines().line(data.end());
    }
    String sql = script.script().sql();
    Tokenizer behind = new Tokenizer(sql, statement.end(), sql.length());
    behind.next();
    return script.lines().line(behind.start());
  }

  private @Nullable SqlStatement statementAt(int offset) {
    return script.statements().stream()
        .filter(statement -> statement.start() <= offset && offset < statement.end())
        .findFirst()
        .orElse(null);
  }

  private static @Nullable String context(@Nullable ServerErrorMessage server) {
    if (server == null) {
      return null;
    }
    String query = server.getInternalQuery();
    String where = server.getWhere();
    if (query == null) {
      return where;
    }
    return "in the query: " + query.strip() + (where == null ? "" : "\n" + where);
  }

  private @Nullable String nullable(@Nullable String raw) {
    return raw == null ? null : text(raw);
  }

  private String text(String raw) {
    String redacted = redactor.redact(raw);
    return redacted.length() <= MAX_TEXT ? redacted : redacted.substring(0, MAX_TEXT) + "…";
  }
}
