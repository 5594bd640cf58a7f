package io.jenkins.plugins.orchestrator.jenkins.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable;
import org.junit.jupiter.api.Test;

class StepArgumentsTest {
  private static UninstantiatedDescribable pair(String environment, String key, String value) {
    UninstantiatedDescribable pair = mock(UninstantiatedDescribable.class);
    doReturn(Map.of("environment", environment, key, value)).when(pair).getArguments();
    return pair;
  }

  @Test
  void aPipelinesMapsBecomeTheListsThatTheStepTakes() {
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("config", "test.yaml");
    arguments.put("credentials", new LinkedHashMap<>(Map.of("staging", "staging-db")));
    arguments.put("agents", Map.of("staging", "linux"));

    Map<String, Object> lists = StepArguments.toLists("parallelMigrationTest", arguments);

    assertThat(lists).containsEntry("config", "test.yaml").hasSize(3);
    assertThat(((List<?>) lists.get("credentials")).get(0))
        .isInstanceOfSatisfying(
            EnvironmentCredentials.class,
            pair -> {
              assertThat(pair.getEnvironment()).isEqualTo("staging");
              assertThat(pair.getCredentialsId()).isEqualTo("staging-db");
            });
    assertThat(((List<?>) lists.get("agents")).get(0))
        .isInstanceOfSatisfying(
            EnvironmentAgent.class,
            pair -> {
              assertThat(pair.getEnvironment()).isEqualTo("staging");
              assertThat(pair.getLabel()).isEqualTo("linux");
            });
  }

  @Test
  void aStringWithVariablesOfGroovyIsAString() {
    StringBuilder notYetAString = new StringBuilder("staging-db");

    List<?> credentials =
        (List<?>)
            StepArguments.toLists(
                    "parallelMigrationTest",
                    Map.of("credentials", Map.of("staging", notYetAString)))
                .get("credentials");

    assertThat(((EnvironmentCredentials) credentials.get(0)).getCredentialsId())
        .isEqualTo("staging-db");
  }

  @Test
  void whatIsNoStringIsNamedWithItsType() {
    assertThatThrownBy(
            () ->
                StepArguments.toLists(
                    "parallelMigrationTest",
                    Map.of("credentials", Map.of("staging", List.of("a", "b")))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            "parallelMigrationTest: credentials\\.staging: found List\\w*, expected a string");
    assertThatThrownBy(
            () ->
                StepArguments.toLists(
                    "parallelMigrationTest", Map.of("agents", Map.of("staging", 3))))
        .hasMessage("parallelMigrationTest: agents.staging: found Integer, expected a string");

    Map<String, Object> nothing = new HashMap<>();
    nothing.put("staging", null);
    assertThatThrownBy(
            () -> StepArguments.toLists("parallelMigrationTest", Map.of("credentials", nothing)))
        .hasMessage("parallelMigrationTest: credentials.staging: found nothing, expected a string");
  }

  @Test
  void listsOfPairsStayAsTheyAre() {
    List<Object> pairs = List.of(new EnvironmentCredentials("staging", "staging-db"));

    assertThat(StepArguments.toLists("parallelMigrationTest", Map.of("credentials", pairs)))
        .containsEntry("credentials", pairs);
  }

  @Test
  void theSnippetGeneratorWritesMaps() {
    Map<String, Object> maps =
        StepArguments.toMaps(
            Map.of(
                "config",
                "test.yaml",
                "credentials",
                List.of(
                    pair("staging", "credentialsId", "staging-db"),
                    pair("production", "credentialsId", "production-db")),
                "agents",
                List.of(pair("staging", "label", "linux"))));

    assertThat(maps)
        .containsEntry("config", "test.yaml")
        .containsEntry(
            "credentials", Map.of("staging", "staging-db", "production", "production-db"))
        .containsEntry("agents", Map.of("staging", "linux"));
  }

  @Test
  void whatComesOutCanGoIn() {
    Map<String, Object> maps =
        StepArguments.toMaps(
            Map.of("agents", List.of(pair("b", "label", "one"), pair("a", "label", "two"))));

    List<?> agents = (List<?>) StepArguments.toLists("parallelMigrationTest", maps).get("agents");

    assertThat(agents)
        .extracting(agent -> ((EnvironmentAgent) agent).getEnvironment())
        .as("in their order")
        .isEqualTo(Arrays.asList("b", "a"));
  }

  @Test
  void whatHoldsNoPairsIsLeftToJenkinsToComplainOf() {
    assertThat(StepArguments.toMaps(Map.of("credentials", List.of("text"))))
        .containsEntry("credentials", List.of("text"));
    assertThat(StepArguments.toLists("parallelMigrationTest", Map.of("credentials", "text")))
        .containsEntry("credentials", "text");
  }
}
