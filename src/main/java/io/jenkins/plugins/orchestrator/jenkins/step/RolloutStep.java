package io.jenkins.plugins.orchestrator.jenkins.step;

import hudson.FilePath;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.Phase;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.ProbedPair;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutSettings;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutSettings.OnFailure;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutSettings.OnRestart;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.GateLimits;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Increase;
import io.jenkins.plugins.orchestrator.jenkins.rollout.BuildRollout;
import io.jenkins.plugins.orchestrator.jenkins.rollout.PrometheusOrder;
import io.jenkins.plugins.orchestrator.jenkins.rollout.RolloutOrder;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jenkinsci.plugins.structs.describable.CustomDescribableModel;
import org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A step that moves traffic to a new version by its body, and what all of those may be told. */
public abstract class RolloutStep extends Step {
  static final String DEFAULT_OBSERVE = "30m";
  static final String DEFAULT_ROLLBACK_LIMIT = "5m";
  static final String DEFAULT_REQUEST_TIMEOUT = "10s";
  private static final String ROLLBACK = "rollback";
  private static final String FREEZE = "freeze";
  private static final String CONTINUE = "continue";
  private static final String GIVE_UP = "giveUp";
  private static final int DEFAULT_RATE = 5;
  private static final Duration LONGEST_LOOK = Duration.ofMinutes(10);

  private final String step;
  private @Nullable String name;
  private @Nullable String baseline;
  private @Nullable String canary;
  private String observe = DEFAULT_OBSERVE;
  private int rate = DEFAULT_RATE;
  private String requestTimeout = DEFAULT_REQUEST_TIMEOUT;
  private int minSamples = (int) GateLimits.usual().minSamples();
  private String onFailure = ROLLBACK;
  private String onRestart = CONTINUE;
  private String rollbackLimit = DEFAULT_ROLLBACK_LIMIT;
  private boolean dryRun;
  private boolean propagate = true;
  private @Nullable String every;
  private @Nullable String initialDelay;
  private @Nullable String maxErrorRateIncreasePoints;
  private @Nullable String maxErrorRateIncreasePercent;
  private @Nullable String maxLatencyIncreasePercent;
  private @Nullable String maxErrorRatePercent;
  private @Nullable String maxLatency;
  private @Nullable String health;
  private @Nullable PrometheusGate prometheus;

  /**
   * @param step as Pipelines call it
   */
  RolloutStep(String step) {
    this.step = step;
  }

  public @Nullable String getName() {
    return name;
  }

  /** Of what is rolled out, for people; the canary's host otherwise. */
  @DataBoundSetter
  public void setName(@Nullable String name) {
    this.name = OperationStep.blankToNull(name);
  }

  public @Nullable String getBaseline() {
    return baseline;
  }

  /**
   * What has proven itself: a URL that is asked.
   *
   * @throws IllegalArgumentException when it holds a user: it would be stored with the build
   */
  @DataBoundSetter
  public void setBaseline(@Nullable String baseline) {
    String text = OperationStep.blankToNull(baseline);
    if (text != null) {
      RolloutArguments.refusePassword("baseline", text);
    }
    this.baseline = text;
  }

  public @Nullable String getCanary() {
    return canary;
  }

  /**
   * What is judged: a URL that is asked.
   *
   * @throws IllegalArgumentException when it holds a user: it would be stored with the build
   */
  @DataBoundSetter
  public void setCanary(@Nullable String canary) {
    String text = OperationStep.blankToNull(canary);
    if (text != null) {
      RolloutArguments.refusePassword("canary", text);
    }
    this.canary = text;
  }

  public String getObserve() {
    return observe;
  }

  /** How long a phase is watched. */
  @DataBoundSetter
  public void setObserve(@Nullable String observe) {
    String text = OperationStep.blankToNull(observe);
    this.observe = text == null ? DEFAULT_OBSERVE : text;
  }

  public @Nullable String getEvery() {
    return every;
  }

  /** How long between two looks; a minute, or {@code observe} when that is shorter. */
  @DataBoundSetter
  public void setEvery(@Nullable String every) {
    this.every = OperationStep.blankToNull(every);
  }

  public @Nullable String getInitialDelay() {
    return initialDelay;
  }

  /** How long after moving traffic nothing but the tripwire counts. */
  @DataBoundSetter
  public void setInitialDelay(@Nullable String initialDelay) {
    this.initialDelay = OperationStep.blankToNull(initialDelay);
  }

  public @Nullable String getMaxErrorRateIncreasePoints() {
    return maxErrorRateIncreasePoints;
  }

  /** How many percentage points higher than the baseline's the error rate may be. */
  @DataBoundSetter
  public void setMaxErrorRateIncreasePoints(@Nullable String maxErrorRateIncreasePoints) {
    this.maxErrorRateIncreasePoints = OperationStep.blankToNull(maxErrorRateIncreasePoints);
  }

  public @Nullable String getMaxErrorRateIncreasePercent() {
    return maxErrorRateIncreasePercent;
  }

  /** How many percent of the baseline's higher the error rate may be. */
  @DataBoundSetter
  public void setMaxErrorRateIncreasePercent(@Nullable String maxErrorRateIncreasePercent) {
    this.maxErrorRateIncreasePercent = OperationStep.blankToNull(maxErrorRateIncreasePercent);
  }

  public @Nullable String getMaxLatencyIncreasePercent() {
    return maxLatencyIncreasePercent;
  }

  /** How many percent slower the median and the 95th percentile may be. */
  @DataBoundSetter
  public void setMaxLatencyIncreasePercent(@Nullable String maxLatencyIncreasePercent) {
    this.maxLatencyIncreasePercent = OperationStep.blankToNull(maxLatencyIncreasePercent);
  }

  public @Nullable String getMaxErrorRatePercent() {
    return maxErrorRatePercent;
  }

  /** The highest error rate, whatever the baseline does. */
  @DataBoundSetter
  public void setMaxErrorRatePercent(@Nullable String maxErrorRatePercent) {
    this.maxErrorRatePercent = OperationStep.blankToNull(maxErrorRatePercent);
  }

  public @Nullable String getMaxLatency() {
    return maxLatency;
  }

  /** The highest 95th percentile, whatever the baseline does. */
  @DataBoundSetter
  public void setMaxLatency(@Nullable String maxLatency) {
    this.maxLatency = OperationStep.blankToNull(maxLatency);
  }

  public @Nullable String getHealth() {
    return health;
  }

  /**
   * What is asked after taking back: a URL, or a path of the baseline's.
   *
   * @throws IllegalArgumentException when it holds a user: it would be stored with the build
   */
  @DataBoundSetter
  public void setHealth(@Nullable String health) {
    String text = OperationStep.blankToNull(health);
    if (text != null) {
      RolloutArguments.refusePassword("health", text);
    }
    this.health = text;
  }

  public @Nullable PrometheusGate getPrometheus() {
    return prometheus;
  }

  /** Which counters measure both sides, instead of requests of our own; null for those. */
  @DataBoundSetter
  public void setPrometheus(@Nullable PrometheusGate prometheus) {
    this.prometheus = prometheus;
  }

  public int getRate() {
    return rate;
  }

  /** How many requests per second each side gets. */
  @DataBoundSetter
  public void setRate(int rate) {
    this.rate = rate;
  }

  public String getRequestTimeout() {
    return requestTimeout;
  }

  /** After what time a request has failed. */
  @DataBoundSetter
  public void setRequestTimeout(@Nullable String requestTimeout) {
    String text = OperationStep.blankToNull(requestTimeout);
    this.requestTimeout = text == null ? DEFAULT_REQUEST_TIMEOUT : text;
  }

  public int getMinSamples() {
    return minSamples;
  }

  /** How many requests each side needs before anything but the tripwire decides. */
  @DataBoundSetter
  public void setMinSamples(int minSamples) {
    this.minSamples = minSamples;
  }

  public String getOnFailure() {
    return onFailure;
  }

  /** {@code rollback}: the new version gets no traffic; {@code freeze}: it stays as it is. */
  @DataBoundSetter
  public void setOnFailure(@Nullable String onFailure) {
    String text = OperationStep.blankToNull(onFailure);
    this.onFailure = text == null ? ROLLBACK : text;
  }

  public String getOnRestart() {
    return onRestart;
  }

  /** {@code continue}: the rollout goes on after a restart; {@code giveUp}: as after a failure. */
  @DataBoundSetter
  public void setOnRestart(@Nullable String onRestart) {
    String text = OperationStep.blankToNull(onRestart);
    this.onRestart = text == null ? CONTINUE : text;
  }

  public String getRollbackLimit() {
    return rollbackLimit;
  }

  /** How long taking back may take with its health check. */
  @DataBoundSetter
  public void setRollbackLimit(@Nullable String rollbackLimit) {
    String text = OperationStep.blankToNull(rollbackLimit);
    this.rollbackLimit = text == null ? DEFAULT_ROLLBACK_LIMIT : text;
  }

  public boolean isDryRun() {
    return dryRun;
  }

  /** Whether the gate only says what it would do. */
  @DataBoundSetter
  public void setDryRun(boolean dryRun) {
    this.dryRun = dryRun;
  }

  public boolean isPropagate() {
    return propagate;
  }

  /** Whether a rollout that does not pass fails the step; otherwise the result tells. */
  @DataBoundSetter
  public void setPropagate(boolean propagate) {
    this.propagate = propagate;
  }

  /** The phases; what is wrong with them goes to the list, and none are given then. */
  abstract List<Phase> phases(List<String> wrong);

  /** The colour that gets the traffic when it is taken back; null when there are none. */
  abstract @Nullable String back();

  /** Of the run's part of the page. */
  abstract String title(String ofWhat);

  /**
   * The parameters, checked.
   *
   * @throws IllegalArgumentException with everything that is wrong
   */
  final RolloutOrder order() {
    List<String> wrong = new ArrayList<>();
    List<Phase> phases = phases(wrong);
    PrometheusOrder counters = prometheus == null ? null : prometheus.order(wrong);
    URI stable = asked("baseline", baseline, wrong);
    URI judged = asked("canary", canary, wrong);
    URI asked = health(stable, wrong);
    GateLimits limits = limits(wrong);
    Times times = times(wrong);
    Duration timeout = duration("requestTimeout", requestTimeout, ProbedPair.LONGEST, wrong);
    range("rate", rate, ProbedPair.MOST_RATE, wrong);
    one("onFailure", onFailure, ROLLBACK, FREEZE, wrong);
    one("onRestart", onRestart, CONTINUE, GIVE_UP, wrong);
    Duration back = ParameterText.duration("rollbackLimit", rollbackLimit, wrong);
    if (wrong.isEmpty() && prometheus == null) {
      enough(times, wrong);
    }
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(step + ": " + String.join("; ", wrong));
    }
    String host = judged.getHost() == null ? asked.getHost() : judged.getHost();
    String ofWhat = name == null ? host : name;
    RolloutSettings usual = RolloutSettings.of(ofWhat, phases, back(), times.observe(), limits);
    RolloutSettings settings =
        new RolloutSettings(
            ofWhat,
            phases,
            back(),
            times.observe(),
            times.every(),
            times.initialDelay(),
            usual.extension(),
            limits,
            usual.consecutiveErrorLimit(),
            onFailure.equals(FREEZE) ? OnFailure.FREEZE : OnFailure.ROLLBACK,
            onRestart.equals(GIVE_UP) ? OnRestart.GIVE_UP : OnRestart.GO_ON,
            dryRun,
            usual.rollbackAttempts(),
            back);
    return new RolloutOrder(
        RunId.random(),
        title(ofWhat),
        settings,
        prometheus == null ? new ProbedPair(stable, judged, rate, timeout) : null,
        counters,
        asked,
        timeout);
  }

  /** With Prometheus nothing of both need be asked. */
  private URI asked(String parameter, @Nullable String url, List<String> wrong) {
    return url == null && prometheus != null
        ? RolloutArguments.NOTHING
        : RolloutArguments.url(parameter, url, wrong);
  }

  private URI health(URI stable, List<String> wrong) {
    if (health == null) {
      if (prometheus != null && baseline == null) {
        wrong.add("health: found nothing, and no baseline, expected a URL of one of both");
      }
      return stable;
    }
    return health.startsWith("/") && stable.getHost() != null
        ? RolloutArguments.url("health", stable.resolve(path(health, wrong)).toString(), wrong)
        : RolloutArguments.url("health", health, wrong);
  }

  private static String path(String text, List<String> wrong) {
    if (text.startsWith("//") || !text.matches("[\\w/.~%!$&'()*+,;=:@?-]*")) {
      wrong.add("health: found '" + text + "', expected a path such as /health, or a URL");
      return "/";
    }
    return text;
  }

  private GateLimits limits(List<String> wrong) {
    Double points =
        RolloutArguments.number(
            "maxErrorRateIncreasePoints", maxErrorRateIncreasePoints, "percentage points", wrong);
    Double percent =
        RolloutArguments.number(
            "maxErrorRateIncreasePercent",
            maxErrorRateIncreasePercent,
            "percent of the baseline's rate",
            wrong);
    Double slower =
        RolloutArguments.number(
            "maxLatencyIncreasePercent", maxLatencyIncreasePercent, "percent", wrong);
    Double highest =
        RolloutArguments.number("maxErrorRatePercent", maxErrorRatePercent, "percent", wrong);
    Duration slowest =
        maxLatency == null ? null : ParameterText.duration("maxLatency", maxLatency, wrong);
    if (points != null && percent != null) {
      wrong.add(
          "found both maxErrorRateIncreasePoints and maxErrorRateIncreasePercent, expected one of"
              + " them");
    }
    if (highest != null && highest >= 100) {
      wrong.add("maxErrorRatePercent: found " + highest + ", expected less than 100");
    }
    if (minSamples < 1) {
      wrong.add("minSamples: found " + minSamples + ", expected at least 1");
    }
    boolean unseen = prometheus != null && !prometheus.hasLatencies();
    if (unseen && (slower != null || slowest != null)) {
      wrong.add(
          (slower == null ? "maxLatency" : "maxLatencyIncreasePercent")
              + ": found a limit, but neither prometheus.baselineLatency nor"
              + " prometheus.canaryLatency, which it needs");
    }
    GateLimits usual = GateLimits.usual();
    boolean none =
        points == null && percent == null && slower == null && highest == null && slowest == null;
    if (none || !wrong.isEmpty()) {
      points = usual.errorIncrease() == null ? null : usual.errorIncrease().value();
      percent = null;
      slower = unseen ? null : usual.latencyIncreasePercent();
      highest = null;
      slowest = null;
    }
    Increase increase = points != null ? Increase.points(points) : null;
    return new GateLimits(
        percent != null ? Increase.percent(percent) : increase,
        slower,
        highest,
        slowest,
        Math.max(1, minSamples),
        usual.confidence(),
        usual.tripwirePercent(),
        usual.tripwireSamples());
  }

  /** How long what lasts. */
  private record Times(Duration observe, Duration every, Duration initialDelay) {}

  private Times times(List<String> wrong) {
    Duration watched = ParameterText.duration("observe", observe, wrong);
    Duration minute = Duration.ofMinutes(1);
    Duration shorter = watched.compareTo(minute) < 0 ? watched : minute;
    Duration between = every == null ? shorter : duration("every", every, LONGEST_LOOK, wrong);
    Duration delay =
        initialDelay == null
            ? Duration.ZERO
            : ParameterText.duration("initialDelay", initialDelay, wrong);
    if (!watched.isZero() && between.compareTo(watched) > 0) {
      wrong.add("every: found '" + every + "', expected at most what observe is: " + observe);
    }
    if (!watched.isZero() && delay.compareTo(watched) >= 0) {
      wrong.add(
          "initialDelay: found '"
              + initialDelay
              + "', expected less than what observe is: "
              + observe);
    }
    return new Times(watched, between, delay);
  }

  /** A phase that could not pass is a mistake. */
  private void enough(Times times, List<String> wrong) {
    long requests = times.observe().minus(times.initialDelay()).toMillis() * rate / 1000;
    if (requests < minSamples && !dryRun) {
      wrong.add(
          "found "
              + rate
              + " requests per second for "
              + observe
              + ", which are "
              + requests
              + ", expected at least "
              + minSamples
              + " (minSamples): raise rate or observe");
    }
  }

  private static Duration duration(
      String parameter, String text, Duration longest, List<String> wrong) {
    Duration found = ParameterText.duration(parameter, text, wrong);
    if (found.compareTo(longest) > 0) {
      wrong.add(
          parameter + ": found '" + text + "', expected at most " + longest.toSeconds() + "s");
      return longest;
    }
    return found;
  }

  private static void range(String parameter, int value, int most, List<String> wrong) {
    if (value < 1 || value > most) {
      wrong.add(parameter + ": found " + value + ", expected from 1 to " + most);
    }
  }

  private static void one(
      String parameter, String value, String first, String second, List<String> wrong) {
    if (!value.equals(first) && !value.equals(second)) {
      wrong.add(
          parameter + ": found '" + value + "', expected '" + first + "' or '" + second + "'");
    }
  }

  @Override
  public final StepExecution start(StepContext context) throws IOException, InterruptedException {
    RolloutOrder order = order();
    PrometheusOrder counters = order.prometheus();
    if (counters != null) {
      checkAccess(context, counters);
    }
    return new RolloutExecution(context, order, propagate);
  }

  /** Before any traffic is moved. */
  private void checkAccess(StepContext context, PrometheusOrder counters)
      throws IOException, InterruptedException {
    try {
      var unused = BuildRollout.access(Objects.requireNonNull(context.get(Run.class)), counters);
    } catch (IOException e) {
      throw new IllegalArgumentException(step + ": " + e.getMessage(), e);
    }
  }

  /** Describes such a step to Jenkins. */
  public abstract static class RolloutDescriptor extends StepDescriptor
      implements CustomDescribableModel {
    @Override
    public Set<? extends Class<?>> getRequiredContext() {
      return Set.of(Run.class, TaskListener.class, FilePath.class);
    }

    @Override
    public Map<String, Object> customInstantiate(Map<String, Object> arguments) {
      return RolloutArguments.toTexts(getFunctionName(), arguments);
    }

    @Override
    public UninstantiatedDescribable customUninstantiate(UninstantiatedDescribable step) {
      return step.withArguments(RolloutArguments.toNumbers(step.getArguments()));
    }

    /** Whether the text is a URL that can be asked. */
    @POST
    public FormValidation doCheckBaseline(
        @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String value) {
      return checkUrl(item, value);
    }

    /** Whether the text is a URL that can be asked. */
    @POST
    public FormValidation doCheckCanary(
        @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String value) {
      return checkUrl(item, value);
    }

    private static FormValidation checkUrl(@Nullable Item item, @Nullable String value) {
      if (!FormAccess.mayConfigure(item)) {
        return FormValidation.ok();
      }
      return value != null && RolloutArguments.url(value).isPresent()
          ? FormValidation.ok()
          : FormValidation.error(
              "Give a URL such as https://shop.example/health, without user and password.");
    }

    /** Whether the text is a duration. */
    @POST
    public FormValidation doCheckObserve(
        @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String value) {
      return OperationStepDescriptor.checkDuration(item, value);
    }

    /** Whether the text is a duration. */
    @POST
    public FormValidation doCheckEvery(
        @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String value) {
      return OperationStepDescriptor.checkDuration(item, value);
    }

    /** Whether the text is a duration. */
    @POST
    public FormValidation doCheckRollbackLimit(
        @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String value) {
      return OperationStepDescriptor.checkDuration(item, value);
    }

    /** Whether the text is a number of percentage points. */
    @POST
    public FormValidation doCheckMaxErrorRateIncreasePoints(
        @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String value) {
      return checkNumber(item, value);
    }

    /** Whether the text is a number of percent. */
    @POST
    public FormValidation doCheckMaxErrorRateIncreasePercent(
        @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String value) {
      return checkNumber(item, value);
    }

    private static FormValidation checkNumber(@Nullable Item item, @Nullable String value) {
      if (!FormAccess.mayConfigure(item) || value == null || value.isBlank()) {
        return FormValidation.ok();
      }
      List<String> wrong = new ArrayList<>();
      RolloutArguments.number("", value, "", wrong);
      return wrong.isEmpty()
          ? FormValidation.ok()
          : FormValidation.error("Give a number alone. " + RolloutArguments.AMBIGUOUS + ".");
    }
  }
}
