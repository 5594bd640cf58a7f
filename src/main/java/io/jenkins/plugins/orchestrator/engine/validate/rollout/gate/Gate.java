package io.jenkins.plugins.orchestrator.engine.validate.rollout.gate;

import io.jenkins.plugins.orchestrator.engine.report.HumanDuration;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.Interval;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.LatencyComparison;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.LatencyDistribution;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.Proportion;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.ProportionDifference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Judges a canary by everything that was measured of it. A limit is broken when the measured value
 * is beyond it <em>and</em> chance does not explain the difference; it holds when the measured
 * value is within it and enough was measured; everything else is inconclusive.
 *
 * <p>Asked again and again while the evidence grows, it is wrong more often than once; that is why
 * the confidence is 99 % by default, and docs/rollouts.md says how often it is.
 */
public final class Gate {
  private final GateLimits limits;

  public Gate(GateLimits limits) {
    this.limits = limits;
  }

  /** Depends on the evidence alone. */
  public GateDecision judge(GateEvidence evidence) {
    Criterion tripwire = tripwire(evidence.recent().errors());
    List<Criterion> criteria = new ArrayList<>();
    if (tripwire.result() == GateResult.FAIL) {
      criteria.add(tripwire);
    }
    if (limits.errorIncrease() != null) {
      criteria.add(errorIncrease(limits.errorIncrease(), evidence));
    }
    if (limits.latencyIncreasePercent() != null) {
      criteria.add(latencyIncrease(limits.latencyIncreasePercent(), evidence));
    }
    if (limits.maxErrorPercent() != null) {
      criteria.add(errorCeiling(limits.maxErrorPercent(), evidence.canary().errors()));
    }
    if (limits.maxP95() != null) {
      criteria.add(p95Ceiling(limits.maxP95(), evidence.canary().latencies()));
    }
    return GateDecision.of(criteria);
  }

  /** Of the tripwire alone, for the time in which nothing else counts yet. */
  public GateDecision judgeTripwire(GateEvidence evidence, String why) {
    Criterion tripwire = tripwire(evidence.recent().errors());
    return tripwire.result() == GateResult.FAIL
        ? GateDecision.of(List.of(tripwire))
        : GateDecision.tooEarly(why);
  }

  private Criterion tripwire(Proportion errors) {
    boolean tripped = errors.trials() >= limits.tripwireSamples() && isTripped(errors);
    return new Criterion(
        "tripwire",
        tripped ? GateResult.FAIL : GateResult.PASS,
        String.format(
            Locale.ROOT,
            "%s %% of at least %d latest requests",
            limits.tripwirePercent(),
            limits.tripwireSamples()),
        rate(errors) + " of the canary's latest requests failed");
  }

  private boolean isTripped(Proportion errors) {
    return 100.0 * errors.events() >= limits.tripwirePercent() * errors.trials();
  }

  private Criterion errorIncrease(Increase limit, GateEvidence evidence) {
    ProportionDifference difference =
        new ProportionDifference(evidence.baseline().errors(), evidence.canary().errors());
    Proportion baseline = difference.first();
    Proportion canary = difference.second();
    GateResult result = GateResult.INCONCLUSIVE;
    String note = tooFew(baseline.trials(), canary.trials());
    String interval = "";
    if (note.isEmpty()) {
      Interval possible = difference.newcombe(limits.confidence());
      boolean within = difference.estimate() <= limit.above(baseline.fraction());
      boolean excused = within && isTripped(baseline) && canary.fraction() > limit.above(0);
      result = excused ? GateResult.INCONCLUSIVE : result(within, possible.lower() > 0);
      interval =
          String.format(
              Locale.ROOT,
              ": %+.2f points (%+.2f to %+.2f)",
              100 * difference.estimate(),
              100 * possible.lower(),
              100 * possible.upper());
      note = excused ? ": no worse than a baseline that fails proves nothing" : note(result);
    }
    return new Criterion(
        "increase of the error rate",
        result,
        limit.toString(),
        rate(canary) + " against " + rate(baseline) + interval + note + named(evidence));
  }

  private Criterion latencyIncrease(double percent, GateEvidence evidence) {
    LatencyDistribution baseline = evidence.baseline().latencies();
    LatencyDistribution canary = evidence.canary().latencies();
    LatencyComparison comparison = LatencyComparison.of(baseline, canary);
    GateResult result = GateResult.INCONCLUSIVE;
    String note = tooFew(baseline.count(), canary.count());
    String details = "";
    if (note.isEmpty()) {
      boolean within = 100 * comparison.increase() <= percent;
      result = result(within, comparison.isHigher(limits.confidence()));
      details =
          String.format(
              Locale.ROOT,
              ": median %+.1f %%, p95 %+.1f %%, Mann-Whitney p = %.2g, P(slower) = %.2f",
              100 * comparison.medianIncrease(),
              100 * comparison.p95Increase(),
              comparison.test().higher(),
              comparison.test().superiority());
      note = note(result);
    }
    return new Criterion(
        "increase of the latency",
        result,
        String.format(Locale.ROOT, "+%s %%", percent),
        times(canary) + " against " + times(baseline) + details + note + named(evidence));
  }

  private Criterion errorCeiling(double percent, Proportion errors) {
    GateResult result = GateResult.INCONCLUSIVE;
    String note = tooFew(limits.minSamples(), errors.trials());
    String interval = "";
    if (note.isEmpty()) {
      Interval possible = errors.exact(limits.confidence());
      result = result(100 * errors.fraction() <= percent, 100 * possible.lower() > percent);
      interval =
          String.format(
              Locale.ROOT, " (%.2f to %.2f %%)", 100 * possible.lower(), 100 * possible.upper());
      note = note(result);
    }
    return new Criterion(
        "error rate",
        result,
        String.format(Locale.ROOT, "%s %%", percent),
        rate(errors) + interval + note);
  }

  private Criterion p95Ceiling(Duration limit, LatencyDistribution latencies) {
    GateResult result = GateResult.INCONCLUSIVE;
    String note = tooFew(limits.minSamples(), latencies.count());
    String interval = "";
    if (note.isEmpty()) {
      double most = limit.toNanos() / 1e9;
      Interval possible = latencies.quantileInterval(0.95, limits.confidence());
      result = result(latencies.quantile(0.95) <= most, possible.lower() > most);
      interval =
          Double.isInfinite(possible.upper())
              ? " (at least " + time(possible.lower()) + ")"
              : " (" + time(possible.lower()) + " to " + time(possible.upper()) + ")";
      note = note(result);
    }
    return new Criterion(
        "p95 of the latency", result, HumanDuration.of(limit), times(latencies) + interval + note);
  }

  private static GateResult result(boolean within, boolean proven) {
    if (within) {
      return GateResult.PASS;
    }
    return proven ? GateResult.FAIL : GateResult.INCONCLUSIVE;
  }

  private static String note(GateResult result) {
    return result == GateResult.INCONCLUSIVE ? ", which can still be chance" : "";
  }

  private String tooFew(long baseline, long canary) {
    if (baseline >= limits.minSamples() && canary >= limits.minSamples()) {
      return "";
    }
    String whose = canary < limits.minSamples() ? "canary" : "baseline";
    return String.format(
        Locale.ROOT, ": too few of the %s, at least %d are needed", whose, limits.minSamples());
  }

  private static String named(GateEvidence evidence) {
    return evidence.source().isEmpty() ? "" : " [baseline: " + evidence.source() + "]";
  }

  private static String rate(Proportion errors) {
    if (errors.trials() == 0) {
      return "no requests";
    }
    return String.format(
        Locale.ROOT,
        "%.2f %% (%d of %d)",
        100 * errors.fraction(),
        errors.events(),
        errors.trials());
  }

  private static String times(LatencyDistribution latencies) {
    if (latencies.count() == 0) {
      return "no latencies";
    }
    return String.format(
        Locale.ROOT,
        "p50 %s, p95 %s (n = %d)",
        time(latencies.quantile(0.5)),
        time(latencies.quantile(0.95)),
        latencies.count());
  }

  private static String time(double seconds) {
    return HumanDuration.of(Duration.ofNanos(Math.round(seconds * 1e9)));
  }
}
