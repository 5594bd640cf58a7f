package io.jenkins.plugins.orchestrator.engine.report.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.IOException;

/**
 * Begins a line for each value above a level, and none below it: people can read the outline, tools
 * that work by lines can find a script or a task, and ten thousand of them do not pay for spaces.
 */
final class OutlinePrinter extends DefaultPrettyPrinter {
  private static final long serialVersionUID = 1L;

  /** The level of the members of a script, a task, a finding: each stands on a line. */
  private static final int ONE_LINE_FROM = 5;

  private static final DefaultIndenter LINES = new DefaultIndenter("  ", "\n");
  private static final Separators SPACING =
      Separators.createDefaultInstance()
          .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
          .withObjectEmptySeparator("")
          .withArrayEmptySeparator("");

  OutlinePrinter() {
    super(SPACING);
    Indenter outline = new Outline();
    indentObjectsWith(outline);
    indentArraysWith(outline);
  }

  private static final class Outline extends NopIndenter {
    private static final long serialVersionUID = 1L;

    @Override
    public void writeIndentation(JsonGenerator json, int level) throws IOException {
      if (level < ONE_LINE_FROM) {
        LINES.writeIndentation(json, level);
      }
    }

    @Override
    public boolean isInline() {
      return false;
    }
  }

  @Override
  public void writeEndObject(JsonGenerator json, int members) throws IOException {
    super.writeEndObject(json, onOneLine() ? 0 : members);
  }

  @Override
  public void writeEndArray(JsonGenerator json, int values) throws IOException {
    super.writeEndArray(json, onOneLine() ? 0 : values);
  }

  /** What is closed now began and went on on one line: it ends there too. */
  private boolean onOneLine() {
    return _nesting >= ONE_LINE_FROM;
  }
}
