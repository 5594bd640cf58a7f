package io.jenkins.plugins.orchestrator.engine.migration.apply;

import io.jenkins.plugins.orchestrator.engine.migration.lexer.LexedScript;
import io.jenkins.plugins.orchestrator.engine.migration.lexer.MetaCommand;
import io.jenkins.plugins.orchestrator.engine.migration.lexer.ScriptLexer;
import io.jenkins.plugins.orchestrator.engine.migration.lexer.ScriptProblem;
import io.jenkins.plugins.orchestrator.engine.migration.lexer.SqlStatement;
import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText;
import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText.TransactionMode;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.report.ScriptError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files that a script for psql includes, as far as their names stand in the text: what is
 * refused in the script itself is refused in them. A file that does not exist yet is left to psql.
 */
final class IncludedFiles {
  /** More than anybody writes; data comes through other commands. */
  private static final long MAX_BYTES = 64L * 1024 * 1024;

  private final Path directory;
  private final boolean sharedServer;
  private final Redactor redactor;
  private final Set<Path> seen = new HashSet<>();

  /**
   * @param directory psql's working directory
   * @param sharedServer whether other people's databases stand on the server
   */
  IncludedFiles(Path directory, boolean sharedServer, Redactor redactor) {
    this.directory = directory;
    this.sharedServer = sharedServer;
    this.redactor = redactor;
  }

  /** The first thing in a file that a script includes, or that one includes, that is refused. */
  Optional<ScriptError> refused(LexedScript script) {
    return includedBy(script, null);
  }

  /**
   * @param file the one that includes, null for the script, which psql reads from its input
   */
  private Optional<ScriptError> includedBy(LexedScript script, @Nullable Path file) {
    for (ScriptProblem problem : script.problems()) {
      if (problem.isMetaCommand()) {
        MetaCommand command = MetaCommand.at(script.script().sql(), problem.offset());
        Optional<ScriptError> refused =
            command.includes().flatMap(name -> included(name, command.includesRelative(), file));
        if (refused.isPresent()) {
          return refused;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<ScriptError> included(String name, boolean relative, @Nullable Path by) {
    try {
      Path named = Path.of(name);
      Path path = (relative && by != null ? by.resolveSibling(named) : named).normalize();
      Path file = directory.resolve(path);
      if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES || !seen.add(path)) {
        return Optional.empty();
      }
      String sql = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      LexedScript lexed =
          ScriptLexer.lex(new ScriptText(path.toString(), 1, sql, TransactionMode.AUTO));
      return refusedIn(lexed).or(() -> includedBy(lexed, path));
    } catch (InvalidPathException | IOException e) {
      // psql says the same, with the line.
      return Optional.empty();
    }
  }

  private Optional<ScriptError> refusedIn(LexedScript lexed) {
    ScriptErrors errors = new ScriptErrors(lexed, redactor);
    Optional<ScriptError> elsewhere =
        lexed.problems().stream()
            .filter(ScriptProblem::connectsElsewhere)
            .findFirst()
            .map(errors::of);
    if (elsewhere.isPresent() || !sharedServer) {
      return elsewhere;
    }
    for (SqlStatement statement : lexed.statements()) {
      Optional<String> reached = BeyondDatabase.reachedBy(statement);
      if (reached.isPresent()) {
        return Optional.of(
            errors.of(
                statement,
                "found " + reached.get() + ", expected " + ScriptInspection.INSIDE,
                ScriptInspection.OWN_SERVER));
      }
    }
    return Optional.empty();
  }
}
