package io.jenkins.plugins.orchestrator.engine.postgres;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * Reads and writes the URL of a database: libpq's URIs and connection strings, and pgjdbc's URLs.
 */
public final class DatabaseUrl {
  private DatabaseUrl() {}

  /** Where the password came from. */
  public enum PasswordOrigin {
    /** There is none. */
    NONE,
    /** It stands in the URL. */
    URL,
    /** {@code PGPASSWORD}. */
    VARIABLE,
    /** The password file. */
    FILE
  }

  /**
   * Something that was left out; by itself no mistake.
   *
   * @param code as in a finding
   * @param message one sentence, free of secrets
   */
  public record Warning(String code, String message) {}

  /**
   * What a URL says.
   *
   * @param target with every default filled in
   * @param passwordOrigin where its password came from
   * @param warnings what was left out
   */
  public record Reading(
      DatabaseTarget target, PasswordOrigin passwordOrigin, List<Warning> warnings) {
    public Reading {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * Reads a URL.
   *
   * @param text {@code postgresql://…}, {@code postgres://…}, {@code jdbc:postgresql:…} or {@code
   *     host=… dbname=…}
   * @param variables the environment variables that libpq takes defaults from ({@code PGHOST},
   *     {@code PGPASSWORD}, {@code PGPASSFILE}, {@code HOME}, …)
   * @throws DatabaseUrlException with every mistake; free of secrets
   */
  public static DatabaseTarget parse(String text, Map<String, String> variables)
      throws DatabaseUrlException {
    return read(text, variables).target();
  }

  /** Like {@link #parse}, with what a person may want to know beside it. */
  public static Reading read(String text, Map<String, String> variables)
      throws DatabaseUrlException {
    return new TargetAssembly(ConnectionText.of(text.strip()), variables).assemble();
  }

  /**
   * The libpq URI of a target. Reading it again gives the same target, but for the password when it
   * is left out.
   *
   * @param withPassword only for the environment of a child process and for 0600 files
   */
  public static String render(DatabaseTarget target, boolean withPassword) {
    StringBuilder url = new StringBuilder("postgresql://").append(UrlText.encode(target.user()));
    Secret password = target.password();
    if (withPassword && password != null) {
      url.append(':').append(UrlText.encode(password.reveal()));
    }
    url.append('@')
        .append(
            target.hosts().stream()
                .map(host -> name(host) + ":" + host.port())
                .collect(Collectors.joining(",")));
    url.append('/').append(UrlText.encode(target.database()));
    StringJoiner parameters = new StringJoiner("&", "?", "").setEmptyValue("");
    target
        .parameters()
        .forEach(
            (name, value) -> {
              if (withPassword || !name.equals("sslpassword")) {
                parameters.add(name + "=" + UrlText.encode(value));
              }
            });
    return url.append(parameters).toString();
  }

  /** A value as part of a URL: everything but letters, digits and {@code -._~} is encoded. */
  public static String percentEncode(String value) {
    return UrlText.encode(value);
  }

  /** A value as part of a connection string, inside quotes or outside. */
  public static String escapeInConnectionString(String value) {
    return value.replaceAll("[\\\\'\\s]", "\\\\$0");
  }

  private static String name(DatabaseTarget.Host host) {
    return host.name().indexOf(':') >= 0
        ? "[" + host.name().replace("%", "%25") + "]"
        : UrlText.encode(host.name());
  }
}
