package io.jenkins.plugins.orchestrator.engine.validate.rollout.gate;

import io.jenkins.plugins.orchestrator.engine.validate.statistics.Confidence;
import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a gate holds its measurements against.
 *
 * @param errorIncrease how much higher than the baseline's the canary's error rate may be; null for
 *     no limit
 * @param latencyIncreasePercent by how much its median and 95th percentile may be higher; null for
 *     no limit
 * @param maxErrorPercent its highest error rate whatever the baseline does; null for no limit
 * @param maxP95 its highest 95th percentile whatever the baseline does; null for no limit
 * @param minSamples how many requests each side needs before anything but the tripwire decides
 * @param confidence for saying that a limit is broken, at every look
 * @param tripwirePercent share of failed requests that ends it at once
 * @param tripwireSamples in how many of the latest requests at least
 */
public record GateLimits(
    @Nullable Increase errorIncrease,
    @Nullable Double latencyIncreasePercent,
    @Nullable Double maxErrorPercent,
    @Nullable Duration maxP95,
    long minSamples,
    Confidence confidence,
    double tripwirePercent,
    long tripwireSamples)
    implements Serializable {
  /**
   * @throws IllegalArgumentException when there is no limit at all, or one makes no sense
   */
  public GateLimits {
    require(
        errorIncrease != null
            || latencyIncreasePercent != null
            || maxErrorPercent != null
            || maxP95 != null,
        "no limit at all",
        "at least one of error rate and latency: a gate without a limit says nothing");
    require(
        latencyIncreasePercent == null
            || (latencyIncreasePercent >= 0 && Double.isFinite(latencyIncreasePercent)),
        "an increase of the latency of " + latencyIncreasePercent + " %",
        "a number that is not negative");
    require(
        maxErrorPercent == null || (maxErrorPercent >= 0 && maxErrorPercent < 100),
        "an error rate of " + maxErrorPercent + " %",
        "from 0 to less than 100");
    require(
        maxP95 == null || (!maxP95.isNegative() && !maxP95.isZero()),
        "a 95th percentile of " + maxP95,
        "more than zero");
    require(minSamples >= 1, minSamples + " samples", "at least 1: nothing measured never passes");
    require(
        tripwirePercent > 0 && tripwirePercent <= 100,
        "a tripwire at " + tripwirePercent + " %",
        "more than 0, at most 100");
    require(tripwireSamples >= 1, "a tripwire of " + tripwireSamples + " requests", "at least 1");
  }

  /**
   * The careful choice: 2 points more errors, 20 % more latency, from 100 requests on, z = 2.33 at
   * every look, and an end at once when half of 20 requests fail.
   */
  public static GateLimits usual() {
    return new GateLimits(Increase.points(2), 20.0, null, null, 100, new Confidence(2.33), 50, 20);
  }

  private static void require(boolean condition, String found, String expected) {
    if (!condition) {
      throw new IllegalArgumentException(found + "; expected " + expected);
    }
  }
}
