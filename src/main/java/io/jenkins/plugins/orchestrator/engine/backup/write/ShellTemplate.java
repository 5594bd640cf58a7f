package io.jenkins.plugins.orchestrator.engine.backup.write;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.ShellWord;
import java.util.Map;

/**
 * Fills the places of a command for {@code sh} with values that stay values, whether a place stands
 * outside of quotes, in single ones or in double ones.
 */
final class ShellTemplate {
  private enum Quotes {
    NONE,
    SINGLE,
    DOUBLE
  }

  private final String template;
  private final Map<String, String> values;
  private final StringBuilder command = new StringBuilder();
  private Quotes quotes = Quotes.NONE;

  private ShellTemplate(String template, Map<String, String> values) {
    this.template = template;
    this.values = values;
  }

  /**
   * Fills it.
   *
   * @param values by place, such as <code>{file}</code>
   * @throws BackupException when a value with odd characters is to stand in a command inside of
   *     double quotes, where nobody can say how it is read
   */
  static String fill(String template, Map<String, String> values) throws BackupException {
    return new ShellTemplate(template, values).fill();
  }

  private String fill() throws BackupException {
    int at = 0;
    while (at < template.length()) {
      int from = at;
      String place =
          values.keySet().stream()
              .filter(each -> template.startsWith(each, from))
              .findFirst()
              .orElse(null);
      if (place != null) {
        command.append(value(values.getOrDefault(place, "")));
        at += place.length();
      } else {
        at += copy(at);
      }
    }
    return command.toString();
  }

  private int copy(int at) {
    char c = template.charAt(at);
    command.append(c);
    if (c == '\\' && quotes != Quotes.SINGLE && at + 1 < template.length()) {
      command.append(template.charAt(at + 1));
      return 2;
    }
    if (c == '\'' && quotes != Quotes.DOUBLE) {
      quotes = quotes == Quotes.SINGLE ? Quotes.NONE : Quotes.SINGLE;
    } else if (c == '"' && quotes != Quotes.SINGLE) {
      quotes = quotes == Quotes.DOUBLE ? Quotes.NONE : Quotes.DOUBLE;
    }
    return 1;
  }

  private String value(String value) throws BackupException {
    if (ShellWord.isPlain(value)) {
      return value;
    }
    return switch (quotes) {
      case NONE -> ShellWord.quote(value);
      case SINGLE -> value.replace("'", "'\\''");
      case DOUBLE -> {
        if (template.contains("$(") || template.contains("`")) {
          throw new BackupException(
              "backup.upload: found "
                  + value
                  + " for a place inside of a command in double quotes; expected letters, digits"
                  + " and ./:=,@+_- alone there. Take the command out of the quotes, or rename the"
                  + " folder of the backups.");
        }
        yield value.replaceAll("([\\\\$`\"])", "\\\\$1");
      }
    };
  }
}
