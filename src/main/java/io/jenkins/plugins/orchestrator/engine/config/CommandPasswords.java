package io.jenkins.plugins.orchestrator.engine.config;

import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the passwords of URLs in the user's commands: {@code https://user:password@host/}. */
final class CommandPasswords {
  /** What may be a URL; inside of one the password is found without a regular expression. */
  private static final Pattern WORD = Pattern.compile("[^\\s'\"]++");

  private CommandPasswords() {}

  /** As they stand there and percent-decoded; variables of the shell are none. */
  static List<Secret> in(String command) {
    return WORD.matcher(command)
        .results()
        .flatMap(word -> password(word.group()))
        .map(Secret::of)
        .distinct()
        .toList();
  }

  private static Stream<String> password(String word) {
    int scheme = word.indexOf("://");
    int colon = scheme < 0 ? -1 : word.indexOf(':', scheme + 3);
    // Behind a slash the colon belongs to a path.
    if (colon < 0 || word.substring(scheme + 3, colon).indexOf('/') >= 0) {
      return Stream.empty();
    }
    String rest = word.substring(colon + 1);
    // A slash or an @ in the password should have been encoded, but may stand there as it is.
    String authority = rest.split("[/?#]", 2)[0];
    return Stream.of(authority, rest)
        .map(text -> text.substring(0, Math.max(0, text.lastIndexOf('@'))))
        .filter(password -> !password.isEmpty() && !password.startsWith("$"))
        .flatMap(password -> Stream.of(password, decoded(password)));
  }

  private static String decoded(String password) {
    try {
      return URLDecoder.decode(password.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return password; // not encoded rightly: taken as it is
    }
  }
}
