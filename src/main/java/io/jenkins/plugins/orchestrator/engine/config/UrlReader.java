package io.jenkins.plugins.orchestrator.engine.config;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseUrl;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseUrl.PasswordOrigin;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseUrlException;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads the URL of a database. Says nothing of what stands there: it may hold a password. */
final class UrlReader {
  static final String EXAMPLE = "postgresql://USER@HOST:PORT/DATABASE";

  private final Reading reading;
  private final String environment;

  UrlReader(Reading reading, String environment) {
    this.reading = reading;
    this.environment = environment;
  }

  Optional<DatabaseTarget> read(Located at) {
    Optional<String> raw = reading.text(at, false);
    if (raw.isEmpty()) {
      return Optional.empty();
    }
    Variables.Expansion expansion = Variables.expandUrl(raw.get(), reading.options().variables());
    if (reading.options().embedded() && !expansion.missing().isEmpty()) {
      return Optional.empty(); // nobody connects there
    }
    return reading.accept(at, expansion).flatMap(url -> read(at, raw.get(), url));
  }

  private Optional<DatabaseTarget> read(Located at, String raw, String url) {
    if (reading.options().workingDirectory() == null && namesFile(url)) {
      reading.wrong(
          at,
          "a URL that names a file of passwords, but there is no workspace to read it from",
          "a URL without passfile",
          "use credentialsId");
      return Optional.empty();
    }
    try {
      DatabaseUrl.Reading result = DatabaseUrl.read(url, reading.options().variables());
      if (reading.used()) {
        warn(at, raw, result);
      }
      return Optional.of(result.target());
    } catch (DatabaseUrlException e) {
      for (DatabaseUrlException.Problem problem : e.problems()) {
        reading.wrong(at, problem.found(), problem.expected(), null);
      }
      return Optional.empty();
    }
  }

  /** However it is encoded: the parameter decides which file of this machine is read. */
  private static boolean namesFile(String url) {
    try {
      return URLDecoder.decode(url, StandardCharsets.UTF_8)
          .toLowerCase(Locale.ROOT)
          .contains("passfile");
    } catch (IllegalArgumentException e) {
      // Not encoded rightly, which is said where it is read.
      return url.toLowerCase(Locale.ROOT).contains("passfile");
    }
  }

  private void warn(Located at, String raw, DatabaseUrl.Reading result) {
    if (result.passwordOrigin() == PasswordOrigin.URL && isInFile(raw)) {
      reading
          .findings()
          .add(
              Finding.of(
                  Finding.Severity.WARNING,
                  "password-in-url",
                  at.path() + " holds a password, which everybody reads who can read the file",
                  "use credentialsId in Jenkins, PGPASSFILE, or ${VARIABLE} in its place"));
    }
    for (DatabaseUrl.Warning warning : result.warnings()) {
      reading
          .findings()
          .add(
              Finding.of(
                  Finding.Severity.WARNING,
                  warning.code(),
                  "environment \"" + environment + "\": " + warning.message(),
                  null));
    }
  }

  /** Whether it stands there itself, and does not come from a variable. */
  private static boolean isInFile(String raw) {
    try {
      return DatabaseUrl.read(Variables.withoutValues(raw), Map.of("USER", "any")).passwordOrigin()
          == PasswordOrigin.URL;
    } catch (DatabaseUrlException e) {
      return !raw.contains("${");
    }
  }
}
