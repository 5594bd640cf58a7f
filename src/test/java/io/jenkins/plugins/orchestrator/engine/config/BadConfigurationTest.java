package io.jenkins.plugins.orchestrator.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said about a wrong configuration. */
class BadConfigurationTest {
  @TempDir Path directory;
  private Configurations configurations;

  @BeforeEach
  void prepare() {
    configurations = new Configurations(directory, Map.of("USER", "me"));
  }

  /** The only problem of a configuration whose environment has these keys beside its URL. */
  private String problemWith(String keys) throws Exception {
    List<String> problems =
        configurations.problems(
            "test_environments:\n  dev:\n    db_url: postgresql://u@h/d\n    " + keys + "\n");
    assertThat(problems).hasSize(1);
    return problems.get(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // unknown keys
        "exlusive: true | 4:5: test_environments.dev.exlusive: found the unknown key \"exlusive\","
            + " expected a key of environment; did you mean \"exclusive\"?",
        "lockTimeout: 1s | \"lock_timeout\" belongs into migrations",
        "migrations: {lock-timeout: 1s} | did you mean \"lock_timeout\"?",
        "migrations: {require_down: true} | \"require_down\" belongs to the top or to an"
            + " environment",
        "server: postgresql://u@h/d | \"server\" belongs into snapshot",
        "nonsense: 1 | known are db_url, purpose",
        "embedded: {version: 17, verison: 17} | did you mean \"version\"?",
        // wrong types
        "migrations: db/migrations | found \"db/migrations\", expected a mapping",
        "validate: [a] | found a list, expected a mapping",
        "validate: {tables: public.games} | found \"public.games\", expected a list",
        "validate: {tables: [[a]]} | validate.tables[0]: found a list, expected text",
        "validate: {tables: [1]} | found 1, expected text; put it in quotes",
        "exclusive: yes | found yes, expected true or false",
        "exclusive: \"true\" | found \"true\", expected true or false",
        "purpose: | found nothing, expected text",
        "purpose: {a: b} | found a mapping, expected text",
        "agent: '' | found \"\", expected text that is not empty",
        "snapshot: {jobs: many} | found \"many\", expected a whole number from 1 to 64",
        "snapshot: {jobs: 010} | found 010, expected a whole number from 1 to 64",
        "validate: {queries: [{name: n, sql: s, expect: {min: low}}]} | expect.min: found \"low\","
            + " expected a number",
        "? [a] : 1 | a mapping or list as key",
        // bad values
        "reversibility: up_down | did you mean \"up_down_up\"?",
        "migrations: {format: golang_migrate} | did you mean \"golang-migrate\"?",
        "migrations: {timeout: soon} | found \"soon\", expected a duration such as",
        "migrations: {timeout: 0s} | expected a duration of at least 1ms",
        "migrations: {lock_timeout: 0.5ms} | expected a duration of at least 1ms",
        "migrations: {timeout: -5} | found -5, expected a duration such as",
        "migrations: {timeout: 25d} | at most 24d",
        "snapshot: {jobs: 0} | found 0, expected a whole number from 1 to 64",
        "embedded: {version: 13} | found 13, expected a whole number from 14 to 18",
        "embedded: {init: [missing.sql]} | embedded.init[0]: found no file missing.sql, expected a"
            + " text file in UTF-8",
        "integration_tests: [{name: t, sql: missing.sql}] | integration_tests[0].sql: found no file"
            + " missing.sql",
        "integration_tests: [{name: t, sql: binary.sql}] | binary.sql, which is not UTF-8",
        "integration_tests: [{name: t}] | neither command nor sql",
        "integration_tests: [{name: t, sql: t.sql, command: x}] | both command and sql",
        "integration_tests: [{command: x}] | no key name",
        "integration_tests: [{name: t, command: x, runs: 3}] | the unknown key \"runs\"",
        "migrations_to_test: all | expected all_pending, a list of versions, or {until: VERSION}",
        "migrations_to_test: all_pendign | did you mean \"all_pending\"?",
        "migrations_to_test: [] | found an empty list, expected at least 1",
        "migrations_to_test: {until: []} | until: found a list, expected a version",
        "validate: {queries: [{name: n, sql: s, expect: {}}]} | an expectation of nothing",
        "validate: {queries: [{name: n, sql: s}]} | no key expect",
        "migrations: {path: '${NOT_SET}/sql'} | found ${NOT_SET}, which is not set",
        "migrations: {path: '${NOT_SET:-x}'} | a \"${\" without a name and a \"}\"",
        "agent: !java.util.Date x | a tag",
        // duplicates
        "purpose: a\\n"
            + "    purpose: b | 5:5: test_environments.dev.purpose: found the key again, expected"
            + " each key once; it stands in line 4",
        "validate: {tables: [a, b, a]} | found \"a\" again",
        "validate: {columns: [{table: t, name: c}, {table: t, name: c, type: text}]} | the column"
            + " again",
        "integration_tests: [{name: t, command: a}, {name: t, command: b}] | a second test of that"
            + " name",
        "migrations_to_test: [1, 2, 1] | found 1 again",
        // contradictions
        "snapshot: {strategy: none} | a database that is not disposable",
        "protected: true | protected without a server for its copies",
        "protected: true\\n"
            + "    disposable: true\\n"
            + "    snapshot: {same_server: true} | protected and disposable",
        "snapshot: {server: postgresql://u@h2/d, same_server: true} | one of them",
        "disposable: true\\n"
            + "    snapshot: {strategy: none, server: postgresql://u@h2/d} | a server with strategy"
            + " none",
        "migrations: {format: command} | format command without a command",
        "migrations: {command: make} | command with format auto",
        "migrations: {format: flyway, down_command: make} | down_command with format flyway",
        "migrations: {format: command, command: make, runner: psql} | runner psql with format"
            + " command",
        "integration_tests: [{name: t, sql: t.sql, max_p50: 2s, max_p95: 1s}] | a max_p50 above"
            + " max_p95",
        "validate: {queries: [{name: n, sql: s, expect: {min: 2, max: 1}}]} | a min above the max",
      })
  void namesTheMistakeItsPlaceAndWhatWasExpected(String keys, String problem) throws Exception {
    Files.writeString(directory.resolve("t.sql"), "select 1");
    Files.write(directory.resolve("binary.sql"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThat(problemWith(keys.replace("\\n", "\n"))).contains(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[{step: cleanup}, {step: snapshot_databases}] | snapshot_databases too late",
        "[{step: snapshot_databases}, {step: snapshot_databases}] | snapshot_databases again",
        "[{step: apply_migrations}] | apply_migrations without snapshot_databases before it",
        "[{step: snapshot_databases}, {step: reverse_migrations}] | belongs to apply_migrations",
        "[{step: snapshot_database}] | did you mean \"snapshot_databases\"?",
        "[] | an empty list",
        "[{parallel: true}] | no key step",
        "[{step: cleanup, parallel: no}] | found no, expected true or false",
        "[{step: cleanup, tasks: drop}] | found \"drop\", expected a list",
      })
  void namesMistakesOfTheWorkflow(String workflow, String problem) throws Exception {
    List<String> problems =
        configurations.problems(
            "test_environments: {dev: {db_url: postgresql://u@h/d}}\nparallel_test_workflow: "
                + workflow);
    assertThat(problems).hasSize(1);
    assertThat(problems.get(0)).startsWith("2:").contains(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "postgresql://u:hu@sh@h/d",
        "postgresql://u:hush@h:99999/d",
        "postgresql://u:hush/hush@h/d",
        "mysql://u:hush@h/d",
        "[\"postgresql://u:hush@h/d\"]",
        "{url: \"postgresql://u:hush@h/d\"}",
        "\"postgresql://u:hush@h/d?sslmode=strict\"",
        "*hush",
        "!hush!x y",
        "'postgresql://u:${hush:-hush}@h/d'",
      })
  void neverShowsAPassword(String url) throws Exception {
    List<String> problems =
        configurations.problems("test_environments:\n  dev:\n    db_url: " + url + "\n");
    assertThat(problems).isNotEmpty();
    assertThat(problems.toString()).doesNotContain("hush").doesNotContain("\"sh");
    assertThat(
            configurations
                .problems("test_environments:\n  dev:\n    db_url:\"postgresql://u:hush@h/d\"\n")
                .toString())
        .doesNotContain("hush");
    assertThat(
            configurations
                .problems("test_environments:\n  dev: {\"db_url:postgresql://u:hush@h/d\": 1}\n")
                .toString())
        .doesNotContain("hush");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | an empty file",
        "# only a comment | an empty file",
        "--- | an empty file",
        "just text | found \"just text\", expected a mapping",
        "[a, b] | found a list, expected a mapping",
        "a: b | no key test_environments",
        "test_environments: {} | no environments",
        "test_environments: [] | expected a mapping",
        "test_environments:\\n  dev: | found nothing, expected a mapping",
        "a: 1\\n---\\nb: 2 | a second document",
        "a:\\n\\tb: 1 | 2:1: found a tab",
        "a: [1 | a mistake in the YAML",
        "a: b: c | a mistake in the YAML",
        "\"a | a mistake in the YAML",
        "a: \\0 | 1:4: found the character U+0000",
        "a: \\u0007 | 1:4: found the character U+0007",
        "a: &a {<<: *a} | no key test_environments",
        "test_environments: &a {dev: *a} | no key db_url",
      })
  void namesWhatIsWrongWithTheFileItself(String yaml, String problem) throws Exception {
    String text =
        yaml.replace("\\n", "\n")
            .replace("\\t", "\t")
            .replace("\\0", "\0")
            .replace("\\u0007", "\7");
    assertThat(configurations.problems(text).toString()).contains(problem);
  }

  @Test
  void namesFilesThatCannotBeRead() throws Exception {
    assertThat(configurations.problems(directory.resolve("none.yaml"), false).toString())
        .contains("no file there");
    assertThat(configurations.problems(directory, false).toString()).contains("a directory");
    Path latin = directory.resolve("latin.yaml");
    Files.write(latin, "a: 1\nb: é\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(configurations.problems(latin, false))
        .containsExactly("2:4: found a byte that is not UTF-8, expected a file in UTF-8");
    Path utf16 = directory.resolve("utf16.yaml");
    Files.write(utf16, "\ufeffa: 1\n".getBytes(StandardCharsets.UTF_16LE));
    assertThat(configurations.problems(utf16, false).toString()).contains("not UTF-8");
  }

  @Test
  void refusesYamlBombsQuickly() {
    StringBuilder laughs = new StringBuilder("a0: &a0 [ha, ha]\n");
    for (int i = 1; i < 100; i++) {
      laughs.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(9)));
    }
    StringBuilder merges = new StringBuilder("x-0: &a0 {reversibility: down}\n");
    for (int i = 1; i < 30; i++) {
      merges.append("x-%d: &a%d {<<: [%s]}\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(9)));
    }
    merges.append("<<: *a29\n");
    // Few mistakes, in many places by aliases.
    String multiplied =
        "x-a: &a {"
            + java.util.stream.IntStream.range(0, 5000)
                .mapToObj(i -> "k" + i + ": 1")
                .collect(java.util.stream.Collectors.joining(", "))
            + "}\ntest_environments: {"
            + java.util.stream.IntStream.range(0, 400)
                .mapToObj(i -> "e" + i + ": *a")
                .collect(java.util.stream.Collectors.joining(", "))
            + "}\n";
    Map<String, String> bombs =
        Map.of(
            laughs.toString(),
            "too many aliases",
            merges.toString(),
            "no key test_environments",
            multiplied,
            "more mistakes than are listed",
            "a: " + "[".repeat(100_000),
            "too deep a nesting",
            "{a: ".repeat(100_000),
            "too deep a nesting",
            "a: " + "x".repeat(2_000_000),
            "a file of 2000003 bytes",
            "a: " + "9".repeat(900_000),
            "no key test_environments",
            "snapshot: {jobs: " + "9".repeat(900_000) + "}",
            "expected a whole number",
            "? ".repeat(100_000),
            "too deep a nesting");
    bombs.forEach(
        (bomb, problem) ->
            Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThat(configurations.problems(bomb).toString()).contains(problem)));
  }

  @Test
  void reportsAThousandMistakesInTheOrderOfTheFile() throws Exception {
    StringBuilder yaml = new StringBuilder("test_environments:\n");
    for (int i = 0; i < 500; i++) {
      yaml.append("  env%d:\n    db_ulr: postgresql://u:hush@h/d\n".formatted(i));
    }
    Path file = configurations.write(yaml.toString());
    ConfigurationException wrong =
        catchThrowableOfType(ConfigurationException.class, () -> configurations.load(file, false));
    assertThat(wrong.problems()).hasSize(1000);
    assertThat(wrong.problems()).extracting(ConfigurationProblem::line).isSorted();
    assertThat(wrong.getMessage()).doesNotContain("hush");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", " a", "a ", "a\\nb", "a\\x1b[31m", "\\u0085x"})
  void refusesNamesThatNobodyCanRead(String name) throws Exception {
    assertThat(
            configurations.problems(
                "test_environments:\n  \"" + name + "\": {db_url: postgresql://u@h/d}\n"))
        .hasSize(1)
        .allMatch(problem -> problem.contains("the name of an environment"));
    assertThat(
            configurations.problems(
                "test_environments:\n  " + "x".repeat(101) + ": {db_url: postgresql://u@h/d}\n"))
        .hasSize(1);
  }

  @Test
  void findsMistakesAtTheTopAlsoWhereEveryEnvironmentOverridesThem() throws Exception {
    assertThat(
            configurations.problems(
                """
                migrations: {timeout: soon}
                reversibility: maybe
                integration_tests: [{name: t, command: x, timeout: later}]
                test_environments:
                  a:
                    db_url: postgresql://u@h/d
                    migrations: {timeout: 1s}
                    reversibility: none
                    integration_tests: []
                """))
        .hasSize(3);
  }

  @Test
  void refusesTwoEnvironmentsThatMigrateTheSameDatabaseItself() throws Exception {
    assertThat(
            configurations.problems(
                """
                snapshot: {strategy: none}
                disposable: true
                test_environments:
                  a: {db_url: postgresql://u@h/d}
                  b: {db_url: postgresql://u@h:5432/d}
                """))
        .singleElement()
        .asString()
        .contains("the same database as that of \"a\"");
  }

  @ParameterizedTest
  @CsvSource({
    "stagng_clone, staging_clone",
    "staging-clone, staging_clone",
    "STAGING_CLONE, staging_clone",
    "stagnig_clone, staging_clone",
    "dev, ",
    "production, ",
  })
  void guessesWhatWasMeant(String found, String meant) {
    assertThat(Suggestion.nearest(found, List.of("staging_clone", "qa")).orElse(null))
        .isEqualTo(meant);
  }
}
