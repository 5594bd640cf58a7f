package io.jenkins.plugins.orchestrator.jenkins.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockStatic;
import static org.mockito.Mockito.when;

import hudson.model.Label;
import hudson.model.Node;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationLoader;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import io.jenkins.plugins.orchestrator.jenkins.branch.HeldNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import jenkins.model.Jenkins;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.MockedStatic;

class CommandPlacesTest {
  private static final HeldNode OUTSIDE = new HeldNode(null);
  private static final HeldNode AGENT1 = new HeldNode("agent1");

  @TempDir private Path directory;
  private final Jenkins jenkins = mock(Jenkins.class);
  private final Node agent1 = mock(Node.class);
  private final Label linux = mock(Label.class);
  private MockedStatic<Jenkins> jenkinsGet;

  @BeforeEach
  void anAgentWithTheLabelLinux() {
    jenkinsGet = mockStatic(Jenkins.class);
    jenkinsGet.when(Jenkins::get).thenReturn(jenkins);
    when(jenkins.getNode("agent1")).thenReturn(agent1);
    when(jenkins.getLabel("linux")).thenReturn(linux);
    when(jenkins.getLabel("windows")).thenReturn(mock(Label.class));
    when(linux.matches(agent1)).thenReturn(true);
  }

  @AfterEach
  void forget() {
    jenkinsGet.close();
  }

  private List<ConfigurationProblem> problems(String keys, HeldNode held)
      throws ConfigurationException {
    return CommandPlaces.problems(
        "test.yaml",
        ConfigurationLoader.load(
                "test.yaml",
                "test_environments:\n  staging:\n    db_url: postgresql://u@h/d\n" + keys,
                ConfigurationLoader.Options.of(Map.of(), directory))
            .environments(),
        held);
  }

  @Test
  void sqlRunsAnywhere() throws ConfigurationException {
    assertThat(problems("    agent: windows\n", OUTSIDE)).isEmpty();
    assertThat(problems("    agent: windows\n", AGENT1)).isEmpty();
  }

  @Test
  void commandsRunOnTheHeldNode() throws ConfigurationException {
    String commands = "integration_tests: [{name: etl, command: make etl}]\n";

    assertThat(problems(commands, AGENT1)).as("without a label").isEmpty();
    assertThat(problems("    agent: linux\n" + commands, AGENT1)).isEmpty();
  }

  @Test
  void commandsHaveNoPlaceOnAnotherNode() throws ConfigurationException {
    String commands = "    agent: windows\nintegration_tests: [{name: etl, command: make etl}]\n";

    assertThat(problems(commands, AGENT1))
        .singleElement()
        .asString()
        .isEqualTo(
            "test.yaml: test_environments.staging: found commands, and for them the node agent1,"
                + " which has not the label windows, expected a node with its label,"
                + " as commands run where the workspace is; call the step inside node('windows')"
                + " { }");
  }

  @Test
  void commandsHaveNoPlaceOutsideOfANode() throws ConfigurationException {
    String commands =
        """
            agent: linux
            migrations: {format: command, command: make migrate}
            reversibility: none
        """;

    assertThat(problems(commands, OUTSIDE))
        .singleElement()
        .asString()
        .contains("no node, as the step stands outside of node { }")
        .endsWith("call the step inside node('linux') { }");
  }

  @Test
  void withoutALabelTheAdviceIsAnyNode() throws ConfigurationException {
    assertThat(problems("integration_tests: [{name: etl, command: make etl}]\n", OUTSIDE))
        .singleElement()
        .asString()
        .doesNotContain("null")
        .endsWith("call the step inside node { }");
  }

  @Test
  void aNodeThatWasTakenAwayIsNone() throws ConfigurationException {
    assertThat(
            problems(
                "integration_tests: [{name: etl, command: make etl}]\n", new HeldNode("agent2")))
        .singleElement()
        .asString()
        .contains("the node agent2, which is gone")
        .doesNotContain("null");
  }
}
