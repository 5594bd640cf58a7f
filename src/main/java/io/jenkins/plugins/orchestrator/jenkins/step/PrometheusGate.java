package io.jenkins.plugins.orchestrator.jenkins.step;

import hudson.Extension;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.prometheus.Counter;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.prometheus.GateQueries;
import io.jenkins.plugins.orchestrator.jenkins.rollout.PrometheusOrder;
import java.io.Serializable;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** Which counters of a Prometheus server measure a rollout, instead of requests of our own. */
public final class PrometheusGate implements Describable<PrometheusGate>, Serializable {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST_QUERY = 4000;

  /** Of what they give it cannot be said what happened from one look to the next. */
  private static final Pattern NO_COUNTER =
      Pattern.compile("\\b(i?rate|increase|i?delta|histogram_quantile)\\s*\\(");

  private @Nullable String url;
  private @Nullable String credentialsId;
  private @Nullable String baselineRequests;
  private @Nullable String baselineErrors;
  private @Nullable String canaryRequests;
  private @Nullable String canaryErrors;
  private @Nullable String baselineLatency;
  private @Nullable String canaryLatency;

  @DataBoundConstructor
  public PrometheusGate() {
    // Everything is checked at once, when the step begins.
  }

  public @Nullable String getUrl() {
    return url;
  }

  /**
   * The server's URL, without {@code /api/v1}.
   *
   * @throws IllegalArgumentException when it holds a user: it would be stored with the build
   */
  @DataBoundSetter
  public void setUrl(@Nullable String url) {
    String text = OperationStep.blankToNull(url);
    if (text != null) {
      RolloutArguments.refusePassword("prometheus.url", text);
    }
    this.url = text;
  }

  public @Nullable String getCredentialsId() {
    return credentialsId;
  }

  /** Of a username with password, or of a secret text, a bearer token. */
  @DataBoundSetter
  public void setCredentialsId(@Nullable String credentialsId) {
    this.credentialsId = OperationStep.blankToNull(credentialsId);
  }

  public @Nullable String getBaselineRequests() {
    return baselineRequests;
  }

  /** PromQL: counters of all requests of the old version. */
  @DataBoundSetter
  public void setBaselineRequests(@Nullable String baselineRequests) {
    this.baselineRequests = OperationStep.blankToNull(baselineRequests);
  }

  public @Nullable String getBaselineErrors() {
    return baselineErrors;
  }

  /** PromQL: counters of those that failed. */
  @DataBoundSetter
  public void setBaselineErrors(@Nullable String baselineErrors) {
    this.baselineErrors = OperationStep.blankToNull(baselineErrors);
  }

  public @Nullable String getCanaryRequests() {
    return canaryRequests;
  }

  /** PromQL: counters of all requests of the new version. */
  @DataBoundSetter
  public void setCanaryRequests(@Nullable String canaryRequests) {
    this.canaryRequests = OperationStep.blankToNull(canaryRequests);
  }

  public @Nullable String getCanaryErrors() {
    return canaryErrors;
  }

  /** PromQL: counters of those that failed. */
  @DataBoundSetter
  public void setCanaryErrors(@Nullable String canaryErrors) {
    this.canaryErrors = OperationStep.blankToNull(canaryErrors);
  }

  public @Nullable String getBaselineLatency() {
    return baselineLatency;
  }

  /** PromQL: the buckets of the old version's latencies in seconds, with their label le. */
  @DataBoundSetter
  public void setBaselineLatency(@Nullable String baselineLatency) {
    this.baselineLatency = OperationStep.blankToNull(baselineLatency);
  }

  public @Nullable String getCanaryLatency() {
    return canaryLatency;
  }

  /** PromQL: those of the new version, in the same ranges. */
  @DataBoundSetter
  public void setCanaryLatency(@Nullable String canaryLatency) {
    this.canaryLatency = OperationStep.blankToNull(canaryLatency);
  }

  /** Whether latencies can be judged. */
  boolean hasLatencies() {
    return baselineLatency != null || canaryLatency != null;
  }

  /**
   * What is asked.
   *
   * @param wrong what is wrong goes here
   * @return null when something is
   */
  @Nullable PrometheusOrder order(List<String> wrong) {
    List<String> found = new ArrayList<>();
    URI server = RolloutArguments.url("prometheus.url", url, found);
    if (server.getRawQuery() != null || server.getRawFragment() != null) {
      found.add("prometheus.url: found '" + url + "', expected none with a query");
    }
    Map<Counter, String> texts = new EnumMap<>(Counter.class);
    put(texts, Counter.BASELINE_REQUESTS, baselineRequests, true, found);
    put(texts, Counter.BASELINE_ERRORS, baselineErrors, true, found);
    put(texts, Counter.CANARY_REQUESTS, canaryRequests, true, found);
    put(texts, Counter.CANARY_ERRORS, canaryErrors, true, found);
    put(texts, Counter.BASELINE_LATENCY, baselineLatency, hasLatencies(), found);
    put(texts, Counter.CANARY_LATENCY, canaryLatency, hasLatencies(), found);
    wrong.addAll(found);
    return found.isEmpty()
        ? new PrometheusOrder(new GateQueries(server, texts), credentialsId)
        : null;
  }

  private static void put(
      Map<Counter, String> texts,
      Counter counter,
      @Nullable String query,
      boolean needed,
      List<String> wrong) {
    String parameter = "prometheus." + counter.parameter() + ": ";
    if (query == null) {
      if (needed) {
        wrong.add(parameter + "found nothing, expected a query in PromQL that gives counters");
      }
      return;
    }
    String problem = problem(query);
    if (problem != null) {
      wrong.add(parameter + problem);
    }
    texts.put(counter, query);
  }

  private static @Nullable String problem(String query) {
    Matcher function = NO_COUNTER.matcher(query);
    if (function.find()) {
      return "found "
          + function.group(1)
          + "(), expected counters as they are: by how much they grow from look to look is"
          + " computed here";
    }
    return query.length() > LONGEST_QUERY
        ? "found " + query.length() + " characters, expected at most " + LONGEST_QUERY
        : null;
  }

  /** Describes it to Jenkins' forms. */
  @Extension
  public static final class DescriptorImpl extends Descriptor<PrometheusGate> {
    @Override
    public String getDisplayName() {
      return "Measure by Prometheus";
    }

    /** Those that a build of the job could use. */
    @POST
    public ListBoxModel doFillCredentialsIdItems(
        @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String credentialsId) {
      return CredentialsChoice.ofHttp(item, credentialsId);
    }

    /** Whether the text is a URL that can be asked. */
    @POST
    public FormValidation doCheckUrl(
        @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String value) {
      if (!FormAccess.mayConfigure(item)) {
        return FormValidation.ok();
      }
      return value != null && RolloutArguments.url(value).isPresent()
          ? FormValidation.ok()
          : FormValidation.error(
              "Give a URL such as http://prometheus.example:9090, without user and password.");
    }

    /** Whether the query can give counters. */
    @POST
    public FormValidation doCheckBaselineRequests(
        @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String value) {
      return checkQuery(item, value, true);
    }

    /** Whether the query can give counters. */
    @POST
    public FormValidation doCheckBaselineErrors(
        @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String value) {
      return checkQuery(item, value, true);
    }

    /** Whether the query can give counters. */
    @POST
    public FormValidation doCheckCanaryRequests(
        @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String value) {
      return checkQuery(item, value, true);
    }

    /** Whether the query can give counters. */
    @POST
    public FormValidation doCheckCanaryErrors(
        @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String value) {
      return checkQuery(item, value, true);
    }

    /** Whether the query can give counters. */
    @POST
    public FormValidation doCheckBaselineLatency(
        @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String value) {
      return checkQuery(item, value, false);
    }

    /** Whether the query can give counters. */
    @POST
    public FormValidation doCheckCanaryLatency(
        @AncestorInPath @Nullable Item item, @QueryParameter @Nullable String value) {
      return checkQuery(item, value, false);
    }

    private static FormValidation checkQuery(
        @Nullable Item item, @Nullable String value, boolean needed) {
      if (!FormAccess.mayConfigure(item)) {
        return FormValidation.ok();
      }
      if (value == null || value.isBlank()) {
        return needed
            ? FormValidation.error("Give a query in PromQL that gives counters.")
            : FormValidation.ok();
      }
      return problem(value) == null
          ? FormValidation.ok()
          : FormValidation.error(
              "Give counters as they are: their growth from look to look is computed here.");
    }
  }
}
