package io.jenkins.plugins.orchestrator.engine.config;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseUrl;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseUrl.PasswordOrigin;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseUrlException;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
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
