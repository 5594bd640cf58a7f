package io.jenkins.plugins.orchestrator.engine.config;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replaces <code>${NAME}</code> by the environment variable; <code>$${</code> stands for <code>${
 * </code>. A dollar sign before anything else is itself.
 */
final class Variables {
  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\$\\{|\\$\\{(?:([A-Za-z_][A-Za-z0-9_]*)\\})?");

  private Variables() {}

  /**
   * A text with its variables replaced.
   *
   * @param text what came out; of no use unless the others are fine
   * @param missing variables that are not set
   * @param malformed whether a reference has no name or no end
   */
  record Expansion(String text, List<String> missing, boolean malformed) {}

  /** How a value is written into the text around it. */
  interface Encoding {
    /**
     * The value as it is written there.
     *
     * @param before the text up to the value, its variables replaced
     * @param after the text behind the reference
     */
    String encode(String before, String value, String after);
  }

  static Expansion expand(String text, Map<String, String> values) {
    return expand(text, values::get, (before, value, after) -> value);
  }

  /**
   * In a URL the value stands for itself: what has a meaning in a URL is encoded, except where the
   * value may be meant to have one, as the host, or as the beginning of the URL.
   */
  static Expansion expandUrl(String text, Map<String, String> values) {
    return expand(text, values::get, Variables::encodeInUrl);
  }

  /** The URL without what its variables bring. */
  static String withoutValues(String url) {
    return expand(url, name -> "", (before, value, after) -> value).text();
  }

  private static Expansion expand(
      String text, UnaryOperator<@Nullable String> values, Encoding encoding) {
    StringBuilder result = new StringBuilder();
    List<String> missing = new ArrayList<>();
    boolean malformed = false;
    int done = 0;
    Matcher reference = REFERENCE.matcher(text);
    while (reference.find()) {
      result.append(text, done, reference.start());
      done = reference.end();
      String name = reference.group(1);
      if (reference.group().equals("$${")) {
        result.append("${");
      } else if (name == null) {
        malformed = true;
      } else {
        String value = values.apply(name);
        if (value == null) {
          missing.add(name);
        } else {
          result.append(encoding.encode(result.toString(), value, text.substring(done)));
        }
      }
    }
    return new Expansion(result.append(text.substring(done)).toString(), missing, malformed);
  }

  private static String encodeInUrl(String before, String value, String after) {
    int authority = before.indexOf("//");
    if (before.isBlank()) {
      return value;
    }
    if (authority < 0 && !before.startsWith("jdbc:")) {
      return DatabaseUrl.escapeInConnectionString(value);
    }
    String sofar = authority < 0 ? "/" : before.substring(authority + 2);
    boolean user = after.split("[/?]", 2)[0].indexOf('@') >= 0;
    boolean host = sofar.indexOf('/') < 0 && sofar.indexOf('?') < 0 && !user;
    return host ? value : DatabaseUrl.percentEncode(value);
  }
}
