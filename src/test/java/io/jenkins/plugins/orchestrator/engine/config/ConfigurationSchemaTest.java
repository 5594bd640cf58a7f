package io.jenkins.plugins.orchestrator.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The published schema and the documentation say what the loader does. */
class ConfigurationSchemaTest {
  private static final Path SCHEMA = Path.of("docs/parallel_migration_test.schema.json");
  private static final Path PAGE = Path.of("docs/configuration.md");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;

  private static Set<ValidationMessage> validate(String yaml) throws IOException {
    JsonSchema schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(Files.readString(SCHEMA));
    Object document = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
    JsonNode json = JSON.valueToTree(document);
    return schema.validate(json);
  }

  @Test
  void theSchemaInTheDocumentationIsThatOfTheModel() throws IOException {
    Path fresh = Path.of("target", SCHEMA.getFileName().toString());
    Files.writeString(fresh, ConfigurationSchema.text());
    assertThat(Files.exists(SCHEMA) ? Files.readString(SCHEMA) : "")
        .as("%s; when the keys were changed on purpose, copy %s there", SCHEMA, fresh)
        .isEqualTo(ConfigurationSchema.text());
  }

  @Test
  void theSchemaIsOneItself() throws IOException {
    JsonSchema meta =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(
                com.networknt.schema.SchemaLocation.of(
                    "https://json-schema.org/draft/2020-12/schema"));
    assertThat(meta.validate(JSON.readTree(ConfigurationSchema.text()))).isEmpty();
  }

  @Test
  void everyKeyThatTheLoaderKnowsIsInTheSchemaAndTheOtherWayRound() throws IOException {
    JsonNode schema = JSON.readTree(Files.readString(SCHEMA));
    for (Shape shape : ConfigurationKeys.SHAPES) {
      JsonNode definition =
          shape.equals(ConfigurationKeys.TOP) ? schema : schema.at("/$defs/" + shape.name());
      List<String> names = new ArrayList<>();
      definition.get("properties").fieldNames().forEachRemaining(names::add);
      assertThat(names).as(shape.name()).isEqualTo(shape.names());
      assertThat(definition.get("properties"))
          .allMatch(key -> key.path("description").asText().endsWith("."));
    }
    assertThat(schema.get("$defs")).hasSize(ConfigurationKeys.SHAPES.size() - 1);
  }

  @Test
  void theSchemaAcceptsTheSeed() throws IOException {
    assertThat(
            validate(
                Files.readString(Path.of("src/test/resources/seed/parallel_migration_test.yaml"))))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "test_environments: {}",
        "test_environments: []",
        "test_environments: {'': {}}",
        "test_environments: {a: null}",
        "test_environments: {a: {}}\nmax_parallel: 0",
        "test_environments: {a: {}}\nmax_paralel: 1",
        "test_environments: {a: {exlusive: true}}",
        "test_environments: {a: {exclusive: 'true'}}",
        "test_environments: {a: {db_url: ''}}",
        "test_environments: {a: {migrations_to_test: all}}",
        "test_environments: {a: {migrations_to_test: []}}",
        "test_environments: {a: {migrations_to_test: [a, a]}}",
        "test_environments: {a: {migrations_to_test: {upto: 1}}}",
        "test_environments: {a: {migrations: {format: oracle}}}",
        "test_environments: {a: {migrations: {timeout: soon}}}",
        "test_environments: {a: {migrations: {timeout: 0}}}",
        "test_environments: {a: {migrations: {timeout: -1}}}",
        "test_environments: {a: {snapshot: {jobs: 65}}}",
        "test_environments: {a: {snapshot: {strategy: copy}}}",
        "test_environments: {a: {validate: {tables: games}}}",
        "test_environments: {a: {validate: {columns: [{table: t}]}}}",
        "test_environments: {a: {validate: {queries: [{name: n, sql: s}]}}}",
        "test_environments: {a: {validate: {queries: [{name: n, sql: s, expect: {}}]}}}",
        "test_environments: {a: {integration_tests: [{name: n}]}}",
        "test_environments: {a: {integration_tests: [{name: n, command: c, sql: s}]}}",
        "test_environments: {a: {integration_tests: [{name: n, command: c, runs: 2}]}}",
        "test_environments: {a: {embedded: {version: 13}}}",
        "test_environments: {a: {reversibility: maybe}}",
        "test_environments: {a: {}}\nparallel_test_workflow: []",
        "test_environments: {a: {}}\nparallel_test_workflow: [{step: reverse_migrations}]",
        "parallel_test_workflow: [{step: cleanup}]",
        "{test_environments: {a: {}}, environments: {a: {}}}",
        "environments: {}",
        "{environments: {a: {}}, backup_folders: {}}",
        "{environments: {a: {}}, backup_folders: {f: {}}}",
        "{environments: {a: {}}, backup_folders: {f: {pth: x}}}",
        "environments: {a: {optional: maybe}}",
        "environments: {a: {backup: {compresion: zstd}}}",
        "environments: {a: {backup: {compression: bzip2}}}",
        "environments: {a: {backup: {level: 0}}}",
        "environments: {a: {backup: {jobs: 0}}}",
        "environments: {a: {backup: {max_age: 0}}}",
        "environments: {a: {backup: {encryption: {program: rot13, recipients: [a]}}}}",
        "environments: {a: {backup: {encryption: {program: gpg, recipients: []}}}}",
        "environments: {a: {backup: {upload: scp}}}",
        "environments: {a: {backup: {verify: {restore: 1}}}}",
        "environments: {a: {backup: {keep: {daily: -1}}}}",
        "environments: {a: {anonymize: {columns: public.users.email}}}",
        "[]",
      })
  void theSchemaRefusesWhatTheLoaderRefuses(String yaml) throws IOException {
    assertThat(validate(yaml)).isNotEmpty();
    Configurations configurations = new Configurations(directory, Map.of("USER", "me"));
    // Embedded, so that a missing URL is not what is wrong.
    assertThat(configurations.problems(configurations.write(yaml), true)).isNotEmpty();
  }

  @Test
  void everyExampleInTheDocumentationLoadsAndFollowsTheSchema() throws Exception {
    Configurations configurations =
        new Configurations(
            directory,
            Map.of(
                "USER",
                "me",
                "STAGING_PASSWORD",
                "x",
                "STAGING_HOST",
                "db",
                "HOME",
                "/nowhere",
                "DATABASE_URL",
                "postgresql://u@h/d"));
    for (String file :
        List.of("tests/standings.sql", "schema.sql", "data.sql", "db/anonymize.sql")) {
      Path path = configurations.workingDirectory().resolve(file);
      Files.createDirectories(java.util.Objects.requireNonNull(path.getParent()));
      Files.writeString(path, "select 1");
    }
    Matcher block =
        Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
    int count = 0;
    for (; block.find(); count++) {
      String yaml = block.group(1);
      // An excerpt is what stands at the top: it needs an environment.
      String whole =
          yaml.contains("environments:")
              ? yaml
              : yaml + "\ntest_environments: {any: {db_url: postgresql://u@h/d}}\n";
      assertThat(configurations.problems(whole)).as(yaml).isEmpty();
      assertThat(validate(whole)).as(yaml).isEmpty();
    }
    assertThat(count).isGreaterThan(5);
  }

  @Test
  void theDocumentationHasARowForEveryKeyWithItsDefault() throws IOException {
    String page = Files.readString(PAGE);
    for (Shape shape : ConfigurationKeys.SHAPES) {
      for (Key key : shape.keys()) {
        if (shape.equals(ConfigurationKeys.ENVIRONMENT) && ConfigurationKeys.SHARED.contains(key)) {
          continue; // described once, at the top
        }
        assertThat(page)
            .contains(
                "| `%s` | %s | %s |".formatted(key.name(), defaultOf(key), key.description()));
      }
    }
  }

  private static String defaultOf(Key key) {
    if (key.required()) {
      return "required";
    }
    return key.fallback() == null || key.fallback().equals("") ? "–" : "`" + key.fallback() + "`";
  }
}
