package io.jenkins.plugins.orchestrator.jenkins.step;

import hudson.Extension;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseUrl;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseUrlException;
import io.jenkins.plugins.orchestrator.jenkins.operation.OperationRules;
import io.jenkins.plugins.orchestrator.jenkins.plan.RestoreRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code restoreBackup}: restores one backup, beside a database or in its place. */
public final class RestoreBackupStep extends OperationStep {
  static final String NAME = "restoreBackup";
  static final String DEFAULT_TIMEOUT = "4h";
  private static final int DEFAULT_JOBS = 4;

  private @Nullable String backup;
  private @Nullable String to;
  private @Nullable String credentialsId;
  private boolean replace;
  private @Nullable String confirm;
  private boolean allowUnverified;
  private boolean createRoles;
  private int jobs = DEFAULT_JOBS;
  private @Nullable String identity;
  private @Nullable String config;
  private @Nullable String environment;

  @DataBoundConstructor
  public RestoreBackupStep() {
    super(NAME, DEFAULT_TIMEOUT);
  }

  public @Nullable String getBackup() {
    return backup;
  }

  /** The folder of the backup, relative to the workspace or absolute. */
  @DataBoundSetter
  public void setBackup(@Nullable String backup) {
    this.backup = blankToNull(backup);
  }

  public @Nullable String getTo() {
    return to;
  }

  /**
   * The URL of the database that the backup becomes.
   *
   * @throws IllegalArgumentException when it holds a password: it would be stored with the build
   */
  @DataBoundSetter
  public void setTo(@Nullable String to) {
    String text = blankToNull(to);
    if (text != null) {
      LiteralPasswords.refuseIn("to", text);
    }
    this.to = text;
  }

  public @Nullable String getCredentialsId() {
    return credentialsId;
  }

  /** Of credentials (username with password) for the server. */
  @DataBoundSetter
  public void setCredentialsId(@Nullable String credentialsId) {
    this.credentialsId = blankToNull(credentialsId);
  }

  public boolean isReplace() {
    return replace;
  }

  /** Whether it may take the place of a database in use, which is kept under another name. */
  @DataBoundSetter
  public void setReplace(boolean replace) {
    this.replace = replace;
  }

  public @Nullable String getConfirm() {
    return confirm;
  }

  /** The name of the database that is replaced, or protected, once more. */
  @DataBoundSetter
  public void setConfirm(@Nullable String confirm) {
    this.confirm = blankToNull(confirm);
  }

  public boolean isAllowUnverified() {
    return allowUnverified;
  }

  /** Whether a backup is restored that no restore has proven. */
  @DataBoundSetter
  public void setAllowUnverified(boolean allowUnverified) {
    this.allowUnverified = allowUnverified;
  }

  public boolean isCreateRoles() {
    return createRoles;
  }

  /** Whether roles that the server lacks are made, unable to log in. */
  @DataBoundSetter
  public void setCreateRoles(boolean createRoles) {
    this.createRoles = createRoles;
  }

  public int getJobs() {
    return jobs;
  }

  /** How many sessions restore and compare. */
  @DataBoundSetter
  public void setJobs(int jobs) {
    this.jobs = jobs;
  }

  public @Nullable String getIdentity() {
    return identity;
  }

  /** Path of a file with the private key that a backup encrypted by {@code age} is read with. */
  @DataBoundSetter
  public void setIdentity(@Nullable String identity) {
    this.identity = blankToNull(identity);
  }

  public @Nullable String getConfig() {
    return config;
  }

  /** Path of a configuration that says which databases are protected. */
  @DataBoundSetter
  public void setConfig(@Nullable String config) {
    this.config = blankToNull(config);
  }

  public @Nullable String getEnvironment() {
    return environment;
  }

  /** The environment of the configuration to which the target belongs. */
  @DataBoundSetter
  public void setEnvironment(@Nullable String environment) {
    this.environment = blankToNull(environment);
  }

  /**
   * The parameters, checked.
   *
   * @throws IllegalArgumentException with everything that is wrong
   */
  RestoreBackupCall call() {
    List<String> wrong = new ArrayList<>();
    if (backup == null) {
      wrong.add("backup: found nothing, expected the folder of one backup");
    }
    if (to == null) {
      wrong.add("to: found nothing, expected the URL of the database that the backup becomes");
    }
    if (replace && confirm == null) {
      wrong.add("confirm: found nothing, expected the name of the database that is replaced");
    }
    if (confirm != null && !replace && config == null) {
      wrong.add(
          "confirm: found '"
              + confirm
              + "', but neither replace: true nor a config that protects a database, which ask"
              + " for it");
    }
    if (environment != null && config == null) {
      wrong.add("environment: found '" + environment + "', but no config, which has it");
    }
    if (jobs < 1) {
      wrong.add("jobs: found " + jobs + ", expected 1 or more");
    }
    OperationRules rules = rules(1, false, wrong);
    refuse(wrong);
    RestoreRequest request =
        new RestoreRequest(
            String.valueOf(backup),
            String.valueOf(to),
            credentialsId,
            replace,
            confirm,
            allowUnverified,
            createRoles,
            jobs,
            identity,
            config,
            environment,
            rules.timeout());
    return new RestoreBackupCall(request, rules, isPropagate());
  }

  @Override
  public StepExecution start(StepContext context) {
    return new OperationExecution(context, call());
  }

  /** Describes the step to Jenkins. */
  @Extension
  public static final class DescriptorImpl extends ServerStepDescriptor {
    /** Stands for the user that the credentials will name. */
    private static final String OTHER_USER = "of-the-credentials";

    /** For Jenkins. */
    public DescriptorImpl() {
      super("to");
    }

    @Override
    public String getFunctionName() {
      return NAME;
    }

    @Override
    public String getDisplayName() {
      return "Restore a backup of a database";
    }

    /** Whether a backup is named. */
    @POST
    public FormValidation doCheckBackup(
        @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String value) {
      return FormAccess.mayConfigure(item) && (value == null || value.isBlank())
          ? FormValidation.error("Give the folder of one backup.")
          : FormValidation.ok();
    }

    /** Whether the URL is one, and holds no password. */
    @POST
    public FormValidation doCheckTo(
        @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String value) {
      return checkUrl(item, value, "Give the URL of the database that the backup becomes.");
    }

    /** Whether the name is the one in the URL. */
    @POST
    public FormValidation doCheckConfirm(
        @AncestorInPath @Nullable Item item,
        @QueryParameter @Nullable String value,
        @QueryParameter @Nullable String to,
        @QueryParameter boolean replace) {
      String database = to == null || to.isBlank() ? null : database(to);
      boolean empty = value == null || value.isBlank();
      if (!FormAccess.mayConfigure(item) || database == null || (empty && !replace)) {
        return FormValidation.ok();
      }
      return database.equals(value)
          ? FormValidation.ok()
          : FormValidation.error("Give the name of the database once more, as the URL has it.");
    }

    /** Null where the URL is wrong, which is said there, or leaves the name to its user. */
    private static @Nullable String database(String url) {
      try {
        String name = DatabaseUrl.parse(url, Map.of("PGUSER", OTHER_USER)).database();
        return name.equals(OTHER_USER) ? null : name;
      } catch (DatabaseUrlException e) {
        return null;
      }
    }

    /** Whether the number is one. */
    @POST
    public FormValidation doCheckJobs(
        @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String value) {
      if (!FormAccess.mayConfigure(item) || value == null || value.isBlank()) {
        return FormValidation.ok();
      }
      return value.strip().matches("0*[1-9][0-9]{0,3}")
          ? FormValidation.ok()
          : FormValidation.error("Give a number: 1 or more.");
    }
  }
}
