package io.jenkins.plugins.orchestrator.engine.migration.script;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody may have meant. */
public final class Similar {
  private Similar() {}

  /** The candidate nearest to a text, when it is near enough to be a slip of the finger. */
  public static Optional<String> to(String text, Collection<String> candidates) {
    int limit = Math.max(2, text.length() / 3);
    return candidates.stream()
        .filter(candidate -> Math.abs(candidate.length() - text.length()) <= limit)
        .map(candidate -> new Scored(candidate, distance(text, candidate)))
        .filter(scored -> scored.distance <= limit)
        .min(Comparator.comparingInt(Scored::distance).thenComparing(Scored::candidate))
        .map(Scored::candidate);
  }

  private record Scored(String candidate, int distance) {}

  /** Levenshtein's distance, without regard to case. */
  private static int distance(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(change, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
