package io.jenkins.plugins.orchestrator.jenkins.plan;

import hudson.FilePath;
import hudson.model.Run;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationLoader;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.engine.migration.MigrationTest;
import io.jenkins.plugins.orchestrator.engine.migration.MigrationTestPlan;
import io.jenkins.plugins.orchestrator.jenkins.branch.HeldNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes a plan for a build: where its workspace is, and with its credentials. */
public final class Planning {
  private final PlanRequest request;
  private final Map<String, String> credentials;
  private final Map<String, String> agents;

  /**
   * @param credentials ids by environment, over those of the configuration
   * @param agents labels by environment, likewise
   */
  public Planning(
      PlanRequest request, Map<String, String> credentials, Map<String, String> agents) {
    this.request = request;
    this.credentials = Map.copyOf(credentials);
    this.agents = Map.copyOf(agents);
  }

  /**
   * Plans; blocks while files are read.
   *
   * @param build in whose context credentials are looked up
   * @param workspace null when the step holds no node
   * @param held the node that the step holds
   * @throws ConfigurationException with every mistake
   * @throws IOException when the workspace cannot be read, or what is in it is too much
   */
  public MigrationTestPlan plan(Run<?, ?> build, @Nullable FilePath workspace, HeldNode held)
      throws ConfigurationException, IOException, InterruptedException {
    MigrationTestPlan plan =
        workspace == null ? withoutWorkspace() : workspace.act(new PlanCallable(request)).plan();
    List<ConfigurationProblem> problems = new ArrayList<>();
    unknown("credentials", credentials.keySet(), plan, problems);
    unknown("agents", agents.keySet(), plan, problems);
    BuildCredentials found = new BuildCredentials(build, problems);
    List<EnvironmentConfiguration> environments = new ArrayList<>();
    for (EnvironmentConfiguration environment : plan.configuration().environments()) {
      environments.add(withAgent(found.into(environment, credentials.get(environment.name()))));
    }
    problems.addAll(CommandPlaces.problems(plan.configuration().file(), environments, held));
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new MigrationTestPlan(plan.configuration().with(environments), plan.scripts());
  }

  private EnvironmentConfiguration withAgent(EnvironmentConfiguration environment) {
    String label = agents.get(environment.name());
    return label == null ? environment : environment.withAgent(label);
  }

  private MigrationTestPlan withoutWorkspace() throws ConfigurationException, IOException {
    if (request.config() != null) {
      throw new ConfigurationException(
          List.of(
              problem(
                  "config",
                  "a path, but the step holds no workspace to read it from",
                  "a workspace",
                  "call the step inside node { }, or give configText")));
    }
    Map<String, String> variables = new HashMap<>(request.variables());
    // They name files, which would be the controller's.
    variables.keySet().removeAll(Set.of("HOME", "PGPASSFILE", "PGSERVICEFILE"));
    MigrationTestConfiguration configuration =
        ConfigurationLoader.load(
            "configText",
            request.text(),
            new ConfigurationLoader.Options(
                variables,
                new LinkedHashSet<>(request.environments()),
                false,
                null,
                request.credentials()));
    MigrationTestPlan plan = MigrationTest.planWithoutFiles(configuration);
    PlanSize.check(plan);
    return plan;
  }

  private static void unknown(
      String parameter,
      Set<String> names,
      MigrationTestPlan plan,
      List<ConfigurationProblem> problems) {
    Set<String> known =
        plan.configuration().environments().stream()
            .map(EnvironmentConfiguration::name)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    for (String name : names) {
      if (!known.contains(name)) {
        problems.add(
            problem(
                parameter,
                "the environment \"" + name + "\"",
                "one that is tested: " + String.join(", ", known),
                null));
      }
    }
  }

  /** One of the step's own parameters. */
  static ConfigurationProblem problem(
      String parameter, String found, String expected, @Nullable String advice) {
    return new ConfigurationProblem(
        "parallelMigrationTest", 0, 0, parameter, found, expected, advice);
  }
}
