package io.jenkins.plugins.orchestrator.engine.config;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code anonymize}. */
final class AnonymizeReader {
  private static final String NAME = "(?:\"(?:[^\"]|\"\"){1,63}\"|[^\".\\s][^\".]{0,62})";
  private static final Pattern COLUMN = Pattern.compile(NAME + "\\." + NAME + "\\." + NAME);

  private final Section environment;
  private final Reading reading;

  AnonymizeReader(Section environment) {
    this.environment = environment;
    this.reading = environment.reading();
  }

  /** Null when neither the environment nor the top has it. */
  @Nullable AnonymizeSettings read() {
    return environment.optionalSection("anonymize").map(this::read).orElse(null);
  }

  private @Nullable AnonymizeSettings read(Section anonymize) {
    for (Located column : anonymize.list("columns")) {
      reading
          .text(column, false)
          .filter(name -> !COLUMN.matcher(name).matches())
          .ifPresent(
              name ->
                  reading.wrong(
                      column,
                      reading.problems().describe(column.node()),
                      "SCHEMA.TABLE.COLUMN, such as public.users.email",
                      "a name with a dot in it stands in double quotes"));
    }
    Optional<Located> at = anonymize.find("script");
    if (at.isEmpty()) {
      anonymize.wrong("script", "anonymize without a script", "script: FILE", null);
      return null;
    }
    Optional<String> script = anonymize.optionalText("script");
    Optional<String> sql = script.flatMap(file -> reading.file(at.get(), file));
    if (sql.filter(String::isBlank).isPresent()) {
      anonymize.wrong("script", "an empty file", "SQL that anonymizes", null);
    }
    return sql.isEmpty()
        ? null
        : new AnonymizeSettings(
            script.orElseThrow(), sql.orElseThrow(), anonymize.texts("columns"));
  }
}
