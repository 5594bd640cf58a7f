package io.jenkins.plugins.orchestrator.jenkins.step;

import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a rollout as Pipelines write them, {@code phases: [5, 25]} and {@code
 * maxLatencyIncreasePercent: 12.5}, and as forms bind them, texts.
 */
final class RolloutArguments {
  static final String AMBIGUOUS =
      "'+2 %' is ambiguous: of an error rate of 1 % it could make 3 % or 1.02 %. Give"
          + " maxErrorRateIncreasePoints: 2 for 3 %, maxErrorRateIncreasePercent: 2 for 1.02 %";

  /** Stands for a URL that is missing, or wrong. */
  static final URI NOTHING = URI.create("about:blank");

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,6})?");
  private static final Pattern WHOLE = Pattern.compile("[0-9]{1,9}");
  private static final Pattern BETWEEN = Pattern.compile("[,;\\s]+");
  private static final Pattern END_OF_AUTHORITY = Pattern.compile("[/?#]");

  private RolloutArguments() {}

  /**
   * For the step's setters, which take texts.
   *
   * @param step its name, for messages
   * @throws IllegalArgumentException for a limit without a unit, and for a URL with a password:
   *     here and not in the setter alone, as what that throws is logged with all arguments
   */
  static Map<String, Object> toTexts(String step, Map<String, Object> arguments) {
    if (arguments.containsKey("maxErrorRateIncrease")) {
      throw new IllegalArgumentException(step + ": maxErrorRateIncrease: " + AMBIGUOUS);
    }
    Map<String, Object> texts = new LinkedHashMap<>();
    arguments.forEach(
        (name, value) -> {
          if (value instanceof CharSequence text) {
            refusePassword(name, text.toString());
          } else if (value instanceof Map<?, ?> nested
              && nested.get("url") instanceof CharSequence url) {
            refusePassword(name + ".url", url.toString());
          }
          texts.put(name, name.equals("phases") ? phases(value) : text(name, value));
        });
    return texts;
  }

  private static Object phases(Object value) {
    if (value instanceof List<?> list) {
      return new ArrayList<>(list.stream().map(String::valueOf).toList());
    }
    return value instanceof CharSequence || value instanceof Number
        ? new ArrayList<>(List.of(value.toString()))
        : value;
  }

  private static Object text(String name, Object value) {
    return isNumber(name) && value instanceof Number ? value.toString() : value;
  }

  /** The limits that are durations are none. */
  private static boolean isNumber(String parameter) {
    return parameter.endsWith("Points") || parameter.endsWith("Percent");
  }

  /** For the snippet generator: numbers are shown as such. */
  static Map<String, Object> toNumbers(Map<String, ?> arguments) {
    Map<String, Object> result = new LinkedHashMap<>(arguments);
    result.replaceAll(
        (name, value) -> {
          if (name.equals("phases") && value instanceof List<?> list) {
            return new ArrayList<>(list.stream().map(RolloutArguments::number).toList());
          }
          return isNumber(name) ? number(value) : value;
        });
    return result;
  }

  private static Object number(@Nullable Object value) {
    String text = String.valueOf(value);
    return WHOLE.matcher(text).matches()
        ? Integer.valueOf(text)
        : Optional.ofNullable(value).orElse("");
  }

  /** Each phase; a form gives them as one text. */
  static List<String> split(List<String> phases) {
    return new ArrayList<>(
        phases.stream()
            .flatMap(text -> Arrays.stream(BETWEEN.split(text.strip())))
            .filter(each -> !each.isEmpty())
            .toList());
  }

  /**
   * A number that is not negative.
   *
   * @param wrong what is wrong with it goes here
   * @return null when there is none
   */
  static @Nullable Double number(
      String parameter, @Nullable String text, String unit, List<String> wrong) {
    if (text == null) {
      return null;
    }
    if (!NUMBER.matcher(text.strip()).matches()) {
      wrong.add(
          parameter
              + ": found '"
              + text
              + "', expected a number of "
              + unit
              + ", such as 2"
              + (parameter.startsWith("maxErrorRateIncrease") ? "; " + AMBIGUOUS : ""));
      return null;
    }
    return new BigDecimal(text.strip()).doubleValue();
  }

  /**
   * A URL that can be asked.
   *
   * @param wrong what is wrong with it goes here
   * @return {@code about:blank} when it is wrong
   */
  static URI url(String parameter, @Nullable String text, List<String> wrong) {
    Optional<URI> url = text == null ? Optional.empty() : url(text);
    if (url.isEmpty()) {
      wrong.add(
          parameter
              + ": found "
              + (text == null ? "nothing" : "'" + text + "'")
              + ", expected a URL such as https://shop.example/health");
    }
    return url.orElse(NOTHING);
  }

  /** Empty when it is none of http or https. */
  static Optional<URI> url(String text) {
    try {
      URI url = new URI(text.strip());
      boolean http = "http".equalsIgnoreCase(url.getScheme());
      boolean https = "https".equalsIgnoreCase(url.getScheme());
      return (http || https) && url.getHost() != null && url.getRawUserInfo() == null
          ? Optional.of(url)
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /**
   * Refuses user and password in a URL.
   *
   * @throws IllegalArgumentException that does not repeat them
   */
  static void refusePassword(String parameter, String text) {
    int scheme = text.indexOf("://");
    if (scheme < 0) {
      return;
    }
    String rest = text.substring(scheme + "://".length());
    String authority = END_OF_AUTHORITY.split(rest, 2)[0];
    // A password with a slash in it has no such place, and makes the URL unreadable.
    if (authority.contains("@") || (rest.contains("@") && url(text).isEmpty())) {
      throw new IllegalArgumentException(
          parameter
              + ": found a user in the URL, expected none: Jenkins stores it with the build. Give a"
              + " URL that can be asked without");
    }
  }
}
