package io.jenkins.plugins.orchestrator.jenkins.step;

import hudson.Extension;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import io.jenkins.plugins.orchestrator.engine.config.Durations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jenkinsci.plugins.structs.describable.CustomDescribableModel;
import org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * {@code parallelMigrationTest}: tests the pending migrations of all environments at once, on
 * throw-away copies, on agents.
 */
public final class ParallelMigrationTestStep extends Step {
  static final String NAME = "parallelMigrationTest";
  static final String DEFAULT_TIMEOUT = "20m";

  private @Nullable String config;
  private @Nullable String configText;
  private List<String> environments = List.of();
  private List<EnvironmentCredentials> credentials = List.of();
  private List<EnvironmentAgent> agents = List.of();
  private int maxParallel;
  private boolean failFast;
  private String timeout = DEFAULT_TIMEOUT;
  private boolean unstableOnDrift;
  private boolean unstableOnFindings;
  private boolean unstableOnFailure;
  private boolean propagate = true;

  @DataBoundConstructor
  public ParallelMigrationTestStep() {}

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

  public List<String> getEnvironments() {
    return environments;
  }

  /** Those to test; empty for all. A form gives them as lines of one text. */
  @DataBoundSetter
  public void setEnvironments(@Nullable List<String> environments) {
    this.environments =
        environments == null
            ? List.of()
            : new ArrayList<>(
                environments.stream()
                    .flatMap(String::lines)
                    .map(String::strip)
                    .filter(name -> !name.isEmpty())
                    .toList());
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

  public List<EnvironmentAgent> getAgents() {
    return agents;
  }

  /** Labels of agents by environment. */
  @DataBoundSetter
  public void setAgents(@Nullable List<EnvironmentAgent> agents) {
    this.agents = agents == null ? List.of() : new ArrayList<>(agents);
  }

  public int getMaxParallel() {
    return maxParallel;
  }

  /** How many environments at once; 0 for what the configuration says. */
  @DataBoundSetter
  public void setMaxParallel(int maxParallel) {
    this.maxParallel = maxParallel;
  }

  public boolean isFailFast() {
    return failFast;
  }

  /** Whether the first failure stops the other environments. */
  @DataBoundSetter
  public void setFailFast(boolean failFast) {
    this.failFast = failFast;
  }

  public String getTimeout() {
    return timeout;
  }

  /** For everything, waiting for executors included: {@code 90s}, {@code 20m}, {@code 1h30m}. */
  @DataBoundSetter
  public void setTimeout(@Nullable String timeout) {
    String text = blankToNull(timeout);
    this.timeout = text == null ? DEFAULT_TIMEOUT : text;
  }

  public boolean isUnstableOnDrift() {
    return unstableOnDrift;
  }

  /** Whether schemas that differ between environments make the build unstable. */
  @DataBoundSetter
  public void setUnstableOnDrift(boolean unstableOnDrift) {
    this.unstableOnDrift = unstableOnDrift;
  }

  public boolean isUnstableOnFindings() {
    return unstableOnFindings;
  }

  /** Whether findings that are more than information make the build unstable. */
  @DataBoundSetter
  public void setUnstableOnFindings(boolean unstableOnFindings) {
    this.unstableOnFindings = unstableOnFindings;
  }

  public boolean isUnstableOnFailure() {
    return unstableOnFailure;
  }

  /** Whether a failed test makes the build unstable and the step go on. */
  @DataBoundSetter
  public void setUnstableOnFailure(boolean unstableOnFailure) {
    this.unstableOnFailure = unstableOnFailure;
  }

  public boolean isPropagate() {
    return propagate;
  }

  /** Whether a failed test fails the step; otherwise the result tells. */
  @DataBoundSetter
  public void setPropagate(boolean propagate) {
    this.propagate = propagate;
  }

  private static @Nullable String blankToNull(@Nullable String text) {
    return text == null || text.isBlank() ? null : text;
  }

  /**
   * The parameters, checked.
   *
   * @throws IllegalArgumentException with everything that is wrong
   */
  MigrationTestSettings settings() {
    List<String> wrong = new ArrayList<>();
    if ((config == null) == (configText == null)) {
      wrong.add(
          "found "
              + (config == null ? "neither config nor configText" : "both config and configText")
              + ", expected one of them");
    }
    if (maxParallel < 0) {
      wrong.add("maxParallel: found " + maxParallel + ", expected 1 or more, or 0 for the default");
    }
    if (Durations.parse(timeout).filter(time -> !time.isZero()).isEmpty()) {
      wrong.add("timeout: found '" + timeout + "', expected " + Durations.EXPECTED);
    }
    Map<String, String> credentialsIds =
        byEnvironment(
            "credentials",
            credentials,
            EnvironmentCredentials::getEnvironment,
            EnvironmentCredentials::getCredentialsId,
            wrong);
    Map<String, String> labels =
        byEnvironment(
            "agents", agents, EnvironmentAgent::getEnvironment, EnvironmentAgent::getLabel, wrong);
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(NAME + ": " + String.join("; ", wrong));
    }
    return new MigrationTestSettings(
        config,
        configText,
        environments,
        credentialsIds,
        labels,
        maxParallel,
        failFast,
        Durations.parse(timeout).orElseThrow(),
        unstableOnDrift,
        unstableOnFindings,
        unstableOnFailure,
        propagate);
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

  @Override
  public StepExecution start(StepContext context) {
    return new OperationExecution(context, new MigrationTestCall(settings()));
  }

  /** Describes the step to Jenkins. */
  @Extension
  public static final class DescriptorImpl extends StepDescriptor
      implements CustomDescribableModel {
    @Override
    public String getFunctionName() {
      return NAME;
    }

    @Override
    public String getDisplayName() {
      return "Test migrations on copies of all environments at once";
    }

    @Override
    public Set<? extends Class<?>> getRequiredContext() {
      return Set.of(Run.class, TaskListener.class);
    }

    @Override
    public Map<String, Object> customInstantiate(Map<String, Object> arguments) {
      if (arguments.get("configText") instanceof CharSequence text) {
        // Not in the setter alone: what that throws is logged with all arguments.
        LiteralPasswords.refuse(text.toString());
      }
      return StepArguments.toLists(arguments);
    }

    @Override
    public UninstantiatedDescribable customUninstantiate(UninstantiatedDescribable step) {
      return step.withArguments(StepArguments.toMaps(step.getArguments()));
    }

    /** Whether the text is a duration. */
    @POST
    public FormValidation doCheckTimeout(
        @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String value) {
      if (!FormAccess.mayConfigure(item) || value == null || value.isBlank()) {
        return FormValidation.ok();
      }
      return Durations.parse(value.strip()).filter(time -> !time.isZero()).isPresent()
          ? FormValidation.ok()
          : FormValidation.error("Give " + Durations.EXPECTED + ".");
    }

    /** Whether the number is one. */
    @POST
    public FormValidation doCheckMaxParallel(
        @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String value) {
      if (!FormAccess.mayConfigure(item) || value == null || value.isBlank()) {
        return FormValidation.ok();
      }
      return value.strip().matches("[0-9]{1,4}")
          ? FormValidation.ok()
          : FormValidation.error("Give a number: 1 or more, or 0 for what the configuration says.");
    }

    /** Whether the text holds a password. */
    @POST
    public FormValidation doCheckConfigText(
        @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String value) {
      if (!FormAccess.mayConfigure(item) || value == null) {
        return FormValidation.ok();
      }
      try {
        LiteralPasswords.refuse(value);
        return FormValidation.ok();
      } catch (IllegalArgumentException e) {
        return FormValidation.error(e.getMessage());
      }
    }
  }
}
