package io.jenkins.plugins.orchestrator.jenkins.step;

import hudson.Extension;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.orchestrator.engine.provision.ProvisionOptions;
import io.jenkins.plugins.orchestrator.jenkins.operation.OperationRules;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code withDatabaseClones}: runs its body with throw-away clones of an environment. */
public final class WithDatabaseClonesStep extends Step {
  static final String NAME = "withDatabaseClones";
  static final String DEFAULT_TTL = "6h";
  static final String DEFAULT_TIMEOUT = "1h";

  private @Nullable String config;
  private @Nullable String configText;
  private @Nullable String environment;
  private int count = 1;
  private String ttl = DEFAULT_TTL;
  private @Nullable String migrate;
  private @Nullable String anonymize;
  private List<String> anonymizedColumns = List.of();
  private List<String> allowedValues = List.of();
  private List<EnvironmentCredentials> credentials = List.of();
  private List<EnvironmentAgent> agents = List.of();
  private String timeout = DEFAULT_TIMEOUT;

  @DataBoundConstructor
  public WithDatabaseClonesStep() {}

  public @Nullable String getConfig() {
    return config;
  }

  /** Path of the configuration, relative to the workspace. */
  @DataBoundSetter
  public void setConfig(@Nullable String config) {
    this.config = OperationStep.blankToNull(config);
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
    String text = OperationStep.blankToNull(configText);
    if (text != null) {
      LiteralPasswords.refuse(text);
    }
    this.configText = text;
  }

  public @Nullable String getEnvironment() {
    return environment;
  }

  /** The environment of the configuration whose database is cloned. */
  @DataBoundSetter
  public void setEnvironment(@Nullable String environment) {
    this.environment = OperationStep.blankToNull(environment);
  }

  public int getCount() {
    return count;
  }

  /** How many clones. */
  @DataBoundSetter
  public void setCount(int count) {
    this.count = count;
  }

  public String getTtl() {
    return ttl;
  }

  /** How long they live at most from when the body begins. */
  @DataBoundSetter
  public void setTtl(@Nullable String ttl) {
    String text = OperationStep.blankToNull(ttl);
    this.ttl = text == null ? DEFAULT_TTL : text;
  }

  public @Nullable String getMigrate() {
    return migrate;
  }

  /** Directory of the migrations that are applied first. */
  @DataBoundSetter
  public void setMigrate(@Nullable String migrate) {
    this.migrate = OperationStep.blankToNull(migrate);
  }

  public @Nullable String getAnonymize() {
    return anonymize;
  }

  /** File of the SQL that runs before the body gets a clone. */
  @DataBoundSetter
  public void setAnonymize(@Nullable String anonymize) {
    this.anonymize = OperationStep.blankToNull(anonymize);
  }

  public List<String> getAnonymizedColumns() {
    return anonymizedColumns;
  }

  /** Columns that must hold no value of the source then. A form gives lines of one text. */
  @DataBoundSetter
  public void setAnonymizedColumns(@Nullable List<String> anonymizedColumns) {
    this.anonymizedColumns = lines(anonymizedColumns);
  }

  /** For the form. */
  public String anonymizedColumnLines() {
    return String.join("\n", anonymizedColumns);
  }

  public List<String> getAllowedValues() {
    return allowedValues;
  }

  /** Values that such columns may hold all the same. A form gives lines of one text. */
  @DataBoundSetter
  public void setAllowedValues(@Nullable List<String> allowedValues) {
    this.allowedValues = lines(allowedValues);
  }

  /** For the form. */
  public String allowedValueLines() {
    return String.join("\n", allowedValues);
  }

  private static List<String> lines(@Nullable List<String> texts) {
    return texts == null
        ? List.of()
        : new ArrayList<>(
            texts.stream()
                .flatMap(String::lines)
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList());
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

  public String getTimeout() {
    return timeout;
  }

  /** For making the clones, waiting for an executor included; not for the body. */
  @DataBoundSetter
  public void setTimeout(@Nullable String timeout) {
    String text = OperationStep.blankToNull(timeout);
    this.timeout = text == null ? DEFAULT_TIMEOUT : text;
  }

  /**
   * The parameters, checked.
   *
   * @throws IllegalArgumentException with everything that is wrong
   */
  ClonesCall call() {
    List<String> wrong = new ArrayList<>();
    String cloned = environment;
    if (cloned == null) {
      wrong.add("environment: found nothing, expected the name of the environment to clone");
    }
    ConfigurationArguments configuration =
        ConfiguredStep.arguments(
            config,
            configText,
            cloned == null ? List.of() : List.of(cloned),
            credentials,
            agents,
            wrong);
    OperationRules rules =
        new OperationRules(NAME, 1, false, ParameterText.duration("timeout", timeout, wrong));
    ProvisionOptions options =
        new ProvisionOptions(
            count,
            ParameterText.duration("ttl", ttl, wrong),
            migrate,
            anonymize,
            anonymizedColumns,
            allowedValues,
            null);
    if (cloned == null || !wrong.isEmpty()) {
      throw new IllegalArgumentException(NAME + ": " + String.join("; ", wrong));
    }
    return new ClonesCall(configuration, cloned, options, rules);
  }

  @Override
  public StepExecution start(StepContext context) {
    return new ClonesExecution(context, call());
  }

  /** Describes the step to Jenkins. */
  @Extension
  public static final class DescriptorImpl extends ConfiguredStepDescriptor {
    @Override
    public String getFunctionName() {
      return NAME;
    }

    @Override
    public String getDisplayName() {
      return "Run a body with throw-away clones of a database";
    }

    @Override
    public boolean takesImplicitBlockArgument() {
      return true;
    }

    /** Whether a name is given. */
    @POST
    public FormValidation doCheckEnvironment(
        @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String value) {
      return FormAccess.checkEnvironment(item, value);
    }

    /** Whether the number is one of clones. */
    @POST
    public FormValidation doCheckCount(
        @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String value) {
      if (!FormAccess.mayConfigure(item) || value == null || value.isBlank()) {
        return FormValidation.ok();
      }
      String number = value.strip();
      boolean right =
          number.matches("[1-9][0-9]?") && Integer.parseInt(number) <= ProvisionOptions.MOST;
      return right
          ? FormValidation.ok()
          : FormValidation.error("Give 1 to " + ProvisionOptions.MOST + " clones.");
    }

    /** Whether the text is a duration. */
    @POST
    public FormValidation doCheckTtl(
        @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String value) {
      return checkDuration(item, value);
    }
  }
}
