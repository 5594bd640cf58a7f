package io.jenkins.plugins.orchestrator.engine.config;

import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import java.util.List;
import java.util.Optional;

/** How the place of a key is written: {@code test_environments."a.b".db_url}. */
final class Paths {
  private static final int LONGEST_NAME = 80;
  private static final Redactor NO_SECRETS_KNOWN = Redactor.of(List.of());

  private Paths() {}

  static String child(String parent, String name) {
    // A URL without the space behind its key is a key itself, with the password in it.
    String plain = NO_SECRETS_KNOWN.redact(name);
    String cut = plain.length() > LONGEST_NAME ? plain.substring(0, LONGEST_NAME) + "…" : plain;
    String shown =
        cut.matches("[\\p{L}\\p{N}_-]+")
            ? cut
            : '"' + cut.replace("\"", "\\\"").replaceAll("\\p{Cntrl}", "?") + '"';
    return parent.isEmpty() ? shown : parent + "." + shown;
  }

  /** For a key that is known elsewhere, however it is written: where. */
  static Optional<String> homeOf(String name) {
    for (Shape shape : ConfigurationKeys.SHAPES) {
      for (String key : shape.names()) {
        if (name.length() < LONGEST_NAME && Suggestion.isSame(name, key)) {
          return Optional.of(
              "\""
                  + key
                  + "\" belongs "
                  + (shape.equals(ConfigurationKeys.TOP)
                      ? "to the top or to an environment"
                      : "into " + shape.name()));
        }
      }
    }
    return Optional.empty();
  }
}
