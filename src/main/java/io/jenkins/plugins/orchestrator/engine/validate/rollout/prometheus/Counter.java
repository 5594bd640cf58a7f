package io.jenkins.plugins.orchestrator.engine.validate.rollout.prometheus;

import java.util.EnumSet;
import java.util.Set;

/** What is counted. */
public enum Counter {
  BASELINE_REQUESTS("baselineRequests", false),
  BASELINE_ERRORS("baselineErrors", false),
  CANARY_REQUESTS("canaryRequests", false),
  CANARY_ERRORS("canaryErrors", false),
  BASELINE_LATENCY("baselineLatency", true),
  CANARY_LATENCY("canaryLatency", true);

  private final String parameter;
  private final boolean buckets;

  Counter(String parameter, boolean buckets) {
    this.parameter = parameter;
    this.buckets = buckets;
  }

  /** As people call it. */
  public String parameter() {
    return parameter;
  }

  /** Those of the new version: before it gets any traffic there may be none. */
  static Set<Counter> ofCanary() {
    return EnumSet.of(CANARY_REQUESTS, CANARY_ERRORS, CANARY_LATENCY);
  }

  /** Whether it is a histogram: each series counts what took at most its label {@code le}. */
  boolean isBuckets() {
    return buckets;
  }
}
