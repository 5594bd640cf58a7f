package io.jenkins.plugins.orchestrator.engine.report;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Takes out of texts what a reader could not see or a format could not hold. Script names, messages
 * and output come from files and servers: they may hold terminal escapes, characters that XML
 * forbids, halves of surrogate pairs (an excerpt was cut there), or marks that reverse the order in
 * which text is shown, so that code reads as something else.
 */
public final class PlainText {
  private static final char REPLACEMENT = '\uFFFD';

  private PlainText() {}

  /**
   * The text with halves of surrogate pairs replaced, so that it can be encoded. Everything else
   * stays.
   */
  public static String encodable(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return rewrite(text, codePoint -> isHalf(codePoint) ? "\uFFFD" : null);
      }
    }
    return text;
  }

  /**
   * The text with only tabs and line ends left of the control characters, and with marks of
   * direction spelled out ({@code <U+202E>}). What is left is legal in XML 1.0.
   */
  public static String visible(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isSuspicious(text.charAt(i))) {
        return rewrite(text, PlainText::spelledOut);
      }
    }
    return text;
  }

  /** Like {@link #visible}, on one line: tabs, line ends and runs of spaces become one space. */
  public static String line(String text) {
    return visible(text).replaceAll("[\\s\\u0085\\u2028\\u2029]+", " ").strip();
  }

  private static boolean isSuspicious(char c) {
    return (c < ' ' && c != '\t' && c != '\n')
        || (c >= 0x7F && c <= 0x9F)
        || Character.isSurrogate(c)
        || isDirectionMark(c)
        || c >= 0xFFFE;
  }

  private static @Nullable String spelledOut(int codePoint) {
    if (codePoint == '\r') {
      return "";
    }
    if (isDirectionMark(codePoint)) {
      return String.format(Locale.ROOT, "<U+%04X>", codePoint);
    }
    boolean control = codePoint != '\t' && codePoint != '\n' && Character.isISOControl(codePoint);
    boolean noCharacter = (codePoint & 0xFFFE) == 0xFFFE;
    return control || noCharacter || isHalf(codePoint) ? String.valueOf(REPLACEMENT) : null;
  }

  private static boolean isHalf(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  private static boolean isDirectionMark(int codePoint) {
    return codePoint == 0x061C
        || codePoint == 0x200E
        || codePoint == 0x200F
        || (codePoint >= 0x202A && codePoint <= 0x202E)
        || (codePoint >= 0x2066 && codePoint <= 0x2069);
  }

  /** What stands for a code point, null when it stays. */
  private interface Rule {
    @Nullable String replace(int codePoint);
  }

  private static String rewrite(String text, Rule rule) {
    StringBuilder result = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            codePoint -> {
              String replacement = rule.replace(codePoint);
              if (replacement == null) {
                result.appendCodePoint(codePoint);
              } else {
                result.append(replacement);
              }
            });
    return result.toString();
  }
}
