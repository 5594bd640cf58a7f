package io.jenkins.plugins.orchestrator.jenkins.step;

import java.util.regex.Pattern;

/**
 * Finds passwords in a configuration's text before Jenkins stores it with the build. A variable in
 * a password's place is none.
 */
final class LiteralPasswords {
  /** {@code scheme://user:password@}. */
  private static final Pattern IN_AUTHORITY =
      Pattern.compile("://[^\\s/@:'\"]*:(?!\\$\\{[A-Za-z_][A-Za-z0-9_]*}@)[^\\s/'\"]+@");

  /** {@code ?password=…}, {@code sslpassword=…}, and in connection strings. */
  private static final Pattern AS_PARAMETER =
      Pattern.compile(
          "(?i)pass(word|wd|phrase)?['\"]?\\s*[=:]\\s*(?!['\"]?\\$\\{[A-Za-z_][A-Za-z0-9_]*})[^\\s&'\"]+");

  private LiteralPasswords() {}

  /**
   * Does nothing for a text without passwords.
   *
   * @throws IllegalArgumentException when there is one; it does not repeat it
   */
  static void refuse(String text) {
    int line = 0;
    for (String each : text.split("\n", -1)) {
      line++;
      if (IN_AUTHORITY.matcher(each).find() || AS_PARAMETER.matcher(each).find()) {
        throw new IllegalArgumentException(
            "configText: line "
                + line
                + " holds a password, which would be stored with the build; use credentialsId, or"
                + " ${VARIABLE} with withCredentials");
      }
    }
  }
}
