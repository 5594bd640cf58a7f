package io.jenkins.plugins.orchestrator.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeploymentsLoaderTest {
  private static final Map<String, String> VARIABLES =
      Map.of(
          "TOKEN",
          "tok-93hf82hf",
          "PASSWORD",
          "pw: \"$x",
          "RELEASE",
          "2.0.1",
          "BAD",
          "a\nb",
          "EMPTY",
          "");

  @TempDir Path directory;

  private Deployment load(String keys) throws ConfigurationException {
    return configuration(keys).deployments().get(0);
  }

  private DeploymentsConfiguration configuration(String keys) throws ConfigurationException {
    return Deployments.load(yaml(keys), directory, VARIABLES);
  }

  private static String yaml(String keys) {
    return "deployments:\n  staging:\n    url: https://staging.example.com/app/\n" + keys.indent(4);
  }

  private List<String> problems(String keys) {
    return Deployments.problems(yaml(keys), directory, VARIABLES);
  }

  @Test
  void theSeedsListOfEnvironmentsIsAccepted() throws ConfigurationException {
    String yaml =
        """
        deployments:
          - name: dev
            url: http://localhost:8000
            health_check_endpoint: /health
            smoke_tests: [tests/smoke/login.sh, tests/smoke/search.sh]
          - name: prod
            url: https://app.example.com
            health_check_endpoint: /health
            smoke_tests: []
        """;
    DeploymentsConfiguration read = Deployments.load(yaml, directory, VARIABLES);
    assertThat(read.deployments()).extracting(Deployment::name).containsExactly("dev", "prod");
    Deployment dev = read.deployments().get(0);
    assertThat(dev.endpoints())
        .containsExactly(EndpointCheck.get("GET /health", "/health", Duration.ofSeconds(10)));
    assertThat(dev.smokeTests())
        .extracting(Deployment.SmokeTest::script)
        .containsExactly("tests/smoke/login.sh", "tests/smoke/search.sh");
  }

  @Test
  void whatStandsAtTheTopHoldsForEveryDeploymentThatDoesNotSayOtherwise()
      throws ConfigurationException {
    String yaml =
        """
        health_check_endpoint: /health
        slo: {p95: 500ms, error_rate: 1%}
        deployments:
          a: {url: http://a}
          b: {url: http://b, health_check_endpoint: up, slo: {error_rate: 0.5}}
        """;
    List<Deployment> read = Deployments.load(yaml, directory, VARIABLES).deployments();
    assertThat(read)
        .extracting(each -> each.endpoints().get(0).path())
        .containsExactly("/health", "/up");
    assertThat(read).extracting(each -> each.slo().errorRate()).containsExactly(0.01, 0.005);
    assertThat(read).extracting(each -> each.slo().p95()).containsOnly(Duration.ofMillis(500));
  }

  @Test
  void credentialsAndSensitiveHeadersAreSecretsAndOthersAreNot() throws ConfigurationException {
    DeploymentsConfiguration read =
        configuration(
            """
            credentials: {user: probe, password: '${PASSWORD}'}
            headers: {Accept: application/json, X-Api-Key: literal-key-1, X-Trace: 'a ${TOKEN}'}
            health_check_endpoint: /health
            """);
    assertThat(read.secrets())
        .extracting(Secret::reveal)
        .contains("pw: \"$x", "literal-key-1", "tok-93hf82hf", "cHJvYmU6cHc6ICIkeA==")
        .doesNotContain("application/json", "probe");
    assertThat(read.toString()).doesNotContain("literal-key-1", "tok-93hf82hf", "cHJvYmU6");
  }

  @Test
  void credentialsOfJenkinsReplaceThoseOfTheFile() throws ConfigurationException {
    DeploymentsConfiguration read =
        configuration("credentials: {bearer: '${TOKEN}'}\nhealth_check_endpoint: /health\n")
            .withCredentials("staging", "jenkins", Secret.of("s3cret-of-jenkins"));
    assertThat(read.deployments().get(0).access().headers().get("Authorization"))
        .isEqualTo(HttpAccess.basic("jenkins", Secret.of("s3cret-of-jenkins")));
    assertThat(read.secrets()).contains(Secret.of("s3cret-of-jenkins"));
  }

  @Test
  void theVersionMayBeANumberOrAVariable() throws ConfigurationException {
    assertThat(load("version: {path: /v, expected: '${RELEASE}'}").version().expected())
        .isEqualTo("2.0.1");
    assertThat(load("version: {path: /v, expected: 1.10}").version().expected()).isEqualTo("1.10");
  }

  @Test
  void onlyTheDeploymentsThatWereAskedForNeedTheirVariables() throws ConfigurationException {
    String yaml =
        """
        deployments:
          a: {url: http://a, health_check_endpoint: /}
          b: {url: 'http://${NOWHERE}', health_check_endpoint: /}
        """;
    ConfigurationLoader.Options options =
        new ConfigurationLoader.Options(VARIABLES, Set.of("a"), false, directory);
    assertThat(DeploymentsLoader.load("f", yaml, options).deployments())
        .extracting(Deployment::name)
        .containsExactly("a");
    assertThat(Deployments.problems(yaml, directory, VARIABLES))
        .singleElement()
        .asString()
        .contains("deployments.b.url", "${NOWHERE}, which is not set");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://host",
        "//host/x",
        "https://",
        "https://user:pw-in-url@host",
        "https://user@host",
        "https://under_score.example",
        "https://host?x=1",
        "https://host#x",
        "https://host:99999",
        "not a url",
      })
  void aUrlThatNobodyCanAskIsRefusedWithoutShowingIt(String url) {
    List<String> problems =
        Deployments.problems(
            "deployments: {a: {url: '" + url + "', health_check_endpoint: /}}",
            directory,
            VARIABLES);
    assertThat(problems)
        .singleElement()
        .asString()
        .contains("deployments.a.url", "expected https://HOST")
        .doesNotContain("pw-in-url");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "purpose: x | nothing that could be looked at",
        "health_check_endpoint: http://other/health | a whole URL",
        "health_check_endpoint: '/a b' | no path of a URL",
        "health_check_endpoint: /a#b | a path with #",
        "health_checks: [{path: /, headers: {Host: x}}] | a header that cannot be set",
        "health_checks: [{path: /, headers: {'a b': x}}] | a header that cannot be set",
        "health_checks: [{path: /, headers: {A: '${BAD}'}}] | characters that no header can have",
        "health_checks: [{path: /, body: x}] | a body with GET",
        "health_checks: [{path: /, method: HEAD, expect: [{matches: x}]}] | with HEAD",
        "health_checks: [{path: /}, {path: /}] | a second check",
        "health_checks: [{path: /, expect: [{matches: '('}]}] | no regular expression",
        "health_checks: [{path: /, expect: [{json: a.b}]}] | expected a path such as",
        "health_checks: [{path: /, expect: [{json: '$..b'}]}] | expected a path such as",
        "health_checks: [{path: /, expect: [{equals: 1}]}] | equals without json",
        "health_checks: [{path: /, expect: [{json: $.a, any: true}]}] | any without a [*]",
        "smoke_tests: [a.sh, a.sh] | a second smoke test",
        "slo: {} | no objective",
        "slo: {p95: 1s} | no path to probe",
        "slo: {p95: 1s, confidence: 10, probe: {path: /}} | another confidence",
        "slo: {p95: 1s, probe: {}, prometheus: {url: 'http://p', p95: q}} | probe beside",
        "slo: {p95: 1s, prometheus: {url: 'http://p'}} | no query p95",
        "slo: {p95: 1s, prometheus: {url: 'http://p', p95: q, error_rate: r}} | no objective needs",
        "version: {path: /v, expected: 1, json: $.v, header: X} | header beside json",
        "version: {path: /v, expected: 1, json: '$[*]'} | a path of several values",
        "database: {db_url: 'postgresql://u@h/d'} | both or none",
        "database: {db_url: 'postgresql://u@h/d', fingerprint: abc} | 64 hexadecimal digits",
        "credentials: {user: u} | other keys",
        "credentials: {user: u, password: p, bearer: t} | other keys",
        "proxy: https://proxy:8443 | a proxy of another scheme",
        "ca: nowhere.pem | no file nowhere.pem",
        "smoke_tests: [{script: a, retries: 1}] | the unknown key",
      })
  void everyMistakeIsNamed(String keys, String expected) {
    assertThat(problems(keys)).isNotEmpty().anyMatch(problem -> problem.contains(expected));
  }

  @ParameterizedTest
  @ValueSource(strings = {"$", "$.a", "$['a b'].c[0][-1]", "$[*].x", "$.a.*", "$['it\\'s']"})
  void pathsOfTheSubset(String path) {
    assertThat(JsonPath.parse(path)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "$a", "$.", "$..a", "$[1:2]", "$[?(@.a)]", "$[*][*][*]", "$['a"})
  void otherPathsAreRefused(String path) {
    assertThat(JsonPath.parse(path)).isEmpty();
  }

  @Test
  void anEmptyVersionOrTokenIsAMistake() {
    assertThat(problems("version: {path: /v, expected: '${EMPTY}'}"))
        .singleElement()
        .asString()
        .contains("version.expected: found an empty version");
    assertThat(problems("health_check_endpoint: /\ncredentials: {bearer: '${EMPTY}'}"))
        .singleElement()
        .asString()
        .contains("credentials.bearer: found an empty token");
  }

  @Test
  void testsThatMayRunAtOnceWriteJunitFilesOfTheirOwn() throws ConfigurationException {
    String both =
        """
        smoke_tests: [{script: a.sh, junit: %s}]
        deployments: {a: {url: http://a}, b: {url: http://b}}
        """;
    assertThat(Deployments.problems(both.formatted("out/r.xml"), directory, VARIABLES))
        .singleElement()
        .asString()
        .contains("deployments.b.smoke_tests: found the junit file \"out/r.xml\" of another test");
    assertThat(Deployments.problems(both.formatted("'out/{name}.xml'"), directory, VARIABLES))
        .isEmpty();
    assertThat(problems("smoke_tests: [{script: a, junit: r.xml}, {script: b, junit: .//r.xml}]"))
        .hasSize(1);
    assertThat(
            load("smoke_tests: [{script: a, group: g, junit: r}, {script: b, group: g, junit: r}]")
                .smokeTests())
        .hasSize(2);
  }
}
