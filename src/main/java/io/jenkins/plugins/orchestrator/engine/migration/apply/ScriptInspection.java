package io.jenkins.plugins.orchestrator.engine.migration.apply;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import io.jenkins.plugins.orchestrator.engine.migration.lexer.ScriptLexer;
import io.jenkins.plugins.orchestrator.engine.migration.lexer.ScriptProblem;
import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText;
import java.util.List;

public final class ScriptInspection {
  private ScriptInspection() {}

  public static List<ConfigurationProblem> inspect(ScriptText script, boolean sharedServer) {
    return ScriptLexer.lex(script).problems().stream()
        .map(ScriptProblem::toConfigurationProblem)
        .toList();
  }
}
