package io.jenkins.plugins.orchestrator.engine.postgres;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes secrets out of texts that leave the engine. */
public final class Redactor {
  private static final String MASK = "********";

  /** {@code //user:password@}, whoever's it is. */
  private static final Pattern URL_PASSWORD = Pattern.compile("(://[^\\s:/@]*):[^\\s@/]+@");

  /** {@code PASSWORD 'x'} of SQL, {@code password=x} of connection strings. */
  private static final Pattern NAMED_PASSWORD =
      Pattern.compile("(?i)(\\bpassword\\s*=?\\s*)('(?:[^']|'')*'|(?<==)[^\\s'\"&;]+)");

  private final List<String> secrets;

  private Redactor(List<String> secrets) {
    this.secrets = secrets;
  }

  /** One that knows these secrets; empty ones are left out. */
  public static Redactor of(Collection<Secret> secrets) {
    // Longest first, so that one that contains another is masked as a whole.
    return new Redactor(
        secrets.stream()
            .map(Secret::reveal)
            .filter(text -> !text.isEmpty())
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList());
  }

  /** The text with every secret masked; null for null. */
  public @Nullable String redactNullable(@Nullable String text) {
    return text == null ? null : redact(text);
  }

  /** The text with every known secret, and everything that has the form of one, masked. */
  public String redact(String text) {
    String redacted = text;
    for (String secret : secrets) {
      redacted = redacted.replace(secret, MASK);
    }
    redacted = URL_PASSWORD.matcher(redacted).replaceAll("$1:" + MASK + "@");
    return NAMED_PASSWORD
        .matcher(redacted)
        .replaceAll(match -> Matcher.quoteReplacement(match.group(1) + MASK));
  }
}
