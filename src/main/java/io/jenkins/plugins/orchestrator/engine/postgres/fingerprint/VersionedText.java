package io.jenkins.plugins.orchestrator.engine.postgres.fingerprint;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Statements that the server prints from parse trees, compared across major versions. Up to 15 the
 * columns of a view's only table are printed with the table's name, since 16 without; 14 prints
 * some line ends otherwise. Both are left out of the comparison here, and only here.
 */
final class VersionedText {
  private static final Set<String> PRINTED_KINDS =
      Set.of("view", "materialized view", "rule", "function", "procedure");

  /** A string (left as it is), or a qualifier before a column. */
  private static final Pattern STRING_OR_QUALIFIER =
      Pattern.compile("('(?:[^']|'')*')|(?:\"(?:[^\"]|\"\")*\"|[\\p{L}_][\\p{L}\\p{N}_$]*)\\.");

  private VersionedText() {}

  /** Whether a property says the same in the words of two versions. */
  static boolean isSame(String kind, String property, String left, String right) {
    return property.equals("definition")
        && PRINTED_KINDS.contains(kind)
        && neutral(left).equals(neutral(right));
  }

  private static String neutral(String text) {
    return STRING_OR_QUALIFIER
        .matcher(text)
        .replaceAll(
            match ->
                match.group(1) == null
                    ? ""
                    : java.util.regex.Matcher.quoteReplacement(match.group(1)))
        .replaceAll("\\s+", " ")
        .strip();
  }
}
