package io.jenkins.plugins.orchestrator.engine.validate.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutState.Step;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.GateLimits;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Increase;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Measured;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Measurement;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Observation;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.Confidence;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.LatencyDistribution;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.LatencyDistribution.Bin;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.Proportion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * How often a gate is wrong, counted on thousands of whole rollouts through the real state machine:
 * 20 requests per second, a look every minute for 30 minutes in each phase. The figures that it
 * prints stand in docs/rollouts.md.
 */
class RolloutSimulationTest {
  private static final int REQUESTS_PER_MINUTE = 1_200;
  private static final Duration OBSERVE = Duration.ofMinutes(30);
  private static final List<Integer> ONE_PHASE = List.of(5);
  private static final List<Integer> FOUR_PHASES = List.of(5, 25, 50, 100);
  private static final GateLimits ERRORS =
      new GateLimits(Increase.points(2), null, null, null, 100, new Confidence(2.33), 50, 20);
  private static final GateLimits LATENCY =
      new GateLimits(null, 20.0, null, null, 100, new Confidence(2.33), 50, 20);

  /** Of many rollouts: how many were taken back, and after how many minutes on the average. */
  private record Outcome(int rollouts, int takenBack, int inconclusive, double minutes) {
    double share() {
      return (double) takenBack / rollouts;
    }
  }

  @Test
  void aHealthyReleaseIsSeldomTakenBackInOnePhase() {
    Outcome outcome = simulate("healthy, errors, 5 %", 4_000, ONE_PHASE, ERRORS, 0.01, 1);

    assertThat(outcome.share()).isLessThan(0.05);
  }

  @Test
  void aHealthyReleaseIsSeldomTakenBackInAWholeRollout() {
    Outcome outcome =
        simulate("healthy, errors, 5/25/50/100 %", 2_000, FOUR_PHASES, ERRORS, 0.01, 1);

    assertThat(outcome.share()).isLessThan(0.05);
  }

  @Test
  void fourTimesTheErrorsAreFoundWithinMinutes() {
    Outcome outcome = simulate("1 % -> 4 %, errors, 5 %", 4_000, ONE_PHASE, ERRORS, 0.04, 1);

    assertThat(outcome.share()).isGreaterThan(0.95);
    assertThat(outcome.minutes()).isLessThan(6);
  }

  @Test
  void aHealthyReleaseIsSeldomTakenBackForItsLatency() {
    Outcome one = simulate("healthy, latency, 5 %", 1_000, ONE_PHASE, LATENCY, 0.01, 1);
    Outcome whole = simulate("healthy, latency, 5/25/50/100 %", 500, FOUR_PHASES, LATENCY, 0.01, 1);

    assertThat(one.share()).isLessThan(0.05);
    assertThat(whole.share()).isLessThan(0.05);
  }

  @Test
  void fortyPercentSlowerIsFoundWithinMinutes() {
    Outcome outcome = simulate("+40 % latency, 5 %", 500, ONE_PHASE, LATENCY, 0.01, 1.4);

    assertThat(outcome.share()).isGreaterThan(0.95);
    assertThat(outcome.minutes()).isLessThan(10);
  }

  @Test
  void aHealthyReleaseIsSeldomTakenBackByAllLimitsTogether() {
    Outcome outcome =
        simulate(
            "healthy, errors and latency, 5/25/50/100 %",
            1_000, FOUR_PHASES, GateLimits.usual(), 0.01, 1);

    assertThat(outcome.share()).isLessThan(0.05);
  }

  private static Outcome simulate(
      String what,
      int rollouts,
      List<Integer> phases,
      GateLimits limits,
      double canaryFails,
      double canarySlower) {
    RolloutSettings settings =
        RolloutSettings.of("simulated", Phase.canary(phases), null, OBSERVE, limits);
    var random = new SplittableRandom(20261121);
    int takenBack = 0;
    int inconclusive = 0;
    long minutes = 0;
    boolean latencies = limits.latencyIncreasePercent() != null;
    for (int i = 0; i < rollouts; i++) {
      var traffic = new Traffic(random.split(), canaryFails, latencies ? canarySlower : 0);
      RolloutState end = traffic.run(settings);
      if (end.step() != Step.COMPLETED) {
        takenBack++;
        minutes += traffic.minutes;
        if (end.reason().startsWith("inconclusive")) {
          inconclusive++;
        }
      }
    }
    var outcome =
        new Outcome(
            rollouts, takenBack, inconclusive, takenBack == 0 ? 0 : (double) minutes / takenBack);
    System.out.printf(
        Locale.ROOT,
        "%-45s %5d rollouts, taken back %6.2f %% (%.2f %% inconclusive), after %.1f minutes%n",
        what,
        rollouts,
        100 * outcome.share(),
        100.0 * inconclusive / rollouts,
        outcome.minutes());
    return outcome;
  }

  /** Both versions' requests; the canary gets its weight's share of them. */
  private static final class Traffic implements Measurement, RolloutBody, WaitingTime {
    private static final int QUANTILES = 1 << 12;
    private static final int RANGES = 400;
    private static final double RATIO = Math.log(1.01);

    /** In which range of 1 % a latency of each quantile lies: log-normal, with a shape of 0.5. */
    private static final int[] RANGE_OF_QUANTILE = ranges();

    private final SplittableRandom random;
    private final double canaryFails;
    private final double canarySlower;
    private int weight;
    private int minutes;
    private long nanos;

    Traffic(SplittableRandom random, double canaryFails, double canarySlower) {
      this.random = random;
      this.canaryFails = canaryFails;
      this.canarySlower = canarySlower;
    }

    RolloutState run(RolloutSettings settings) {
      var place =
          new RolloutPlace(
              this,
              this,
              limit -> null,
              this,
              new RolloutContext(
                  RolloutApproval.notNeeded(),
                  new Forgetful(),
                  this,
                  Redactor.of(List.of()),
                  RolloutListener.silent()));
      try {
        return Rollout.run(settings, place, new Cancellation()).state();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void move(Shift shift, @Nullable Duration limit, Cancellation cancellation) {
      weight = shift.weight();
    }

    @Override
    public Observation observe(Duration past, Cancellation cancellation) {
      minutes++;
      int canary = REQUESTS_PER_MINUTE * weight / 100;
      return new Observation(
          measured(REQUESTS_PER_MINUTE - canary, 0.01, canarySlower == 0 ? 0 : 1),
          measured(canary, canaryFails, canarySlower),
          List.of(),
          List.of());
    }

    private Measured measured(int requests, double fails, double slower) {
      int failed = failures(requests, fails);
      if (slower == 0) {
        return new Measured(new Proportion(failed, requests), LatencyDistribution.empty());
      }
      int[] counts = new int[RANGES];
      int shift = (int) Math.round(Math.log(slower) / RATIO);
      for (int i = failed; i < requests; i++) {
        counts[RANGE_OF_QUANTILE[random.nextInt(QUANTILES)] + shift]++;
      }
      return new Measured(new Proportion(failed, requests), distribution(counts));
    }

    /** Of so many requests: the gaps between failures are geometric. */
    private int failures(int requests, double fails) {
      int failed = 0;
      double at = gap(fails);
      while (at <= requests) {
        failed++;
        at += gap(fails);
      }
      return failed;
    }

    private double gap(double fails) {
      return 1 + Math.floor(Math.log(1 - random.nextDouble()) / Math.log(1 - fails));
    }

    private static LatencyDistribution distribution(int[] counts) {
      List<Bin> bins = new ArrayList<>();
      for (int i = 0; i < counts.length; i++) {
        if (counts[i] > 0) {
          bins.add(new Bin(lower(i), lower(i + 1), counts[i]));
        }
      }
      return new LatencyDistribution(bins);
    }

    private static double lower(int range) {
      return 0.1 * Math.exp((range - RANGES / 2.0) * RATIO);
    }

    private static int[] ranges() {
      int[] ranges = new int[QUANTILES];
      for (int i = 0; i < QUANTILES; i++) {
        double share = (i + 0.5) / QUANTILES;
        double z =
            share == 0.5
                ? 0
                : Math.signum(share - 0.5) * Confidence.twoSided(Math.abs(2 * share - 1)).z();
        ranges[i] = (int) Math.round(RANGES / 2.0 + 0.5 * z / RATIO);
      }
      return ranges;
    }

    @Override
    public Instant now() {
      return Instant.EPOCH.plusNanos(nanos);
    }

    @Override
    public long nanoTime() {
      return nanos;
    }

    @Override
    public void sleep(Duration duration, Cancellation cancellation) {
      nanos += duration.toNanos();
    }
  }

  private static final class Forgetful implements RolloutJournal {
    @Override
    public void read(Consumer<JournalEntry> reader) {}

    @Override
    public void write(JournalEntry entry) {}
  }
}
