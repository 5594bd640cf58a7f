package io.jenkins.plugins.orchestrator.engine.config;

import io.jenkins.plugins.orchestrator.engine.config.ValueType.Choice;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Either;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Many;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads an environment, its section lying over the top of the file. */
final class EnvironmentReader {
  private final Reading reading;
  private final String name;
  private final Section section;

  EnvironmentReader(String name, Section section) {
    this.reading = section.reading();
    this.name = name;
    this.section = section;
  }

  EnvironmentConfiguration read() {
    List<EmbeddedSettings.InitScript> scripts = new ArrayList<>();
    Section embedded = section.section("embedded");
    for (Located element : embedded.list("init")) {
      reading
          .text(element, true)
          .ifPresent(
              file ->
                  reading
                      .file(element, file)
                      .ifPresent(sql -> scripts.add(new EmbeddedSettings.InitScript(file, sql))));
    }
    MigrationSettings migrations = migrations();
    Reversibility reversibility =
        Reversibility.valueOf(section.text("reversibility").toUpperCase(Locale.ROOT));
    if (reversibility != Reversibility.NONE
        && migrations.command() != null
        && migrations.downCommand() == null
        && reading.used()) {
      reading
          .findings()
          .add(
              Finding.of(
                  Finding.Severity.WARNING,
                  "no-down-command",
                  "environment \"" + name + "\" is to be taken back, but nothing says how",
                  "name migrations.down_command, or set reversibility: none"));
    }
    DatabaseTarget source = source();
    SnapshotSettings snapshot = new SnapshotReader(section).read();
    return new EnvironmentConfiguration(
        name,
        section.text("purpose"),
        source,
        section
            .find("migrations_to_test")
            .map(this::selection)
            .orElseGet(MigrationSelection.AllPending::new),
        migrations,
        snapshot,
        new ValidationReader(section.section("validate")).read(),
        new IntegrationTestsReader(section).read(),
        reversibility,
        section.flag("protected"),
        section.flag("exclusive"),
        false,
        section.flag("disposable"),
        new EmbeddedSettings(embedded.whole("version"), scripts),
        section.optionalText("agent").orElse(null),
        section.optionalText("credentialsId").orElse(null),
        new BackupReader(section).ofDatabase(source, snapshot),
        section.flag("optional"),
        new AnonymizeReader(section).read(),
        new HealthReader(section).read());
  }

  /** With {@code --embedded} the URL stands for nothing that is contacted: any will do. */
  private DatabaseTarget source() {
    DatabaseTarget nowhere =
        new DatabaseTarget(
            List.of(new DatabaseTarget.Host("localhost", 5432)),
            "postgres",
            "postgres",
            null,
            java.util.Map.of());
    Optional<Located> url = section.find("db_url");
    if (url.isEmpty() && !reading.options().embedded()) {
      section.wrong("db_url", "no key db_url", "db_url: " + UrlReader.EXAMPLE, null);
    }
    UrlReader reader = new UrlReader(reading, name, hasCredentials());
    return url.flatMap(reader::read).orElse(nowhere);
  }

  /** Whether the caller brings user and password. */
  private boolean hasCredentials() {
    Set<String> known = reading.options().credentials();
    return known != null && (known.contains(name) || section.find("credentialsId").isPresent());
  }

  private MigrationSelection selection(Located at) {
    Either type = (Either) ConfigurationKeys.ENVIRONMENT.key("migrations_to_test").type();
    if (at.node() instanceof SequenceNode) {
      return new MigrationSelection.Listed(
          Section.elements(reading, at, (Many) type.types().get(1)).stream()
              .flatMap(element -> reading.version(element).stream())
              .toList());
    }
    if (at.node() instanceof MappingNode) {
      return Section.of(reading, MigrationKeys.UNTIL, at, null)
          .optionalText("until")
          .<MigrationSelection>map(MigrationSelection.Until::new)
          .orElseGet(MigrationSelection.AllPending::new);
    }
    List<String> words = ((Choice) type.types().get(0)).values();
    String found = ((ScalarNode) at.node()).getValue();
    if (!words.contains(found)) {
      reading.wrong(
          at,
          reading.problems().describe(at.node()),
          "all_pending, a list of versions, or {until: VERSION}",
          Suggestion.didYouMean(found, words).orElse(null));
    }
    return new MigrationSelection.AllPending();
  }

  private MigrationSettings migrations() {
    Section migrations = section.section("migrations");
    String format = migrations.text("format");
    String command = migrations.optionalText("command").orElse(null);
    String downCommand = migrations.optionalText("down_command").orElse(null);
    boolean psql = migrations.text("runner").equals("psql");
    if (format.equals("command")) {
      if (migrations.find("command").isEmpty()) {
        migrations.wrong(
            "format", "format command without a command", "command: SHELL COMMAND", null);
      }
      if (psql) {
        migrations.wrong("runner", "runner psql with format command", "one of them", null);
      }
    } else {
      for (String key : List.of("command", "down_command")) {
        if (migrations.find(key).isPresent()) {
          migrations.wrong(key, key + " with format " + format, "format: command", null);
        }
      }
    }
    return new MigrationSettings(
        migrations.text("path"),
        format,
        migrations.time("timeout"),
        migrations.optionalTime("statement_timeout").orElse(null),
        migrations.time("lock_timeout"),
        migrations.optionalText("baseline").orElse(null),
        migrations.optionalText("role").orElse(null),
        section.flag("require_down"),
        psql,
        command,
        downCommand);
  }
}
