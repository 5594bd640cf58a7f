package io.jenkins.plugins.orchestrator.engine.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that was meant. */
final class Suggestion {
  private static final int LONGEST = 64;

  private Suggestion() {}

  /** {@code did you mean "x"?} for the nearest of the known words; empty when none is near. */
  static Optional<String> didYouMean(String found, Collection<String> known) {
    return nearest(found, known).map(word -> "did you mean \"" + word + "\"?");
  }

  static Optional<String> nearest(String found, Collection<String> known) {
    if (found.isEmpty() || found.length() > LONGEST) {
      return Optional.empty();
    }
    return known.stream()
        .filter(word -> isNear(found, word))
        .min(Comparator.comparingInt(word -> word.startsWith(found) ? 0 : distance(found, word)));
  }

  private static boolean isNear(String found, String word) {
    int most = Math.max(1, found.length() / 3);
    return (found.length() > 2 && word.startsWith(found))
        || (Math.abs(found.length() - word.length()) <= most + 2 && distance(found, word) <= most);
  }

  /** Whether they are the same word but for case, dashes and underscores. */
  static boolean isSame(String first, String second) {
    return normalized(first).equals(normalized(second));
  }

  /**
   * How many letters must be added, left out, replaced or swapped with their neighbour (optimal
   * string alignment). Case counts nothing, nor do dashes and underscores.
   */
  static int distance(String first, String second) {
    String a = normalized(first);
    String b = normalized(second);
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }

  private static String normalized(String word) {
    return word.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
  }
}
