package io.jenkins.plugins.orchestrator.engine.postgres;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes secrets out of texts that leave the engine.
 *
 * <p>A known secret is masked wherever it stands, as it is and in the forms that URLs, SQL, JSON
 * and password files give it. One of less than {@value #LONG} characters is masked only where no
 * letter or digit touches it, and one of less than {@value #SHORT} not by itself: a password {@code
 * a} would otherwise turn every text into asterisks, and by that tell what it is. Apart from that,
 * whatever stands where a password stands (in a URL, after {@code PASSWORD} in SQL, in a connection
 * string) is masked, known or not.
 */
public final class Redactor {
  private static final String MASK = "********";
  private static final int SHORT = 4;
  private static final int LONG = 8;

  /** What may be a URL: no regular expression finds its password in linear time. */
  private static final Pattern WORD = Pattern.compile("[^\\s'\"]++");

  /** {@code PASSWORD 'x'} of SQL, {@code password=x} of connection strings, {@code "password":}. */
  private static final Pattern NAMED_PASSWORD =
      Pattern.compile(
          "(?i)(pass(?:word|wd|phrase)[\"']?\\s{0,20}+[=:]?\\s{0,20}+)"
              + "((?:E|U&)?(?:''[^']{1,500}+''" // a quoted value inside quotes
              + "|'[^']*+(?:''[^']*+){0,100}+(?:'|$)" // not closed: an excerpt that was cut
              + "|(?<=[:=]\\s{0,20})\"[^\"]*+(?:\"|$)" // a quoted name is no password
              + "|\\$(\\w{0,60})\\$[\\s\\S]{0,1000}?\\$\\3\\$"
              + "|(?<==)[^\\s'\"&;]++))");

  private final OccurringForms anywhere;
  private final OccurringForms alone;

  private Redactor(OccurringForms anywhere, OccurringForms alone) {
    this.anywhere = anywhere;
    this.alone = alone;
  }

  /** One that knows these secrets; empty ones are left out. */
  public static Redactor of(Collection<Secret> secrets) {
    Set<String> forms = new LinkedHashSet<>();
    for (Secret secret : secrets) {
      if (secret.reveal().length() >= SHORT) {
        forms(secret.reveal()).forEach(forms::add);
      }
    }
    // Longest first, so that one that contains another is masked as a whole.
    List<String> sorted =
        forms.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
    return new Redactor(
        new OccurringForms(sorted.stream().filter(form -> form.length() >= LONG).toList(), LONG),
        new OccurringForms(sorted.stream().filter(form -> form.length() < LONG).toList(), SHORT));
  }

  /** How the same secret looks elsewhere. */
  private static Stream<String> forms(String secret) {
    String percent = UrlText.encode(secret);
    String form = URLEncoder.encode(secret, StandardCharsets.UTF_8);
    return Stream.of(
        secret,
        percent,
        lowerCaseEscapes(percent),
        form,
        lowerCaseEscapes(form),
        secret.replace("'", "''"),
        secret.replace("\\", "\\\\"),
        secret.replace("\\", "\\\\").replace("'", "''"),
        secret.replace("\\", "\\\\").replace("'", "\\'"),
        secret.replace("\\", "\\\\").replace("\"", "\\\""),
        secret.replace("\\", "\\\\").replace(":", "\\:"));
  }

  private static String lowerCaseEscapes(String encoded) {
    return Pattern.compile("%[0-9A-F]{2}")
        .matcher(encoded)
        .replaceAll(escape -> escape.group().toLowerCase(Locale.ROOT));
  }

  /** Not inside a word; the digits of a percent-encoded character before it are none. */
  private static Pattern alone(String form) {
    return Pattern.compile(
        "(?:(?<![\\p{L}\\p{N}])|(?<=%[0-9A-Fa-f]{2}))"
            + Pattern.quote(form)
            + "(?![\\p{L}\\p{N}])");
  }

  /** The text with every secret masked; null for null. */
  public @Nullable String redactNullable(@Nullable String text) {
    return text == null ? null : redact(text);
  }

  /** The text with every known secret, and everything that has the form of one, masked. */
  public String redact(String text) {
    String redacted = text;
    for (String secret : anywhere.in(redacted)) {
      redacted = redacted.replace(secret, MASK);
    }
    for (String secret : alone.in(redacted)) {
      redacted = alone(secret).matcher(redacted).replaceAll(MASK);
    }
    if (redacted.contains("://")) {
      redacted =
          WORD.matcher(redacted)
              .replaceAll(word -> Matcher.quoteReplacement(withoutUrlPassword(word.group())));
    }
    return NAMED_PASSWORD
        .matcher(redacted)
        .replaceAll(match -> Matcher.quoteReplacement(match.group(1) + MASK));
  }

  /**
   * Masks {@code //user:password@}, whoever's it is, up to the last {@code @}: one may be in it.
   */
  private static String withoutUrlPassword(String word) {
    int at = word.lastIndexOf('@');
    int scheme = word.indexOf("://");
    while (scheme >= 0 && scheme < at) {
      int end = scheme + 3;
      while (end < at && ":/@".indexOf(word.charAt(end)) < 0) {
        end++;
      }
      if (end < at && word.charAt(end) == ':') {
        return word.substring(0, end + 1) + MASK + word.substring(at);
      }
      scheme = word.indexOf("://", end);
    }
    return word;
  }
}
