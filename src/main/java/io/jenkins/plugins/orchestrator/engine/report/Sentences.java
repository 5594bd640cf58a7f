package io.jenkins.plugins.orchestrator.engine.report;

import java.util.List;

/** Pieces of the sentences that verdicts are made of. */
public final class Sentences {
  private static final int NAMES = 4;

  private Sentences() {}

  /** {@code a, b, c, d and 7 more}. */
  public static String names(List<String> names) {
    String first = String.join(", ", names.subList(0, Math.min(NAMES, names.size())));
    int more = names.size() - NAMES;
    return more > 0 ? first + " and " + more + " more" : first;
  }

  /**
   * Where something failed: {@code a}, {@code all 3 environments}, {@code 2 of 3 environments (a,
   * b)}.
   *
   * @param failed the names, at least one
   * @param of how many there are
   * @param noun what they are, in the singular
   */
  public static String where(List<String> failed, int of, String noun) {
    if (failed.size() == 1) {
      return failed.get(0);
    }
    return failed.size() == of
        ? "all " + ReportWords.count(of, noun)
        : failed.size() + " of " + ReportWords.count(of, noun) + " (" + names(failed) + ")";
  }

  /** The text as the end of a sentence. */
  public static String ended(String text) {
    String line = text.strip();
    // One that ends with SQL ends as SQL does.
    return line.isEmpty() || ".!?;".indexOf(line.charAt(line.length() - 1)) < 0 ? line + "." : line;
  }
}
