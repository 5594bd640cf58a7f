package io.jenkins.plugins.orchestrator.engine.migration.lexer;

import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One statement of a script. Points into the script's text instead of copying it.
 *
 * @param script the script that it is part of
 * @param index from 1 in the script
 * @param start where its first token begins, in the script's text
 * @param end where its last token ends; the semicolon is not part of it
 * @param line of its start in the user's file, from 1
 * @param column of its start, from 1, in characters
 * @param traits what must be known before it runs
 * @param copyData the lines that follow a {@code COPY … FROM STDIN}, null for everything else
 */
public record SqlStatement(
    ScriptText script,
    int index,
    int start,
    int end,
    int line,
    int column,
    Set<Trait> traits,
    @Nullable CopyData copyData) {

  /** What must be known of a statement before it runs. */
  public enum Trait {
    /** The server refuses it inside a transaction. */
    NOT_IN_TRANSACTION,
    /** Begins or ends a transaction; savepoints do neither. */
    TRANSACTION_CONTROL,
    /** Waits for other transactions by design: {@code lock_timeout} would break it. */
    CONCURRENTLY,
    /** When it fails it leaves an invalid index behind. */
    BUILDS_INDEX_CONCURRENTLY,
    COPY_FROM_STDIN,
    COPY_TO_STDOUT,
    /** {@code DO}: its place of failure is in its body. */
    DO_BLOCK
  }

  /**
   * The data between a {@code COPY … FROM STDIN} and its {@code \.}, the latter not included.
   *
   * @param start where the first line begins
   * @param end behind the last line's end
   */
  public record CopyData(int start, int end) {}

  public SqlStatement {
    traits = Set.copyOf(traits);
  }

  /** Its text, without the semicolon. */
  public String text() {
    return script.sql().substring(start, end);
  }

  /** Whether it has a trait. */
  public boolean is(Trait trait) {
    return traits.contains(trait);
  }

  /** Its tokens, to be read once. */
  public Tokenizer tokens() {
    return new Tokenizer(script.sql(), start, end);
  }
}
