package io.jenkins.plugins.orchestrator.engine.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code integration_tests}. */
final class IntegrationTestsReader {
  private final Section environment;
  private final Reading reading;

  IntegrationTestsReader(Section environment) {
    this.environment = environment;
    this.reading = environment.reading();
  }

  List<IntegrationTest> read() {
    List<IntegrationTest> tests = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Located element : environment.list("integration_tests")) {
      Optional<IntegrationTest> test = read(element);
      if (test.isPresent() && !names.add(test.get().name())) {
        reading.wrong(element, "a second test of that name", "a name of its own", null);
      }
      test.ifPresent(tests::add);
    }
    return tests;
  }

  private Optional<IntegrationTest> read(Located at) {
    Set<String> keys = Section.entries(reading, at).keySet();
    if (keys.contains("command") && keys.contains("sql")) {
      reading.wrong(at, "both command and sql", "one of them", null);
      return Optional.empty();
    }
    if (keys.contains("command")) {
      return command(Section.of(reading, ValidationKeys.COMMAND_TEST, at, null));
    }
    if (keys.contains("sql")) {
      return sql(Section.of(reading, ValidationKeys.SQL_TEST, at, null));
    }
    if (!keys.isEmpty()) {
      reading.wrong(at, "neither command nor sql", "command: SHELL COMMAND, or sql: FILE", null);
    }
    return Optional.empty();
  }

  private static Optional<IntegrationTest> command(Section test) {
    String name = test.text("name");
    String command = test.text("command");
    Duration timeout = test.time("timeout");
    return name.isEmpty()
        ? Optional.empty()
        : Optional.of(new IntegrationTest.Command(name, command, timeout));
  }

  private Optional<IntegrationTest> sql(Section test) {
    String name = test.text("name");
    Optional<String> file = test.optionalText("sql");
    Optional<String> text =
        file.flatMap(found -> reading.file(test.find("sql").orElse(test.at()), found));
    Duration p50 = test.optionalTime("max_p50").orElse(null);
    Duration p95 = test.optionalTime("max_p95").orElse(null);
    Duration p99 = test.optionalTime("max_p99").orElse(null);
    inOrder(test, "max_p50", p50, "max_p95", p95);
    inOrder(test, "max_p95", p95, "max_p99", p99);
    inOrder(test, "max_p50", p50, "max_p99", p99);
    int runs = test.whole("runs");
    Expectation expect = ValidationReader.expectation(test).orElse(null);
    Duration timeout = test.time("timeout");
    return name.isEmpty() || text.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new IntegrationTest.Sql(
                name, file.orElseThrow(), text.get(), runs, p50, p95, p99, expect, timeout));
  }

  private static void inOrder(
      Section test,
      String lessKey,
      @org.jspecify.annotations.Nullable Duration less,
      String moreKey,
      @org.jspecify.annotations.Nullable Duration more) {
    if (less != null && more != null && less.compareTo(more) > 0) {
      test.wrong(lessKey, "a " + lessKey + " above " + moreKey, "at most " + moreKey, null);
    }
  }
}
