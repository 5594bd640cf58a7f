package io.jenkins.plugins.orchestrator.jenkins.step;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.DataBoundSetter;

/** A step whose operation is made of a configuration with environments. */
public abstract class ConfiguredStep extends FileStep {
  private List<String> environments = List.of();
  private List<EnvironmentCredentials> credentials = List.of();

  ConfiguredStep(String name, String defaultTimeout) {
    super(name, defaultTimeout);
  }

  public List<String> getEnvironments() {
    return environments;
  }

  /** Those that take part; empty for all. A form gives them as lines of one text. */
  @DataBoundSetter
  public void setEnvironments(@Nullable List<String> environments) {
    this.environments = names(environments);
  }

  /** For the form. */
  public String environmentLines() {
    return String.join("\n", environments);
  }

  public List<EnvironmentCredentials> getCredentials() {
    return credentials;
  }

  /** Ids of credentials (username with password) by environment. */
  @DataBoundSetter
  public void setCredentials(@Nullable List<EnvironmentCredentials> credentials) {
    this.credentials = credentials == null ? List.of() : new ArrayList<>(credentials);
  }

  /**
   * What is read.
   *
   * @param wrong what is wrong with the parameters goes here
   */
  ConfigurationArguments configuration(List<String> wrong) {
    return arguments(getConfig(), getConfigText(), environments, credentials, getAgents(), wrong);
  }

  /**
   * What is read, of the parameters that steps with a configuration have.
   *
   * @param wrong what is wrong with them goes here
   */
  static ConfigurationArguments arguments(
      @Nullable String config,
      @Nullable String configText,
      List<String> environments,
      List<EnvironmentCredentials> credentials,
      List<EnvironmentAgent> agents,
      List<String> wrong) {
    if ((config == null) == (configText == null)) {
      wrong.add(
          "found "
              + (config == null ? "neither config nor configText" : "both config and configText")
              + ", expected one of them");
    }
    return new ConfigurationArguments(
        config,
        configText,
        environments,
        byEnvironment(
            "credentials",
            credentials,
            EnvironmentCredentials::getEnvironment,
            EnvironmentCredentials::getCredentialsId,
            wrong),
        byEnvironment(
            "agents", agents, EnvironmentAgent::getEnvironment, EnvironmentAgent::getLabel, wrong));
  }

  private static <T> Map<String, String> byEnvironment(
      String parameter,
      List<T> pairs,
      Function<T, @Nullable String> environment,
      Function<T, @Nullable String> value,
      List<String> wrong) {
    Map<String, String> map = new LinkedHashMap<>();
    for (T pair : pairs) {
      String name = blankToNull(environment.apply(pair));
      String given = blankToNull(value.apply(pair));
      if (name == null || given == null) {
        wrong.add(
            parameter
                + (name == null ? ": found no environment" : "." + name + ": found nothing")
                + ", expected one");
      } else if (map.putIfAbsent(name, given) != null) {
        wrong.add(parameter + "." + name + ": found twice, expected once");
      }
    }
    return map;
  }
}
