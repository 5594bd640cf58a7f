package io.jenkins.plugins.orchestrator.jenkins.step;

import hudson.Extension;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.orchestrator.jenkins.operation.OperationRules;
import io.jenkins.plugins.orchestrator.jenkins.plan.VerifyRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code verifyBackups}: proves that the backups of a folder restore, for a nightly job. */
public final class VerifyBackupsStep extends ParallelStep {
  static final String NAME = "verifyBackups";
  static final String DEFAULT_TIMEOUT = "4h";
  private static final String DEFAULT_DIRECTORY = "backups";
  private static final String LATEST = "latest";
  private static final String ALL = "all";
  private static final int DEFAULT_PARALLEL = 2;
  private static final int JOBS = 4;

  private String directory = DEFAULT_DIRECTORY;
  private boolean restore = true;
  private String only = LATEST;
  private @Nullable String server;
  private @Nullable String credentialsId;
  private @Nullable String identity;
  private @Nullable String olderThan;
  private @Nullable String maxRecoveryTime;
  private @Nullable String maxAge;

  @DataBoundConstructor
  public VerifyBackupsStep() {
    super(NAME, DEFAULT_TIMEOUT);
  }

  public String getDirectory() {
    return directory;
  }

  /** The folder of the backups, relative to the workspace or absolute. */
  @DataBoundSetter
  public void setDirectory(@Nullable String directory) {
    String text = blankToNull(directory);
    this.directory = text == null ? DEFAULT_DIRECTORY : text;
  }

  public boolean isRestore() {
    return restore;
  }

  /** Whether backups are restored and compared, not only hashed. */
  @DataBoundSetter
  public void setRestore(boolean restore) {
    this.restore = restore;
  }

  public String getOnly() {
    return only;
  }

  /** {@code latest}: the last one of each environment; {@code all}. */
  @DataBoundSetter
  public void setOnly(@Nullable String only) {
    String text = blankToNull(only);
    this.only = text == null ? LATEST : text;
  }

  public @Nullable String getServer() {
    return server;
  }

  /**
   * The URL of any database of the server that restores.
   *
   * @throws IllegalArgumentException when it holds a password: it would be stored with the build
   */
  @DataBoundSetter
  public void setServer(@Nullable String server) {
    String text = blankToNull(server);
    if (text != null) {
      LiteralPasswords.refuseIn("server", text);
    }
    this.server = text;
  }

  public @Nullable String getCredentialsId() {
    return credentialsId;
  }

  /** Of credentials (username with password) for the server. */
  @DataBoundSetter
  public void setCredentialsId(@Nullable String credentialsId) {
    this.credentialsId = blankToNull(credentialsId);
  }

  public @Nullable String getIdentity() {
    return identity;
  }

  /** Path of a file with the private key that backups encrypted by {@code age} are read with. */
  @DataBoundSetter
  public void setIdentity(@Nullable String identity) {
    this.identity = blankToNull(identity);
  }

  public @Nullable String getOlderThan() {
    return olderThan;
  }

  /** Only backups whose last successful verification is so long ago. */
  @DataBoundSetter
  public void setOlderThan(@Nullable String olderThan) {
    this.olderThan = blankToNull(olderThan);
  }

  public @Nullable String getMaxRecoveryTime() {
    return maxRecoveryTime;
  }

  /** What the measured time to restore may be at most (RTO). */
  @DataBoundSetter
  public void setMaxRecoveryTime(@Nullable String maxRecoveryTime) {
    this.maxRecoveryTime = blankToNull(maxRecoveryTime);
  }

  public @Nullable String getMaxAge() {
    return maxAge;
  }

  /** What the age of the last verified backup may be at most (RPO). */
  @DataBoundSetter
  public void setMaxAge(@Nullable String maxAge) {
    this.maxAge = blankToNull(maxAge);
  }

  /**
   * The parameters, checked.
   *
   * @throws IllegalArgumentException with everything that is wrong
   */
  VerifyBackupsCall call() {
    List<String> wrong = new ArrayList<>();
    if (!only.equals(LATEST) && !only.equals(ALL)) {
      wrong.add("only: found '" + only + "', expected '" + LATEST + "' or '" + ALL + "'");
    }
    if (restore && server == null) {
      wrong.add(
          "server: found nothing, expected the URL of any database of the server that restores the"
              + " backups, or restore: false");
    }
    OperationRules rules = rules(false, wrong);
    VerifyRequest request =
        new VerifyRequest(
            directory,
            restore,
            only.equals(LATEST),
            restore ? server : null,
            restore ? credentialsId : null,
            identity,
            limit("olderThan", olderThan, wrong),
            limit("maxRecoveryTime", maxRecoveryTime, wrong),
            limit("maxAge", maxAge, wrong),
            JOBS,
            rules.maxParallel() > 0 ? rules.maxParallel() : DEFAULT_PARALLEL,
            rules.timeout());
    refuse(wrong);
    return new VerifyBackupsCall(request, rules, isPropagate());
  }

  private static @Nullable Duration limit(
      String parameter, @Nullable String text, List<String> wrong) {
    return text == null ? null : ParameterText.duration(parameter, text, wrong);
  }

  @Override
  public StepExecution start(StepContext context) {
    return new OperationExecution(context, call());
  }

  /** Describes the step to Jenkins. */
  @Extension
  public static final class DescriptorImpl extends ServerStepDescriptor {
    /** For Jenkins. */
    public DescriptorImpl() {
      super("server");
    }

    @Override
    public String getFunctionName() {
      return NAME;
    }

    @Override
    public String getDisplayName() {
      return "Prove that the backups of a folder restore";
    }

    /** Whether the URL holds a password. */
    @POST
    public FormValidation doCheckServer(
        @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String value) {
      return checkUrl(item, value, null);
    }

    /** Whether the text is a duration. */
    @POST
    public FormValidation doCheckOlderThan(
        @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String value) {
      return checkDuration(item, value);
    }

    /** Whether the text is a duration. */
    @POST
    public FormValidation doCheckMaxRecoveryTime(
        @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String value) {
      return checkDuration(item, value);
    }

    /** Whether the text is a duration. */
    @POST
    public FormValidation doCheckMaxAge(
        @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String value) {
      return checkDuration(item, value);
    }
  }
}
