package io.jenkins.plugins.orchestrator.engine.validate.http;

import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import java.util.regex.Pattern;

/**
 * A regular expression that is given up after some time: Java's may take longer than anybody lives,
 * with a text that somebody else chooses.
 */
final class BoundedPattern {
  /** No answer within the time. */
  static final class TooSlowException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooSlowException() {
      super(null, null, false, false);
    }
  }

  private final Pattern pattern;
  private final Deadline limit;

  BoundedPattern(Pattern pattern, Deadline limit) {
    this.pattern = pattern;
    this.limit = limit;
  }

  /**
   * Whether it is found somewhere in the text.
   *
   * @throws TooSlowException when that took too long, or went too deep
   */
  boolean isFoundIn(String text) {
    // Many texts may each be too short for a look at the time.
    if (limit.hasPassed()) {
      throw new TooSlowException();
    }
    try {
      return pattern.matcher(new Watched(text, limit)).find();
    } catch (StackOverflowError e) {
      // Nested groups recurse for each character.
      throw new TooSlowException();
    }
  }

  /** The matcher asks for every character that it looks at. */
  private static final class Watched implements CharSequence {
    private static final int BETWEEN_LOOKS = 1024;

    private final String text;
    private final Deadline deadline;
    private int looked;

    Watched(String text, Deadline deadline) {
      this.text = text;
      this.deadline = deadline;
    }

    @Override
    public char charAt(int index) {
      looked++;
      if (looked % BETWEEN_LOOKS == 0 && deadline.hasPassed()) {
        throw new TooSlowException();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
