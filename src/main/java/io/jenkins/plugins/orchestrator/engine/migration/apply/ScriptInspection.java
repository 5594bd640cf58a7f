package io.jenkins.plugins.orchestrator.engine.migration.apply;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import io.jenkins.plugins.orchestrator.engine.migration.lexer.LexedScript;
import io.jenkins.plugins.orchestrator.engine.migration.lexer.ScriptLexer;
import io.jenkins.plugins.orchestrator.engine.migration.lexer.ScriptProblem;
import io.jenkins.plugins.orchestrator.engine.migration.lexer.SqlStatement;
import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What can be said against a script without running it. */
public final class ScriptInspection {
  /** Words that, in code that cannot be inspected, may mean that it reaches beyond its database. */
  private static final Pattern REACHING =
      Pattern.compile(
          "(?i)\\b(role|user|group|alter\\s+system|tablespace|subscription|database|dblink\\w*"
              + "|pg_terminate_backend|pg_drop_replication_slot|program)\\b");

  /** What is expected where something reaches beyond its database, and what to do about it. */
  static final String INSIDE =
      "only what stays inside the database, because the clone stands on a server with others";

  static final String OWN_SERVER = "name a server of its own as snapshot.server, or use --embedded";

  private ScriptInspection() {}

  /**
   * Everything that keeps a script from being run, each with its place.
   *
   * @param sharedServer whether other people's databases stand on the server
   * @param psql whether psql will run it, whose own commands are then allowed
   */
  public static List<ConfigurationProblem> inspect(
      ScriptText script, boolean sharedServer, boolean psql) {
    LexedScript lexed = ScriptLexer.lex(script);
    List<ConfigurationProblem> problems = new ArrayList<>();
    lexed.problems().stream()
        .filter(problem -> problem.stops(psql))
        .map(ScriptProblem::toConfigurationProblem)
        .forEach(problems::add);
    if (sharedServer) {
      for (SqlStatement statement : lexed.statements()) {
        BeyondDatabase.reachedBy(statement)
            .map(what -> refused(script, statement, what))
            .ifPresent(problems::add);
      }
    }
    return problems;
  }

  private static ConfigurationProblem refused(
      ScriptText script, SqlStatement statement, String what) {
    return new ConfigurationProblem(
        script.file(),
        statement.line(),
        statement.column(),
        "",
        what + ": " + Excerpt.ofStatement(statement, Redactor.of(List.of())),
        INSIDE,
        OWN_SERVER);
  }

  /**
   * The statements of which the text does not tell whether they reach beyond their database, though
   * a word in them may mean it.
   */
  public static List<Finding> uninspected(ScriptText script) {
    List<Finding> findings = new ArrayList<>();
    for (SqlStatement statement : ScriptLexer.lex(script).statements()) {
      String text = statement.text();
      boolean hasBody = statement.is(SqlStatement.Trait.DO_BLOCK) || text.contains("$");
      if (hasBody && REACHING.matcher(text).find()) {
        findings.add(
            new Finding(
                Finding.Severity.INFO,
                "cannot-be-inspected",
                "whether this code reaches beyond its database cannot be told: "
                    + Excerpt.ofStatement(statement, Redactor.of(List.of())),
                script.file(),
                statement.line(),
                null,
                "read it, or let the clone stand on a server of its own (snapshot.server)"));
      }
    }
    return findings;
  }
}
