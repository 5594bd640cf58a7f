package io.jenkins.plugins.orchestrator.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** The published schema and the documentation of deployments say what the loader does. */
class DeploymentsSchemaTest {
  private static final Path SCHEMA = Path.of("docs/validate_deployments.schema.json");
  private static final Path PAGE = Path.of("docs/deployments.md");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;

  private static Set<ValidationMessage> validate(String yaml) throws IOException {
    JsonSchema schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(Files.readString(SCHEMA));
    Object document = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
    return schema.validate(JSON.valueToTree(document));
  }

  private List<String> problems(String yaml) {
    return Deployments.problems(
        yaml, directory, Map.of("STAGING_TOKEN", "t0ken-secret", "RELEASE", "1.4.2", "USER", "me"));
  }

  @Test
  void theSchemaInTheDocumentationIsThatOfTheModel() throws IOException {
    Path fresh = Path.of("target", SCHEMA.getFileName().toString());
    Files.writeString(fresh, ConfigurationSchema.ofDeployments());
    assertThat(Files.exists(SCHEMA) ? Files.readString(SCHEMA) : "")
        .as("%s; when the keys were changed on purpose, copy %s there", SCHEMA, fresh)
        .isEqualTo(ConfigurationSchema.ofDeployments());
  }

  @Test
  void everyExampleInTheDocumentationLoadsAndFollowsTheSchema() throws IOException {
    Files.writeString(directory.resolve("ca.pem"), "a PEM");
    Matcher block =
        Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
    int count = 0;
    for (; block.find(); count++) {
      assertThat(problems(block.group(1))).as(block.group(1)).isEmpty();
      assertThat(validate(block.group(1))).as(block.group(1)).isEmpty();
    }
    assertThat(count).isGreaterThan(2);
  }

  @Test
  void theDocumentationHasARowForEveryKeyWithItsDefault() throws IOException {
    String page = Files.readString(PAGE);
    for (Shape shape : DeploymentKeys.SHAPES) {
      for (Key key : shape.keys()) {
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "deployments: {}",
        "deployments: []",
        "deployments: [{url: 'http://h', health_check_endpoint: /}]",
        "deployments: {a: {health_check_endpoint: /}}",
        "deployments: {a: {url: 'http://h', health_check_endpont: /}}",
        "deployments: {a: {url: 'http://h', health_checks: [{method: GET}]}}",
        "deployments: {a: {url: 'http://h', health_checks: [{path: /, method: get}]}}",
        "deployments: {a: {url: 'http://h', health_checks: [{path: /, status: 99}]}}",
        "deployments: {a: {url: 'http://h', health_checks: [{path: /, status: []}]}}",
        "deployments: {a: {url: 'http://h', health_checks: [{path: /, expect: [{}]}]}}",
        "deployments: {a: {url: 'http://h', health_checks: [{path: /, retries: 11}]}}",
        "deployments: {a: {url: 'http://h', health_checks: [{path: /, timeout: 0}]}}",
        "deployments: {a: {url: 'http://h', smoke_tests: [{name: x}]}}",
        "deployments: {a: {url: 'http://h', smoke_tests: x.sh}}",
        "deployments: {a: {url: 'http://h', health_check_endpoint: /, slo: {error_rate: 101}}}",
        "deployments: {a: {url: 'http://h', health_check_endpoint: /, slo: {p95: fast}}}",
        "deployments: {a: {url: 'http://h', health_check_endpoint: /, slo: {p95: 1s, require: x}}}",
        "deployments: {a: {url: 'http://h', slo: {p95: 1s, prometheus: {p95: q}}}}",
        "deployments: {a: {url: 'http://h', version: {path: /v}}}",
        "deployments: {a: {url: 'http://h', database: {fingerprint: aa}}}",
        "deployments: {a: {url: 'http://h', health_check_endpoint: /, credentials: {}}}",
        "deployments: {a: {url: 'http://h', health_check_endpoint: /}}\nmax_parallel: 0",
      })
  void theSchemaRefusesWhatTheLoaderRefuses(String yaml) throws IOException {
    assertThat(validate(yaml)).isNotEmpty();
    assertThat(problems(yaml)).isNotEmpty();
  }
}
