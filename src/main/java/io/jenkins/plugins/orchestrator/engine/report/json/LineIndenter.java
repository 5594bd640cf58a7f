package io.jenkins.plugins.orchestrator.engine.report.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;

/**
 * Begins a line for each value above a level, and none below it: people can read the outline, tools
 * that work by lines can find a script, and ten thousand scripts do not pay for spaces.
 */
record LineIndenter(int oneLineFrom) implements DefaultPrettyPrinter.Indenter {
  private static final DefaultIndenter LINES = new DefaultIndenter("  ", "\n");

  @Override
  public void writeIndentation(JsonGenerator json, int level) throws IOException {
    if (level < oneLineFrom) {
      LINES.writeIndentation(json, level);
    }
  }

  @Override
  public boolean isInline() {
    return false;
  }
}
