package io.jenkins.plugins.orchestrator.jenkins.step;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.DataBoundSetter;

/** A step whose operation is made of a file in the workspace, or of a text in its place. */
public abstract class FileStep extends ParallelStep {
  private @Nullable String config;
  private @Nullable String configText;
  private List<EnvironmentAgent> agents = List.of();
  private boolean failFast;

  FileStep(String name, String defaultTimeout) {
    super(name, defaultTimeout);
  }

  public @Nullable String getConfig() {
    return config;
  }

  /** Path of the configuration, relative to the workspace. */
  @DataBoundSetter
  public void setConfig(@Nullable String config) {
    this.config = blankToNull(config);
  }

  public @Nullable String getConfigText() {
    return configText;
  }

  /**
   * The configuration itself.
   *
   * @throws IllegalArgumentException when it holds a password: it would be stored with the build
   */
  @DataBoundSetter
  public void setConfigText(@Nullable String configText) {
    String text = blankToNull(configText);
    if (text != null) {
      LiteralPasswords.refuse(text);
    }
    this.configText = text;
  }

  public List<EnvironmentAgent> getAgents() {
    return agents;
  }

  /** Labels of agents by environment. */
  @DataBoundSetter
  public void setAgents(@Nullable List<EnvironmentAgent> agents) {
    this.agents = agents == null ? List.of() : new ArrayList<>(agents);
  }

  public boolean isFailFast() {
    return failFast;
  }

  /** Whether the first failure stops the other environments. */
  @DataBoundSetter
  public void setFailFast(boolean failFast) {
    this.failFast = failFast;
  }

  /** The names in a list, which a form gives as lines of one text. */
  static List<String> names(@Nullable List<String> given) {
    return given == null
        ? List.of()
        : new ArrayList<>(
            given.stream()
                .flatMap(String::lines)
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList());
  }
}
