package io.jenkins.plugins.orchestrator.engine.postgres.fingerprint;

/**
 * Two texts as a report shows them: whole when they are short, else the place where they differ.
 *
 * @param left of the first text
 * @param right of the second
 */
record Excerpts(String left, String right) {
  private static final int MAX = 400;
  private static final int CONTEXT = 40;

  static Excerpts of(String left, String right) {
    if (left.length() <= MAX && right.length() <= MAX) {
      return new Excerpts(left, right);
    }
    int same = 0;
    while (same < Math.min(left.length(), right.length())
        && left.charAt(same) == right.charAt(same)) {
      same++;
    }
    int from = Math.max(0, same - CONTEXT);
    return new Excerpts(cut(left, from), cut(right, from));
  }

  /** The beginning of a text on one line. */
  static String shorten(String text) {
    return cut(text.replaceAll("\\s+", " ").strip(), 0);
  }

  private static String cut(String text, int from) {
    int start = from;
    if (start > 0 && start < text.length() && Character.isLowSurrogate(text.charAt(start))) {
      start--;
    }
    int end = Math.min(text.length(), start + MAX);
    if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return (start > 0 ? "…" : "")
        + text.substring(Math.min(start, end), end)
        + (end < text.length() ? "…" : "");
  }
}
