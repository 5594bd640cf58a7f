package io.jenkins.plugins.orchestrator.engine.postgres;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseUrlException.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * What a URL or connection string says, in libpq's words, before defaults and meaning: {@code host}
 * and {@code port} as comma-separated lists. Collects what is wrong with the text itself.
 */
final class ConnectionText {
  final Map<String, String> given = new TreeMap<>();
  final List<Problem> problems = new ArrayList<>();
  final List<DatabaseUrl.Warning> warnings = new ArrayList<>();

  /** What follows a password among parameters may be a piece of it. */
  private final boolean namesMayBeShown;

  private ConnectionText(boolean namesMayBeShown) {
    this.namesMayBeShown = namesMayBeShown;
  }

  static ConnectionText of(String text) {
    ConnectionText result = new ConnectionText(!text.contains("password="));
    if (text.startsWith("jdbc:postgresql:")) {
      JdbcUrl.read(text.substring("jdbc:postgresql:".length()), result);
    } else if (text.startsWith("postgresql://")) {
      LibpqUrl.read(text.substring("postgresql://".length()), result);
    } else if (text.startsWith("postgres://")) {
      LibpqUrl.read(text.substring("postgres://".length()), result);
    } else if (text.contains("=") && !text.contains("://")) {
      ConnectionString.read(text, result);
    } else {
      result.wrong(
          "text that is no PostgreSQL URL",
          "postgresql://USER@HOST:PORT/DATABASE, jdbc:postgresql://HOST:PORT/DATABASE?user=USER, or"
              + " host=HOST dbname=DATABASE user=USER");
    }
    return result;
  }

  void wrong(String found, String expected) {
    problems.add(new Problem(found, expected));
  }

  void warn(String code, String message) {
    warnings.add(new DatabaseUrl.Warning(code, message));
  }

  /** Takes a value that may be percent-encoded; {@code what} names it for people. */
  void putDecoded(String name, String encoded, String what) {
    UrlText.decode(encoded)
        .ifPresentOrElse(
            value -> given.put(name, value),
            () ->
                wrong(
                    "a \"%\" in the " + what + " that does not begin a percent-encoded character",
                    "%25 for a percent sign itself"));
  }

  /** Takes a parameter by libpq's name. */
  void putParameter(String name, String encodedValue) {
    if (ConnectionParameter.all().containsKey(name)) {
      putDecoded(name, encodedValue, "value of parameter " + name);
    } else {
      unknown(name);
    }
  }

  void unknown(String name) {
    wrong(
        "the unknown parameter " + shown(name),
        "a connection parameter of libpq, such as sslmode or connect_timeout");
  }

  private String shown(String name) {
    return namesMayBeShown && name.matches("[A-Za-z_]{1,40}") ? '"' + name + '"' : "(not shown)";
  }

  /**
   * Reads {@code a=1&b=2}.
   *
   * @param bare whether a name may stand alone, with an empty value
   */
  void eachParameter(String query, boolean bare, BiConsumer<String, String> consumer) {
    for (String part : query.split("&", -1)) {
      if (part.isEmpty()) {
        continue;
      }
      int equals = part.indexOf('=');
      if (equals < 0 && bare) {
        consumer.accept(part, "");
      } else if (equals <= 0) {
        wrong("a parameter without a value after the \"?\"", "NAME=VALUE, joined by \"&\"");
      } else {
        consumer.accept(part.substring(0, equals), part.substring(equals + 1));
      }
    }
  }
}
