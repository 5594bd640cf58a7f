package io.jenkins.plugins.orchestrator.engine.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code validate}, and {@code expect} wherever it stands. */
final class ValidationReader {
  private final Section section;
  private final Reading reading;

  ValidationReader(Section section) {
    this.section = section;
    this.reading = section.reading();
  }

  ValidationSettings read() {
    return new ValidationSettings(
        section.texts("tables"),
        section.texts("views"),
        section.texts("indexes"),
        columns(),
        queries());
  }

  private List<ValidationSettings.Column> columns() {
    List<ValidationSettings.Column> columns = new ArrayList<>();
    Set<List<String>> seen = new HashSet<>();
    for (Located element : section.list("columns")) {
      Section column = Section.of(reading, ValidationKeys.COLUMN, element, null);
      String table = column.text("table");
      String name = column.text("name");
      if (!table.isEmpty() && !name.isEmpty() && !seen.add(List.of(table, name))) {
        reading.wrong(element, "the column again", "each once", null);
      }
      columns.add(
          new ValidationSettings.Column(
              table,
              name,
              column.optionalText("type").orElse(null),
              column.find("nullable").flatMap(reading::flag).orElse(null)));
    }
    return columns;
  }

  private List<ValidationSettings.Query> queries() {
    List<ValidationSettings.Query> queries = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Located element : section.list("queries")) {
      Section query = Section.of(reading, ValidationKeys.QUERY, element, null);
      String name = query.text("name");
      if (!name.isEmpty() && !names.add(name)) {
        query.wrong("name", "a second query of that name", "a name of its own", null);
      }
      expectation(query)
          .ifPresent(
              expect -> queries.add(new ValidationSettings.Query(name, query.text("sql"), expect)));
    }
    return queries;
  }

  static Optional<Expectation> expectation(Section parent) {
    if (parent.find("expect").isEmpty()) {
      return Optional.empty();
    }
    Reading reading = parent.reading();
    Section expect = parent.section("expect");
    Expectation result =
        new Expectation(
            expect.find("value").flatMap(reading::scalar).orElse(null),
            expect.optionalWhole("rows").map(Integer::longValue).orElse(null),
            expect.find("min").flatMap(reading::decimal).orElse(null),
            expect.find("max").flatMap(reading::decimal).orElse(null));
    boolean says = ValidationKeys.EXPECT.names().stream().anyMatch(expect::hasOwn);
    if (!says) {
      parent.wrong("expect", "an expectation of nothing", "value, rows, min or max", null);
    }
    if (result.min() != null && result.max() != null && result.min().compareTo(result.max()) > 0) {
      expect.wrong("min", "a min above the max", "a min up to the max", null);
    }
    return Optional.of(result);
  }
}
