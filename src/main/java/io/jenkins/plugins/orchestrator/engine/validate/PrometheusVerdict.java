package io.jenkins.plugins.orchestrator.engine.validate;

import io.jenkins.plugins.orchestrator.engine.config.Deployment.Slo;
import io.jenkins.plugins.orchestrator.engine.report.HumanDuration;
import io.jenkins.plugins.orchestrator.engine.validate.SloVerdict.Kind;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.Confidence;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.Proportion;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.SampleNeeds;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.DoubleFunction;
import java.util.function.DoublePredicate;
import org.jspecify.annotations.Nullable;

/**
 * What the figures of Prometheus allow to say. A ratio and the number of requests that it is about
 * are judged as if they had been counted here. Without that number nothing is ever met: what holds
 * is consistent with the objective, what does not is unknown at one moment; of several moments more
 * than half must be beyond the objective for a breach.
 */
final class PrometheusVerdict {
  /** Beyond this a double no longer counts requests one by one. */
  private static final double MOST_REQUESTS = 1e15;

  private PrometheusVerdict() {}

  /**
   * A ratio.
   *
   * @param samples the number of requests, null when nothing asks for it
   * @param isLeast whether the objective is the least that it may be, or the most
   */
  static SloVerdict ofShare(
      PrometheusAnswer answer,
      @Nullable PrometheusAnswer samples,
      double objective,
      boolean isLeast,
      Slo slo) {
    for (double value : answer.points()) {
      if (value < 0 || value > 1) {
        return new SloVerdict(
            Kind.UNKNOWN, "the query gives " + value + "; expected a ratio from 0 to 1");
      }
    }
    DoublePredicate holds = value -> isLeast ? value >= objective : value <= objective;
    OptionalLong requests = requests(samples);
    if (answer.points().size() == 1 && requests.isPresent()) {
      long n = requests.getAsLong();
      double share = answer.points().get(0);
      long bad = Math.round((isLeast ? 1 - share : share) * n);
      double most = isLeast ? 1 - objective : objective;
      SloVerdict verdict =
          SloVerdict.of(new Proportion(Math.min(bad, n), n), most, slo.confidence());
      return said(verdict, answer, samples);
    }
    return said(ofPoints(answer, samples, holds, SloVerdict::percent), answer, samples);
  }

  /** A 95th percentile, in seconds. */
  static SloVerdict ofLatency(
      PrometheusAnswer answer, @Nullable PrometheusAnswer samples, Duration objective, Slo slo) {
    double most = objective.toNanos() / 1e9;
    for (double value : answer.points()) {
      if (value < 0) {
        return new SloVerdict(Kind.UNKNOWN, "the query gives " + value + "; expected seconds");
      }
    }
    SloVerdict verdict =
        ofPoints(answer, samples, value -> value <= most, PrometheusVerdict::seconds);
    long needed = SampleNeeds.withoutFailure(0.95, Confidence.oneSided(slo.confidence()));
    OptionalLong requests = requests(samples);
    if (answer.points().size() == 1
        && requests.isPresent()
        && requests.getAsLong() >= needed
        && answer.points().get(0) > most) {
      verdict =
          new SloVerdict(
              Kind.BREACHED,
              seconds(answer.points().get(0))
                  + " of n = "
                  + requests.getAsLong()
                  + ", no confidence is known");
    }
    return said(verdict, answer, samples);
  }

  private static SloVerdict ofPoints(
      PrometheusAnswer answer,
      @Nullable PrometheusAnswer samples,
      DoublePredicate holds,
      DoubleFunction<String> show) {
    List<Double> points = answer.points();
    if (points.isEmpty()) {
      return new SloVerdict(Kind.UNKNOWN, String.valueOf(answer.problem()));
    }
    long beyond = points.stream().filter(value -> !holds.test(value)).count();
    if (points.size() == 1) {
      OptionalLong requests = requests(samples);
      String n = requests.isPresent() ? "n = " + requests.getAsLong() : "n unknown, no confidence";
      String value = show.apply(points.get(0)) + ", " + n;
      return beyond == 0
          ? new SloVerdict(Kind.CONSISTENT, value)
          : new SloVerdict(
              Kind.UNKNOWN, value + ": worse than the objective, but nothing says by how much");
    }
    double low = points.stream().mapToDouble(each -> each).min().orElseThrow();
    double high = points.stream().mapToDouble(each -> each).max().orElseThrow();
    String range =
        beyond
            + " of "
            + points.size()
            + " moments beyond the objective, "
            + show.apply(low)
            + " to "
            + show.apply(high)
            + ", no confidence";
    if (beyond == 0) {
      return new SloVerdict(Kind.CONSISTENT, range);
    }
    return new SloVerdict(beyond * 2 > points.size() ? Kind.BREACHED : Kind.UNKNOWN, range);
  }

  /** How many requests the answer is about; nothing when that is not known. */
  private static OptionalLong requests(@Nullable PrometheusAnswer samples) {
    if (samples == null || samples.points().size() != 1) {
      return OptionalLong.empty();
    }
    double count = samples.points().get(0);
    return count >= 1 && count < MOST_REQUESTS
        ? OptionalLong.of(Math.round(count))
        : OptionalLong.empty();
  }

  /** With what the server said besides. */
  private static SloVerdict said(
      SloVerdict verdict, PrometheusAnswer answer, @Nullable PrometheusAnswer samples) {
    SloVerdict result = verdict;
    if (samples != null && samples.problem() != null) {
      result = result.weaker("samples: " + samples.problem());
    } else if (samples != null && requests(samples).isEmpty()) {
      result = result.weaker("samples: " + samples.points() + " requests");
    }
    if (!answer.warnings().isEmpty()) {
      result = result.weaker("Prometheus warns: " + String.join("; ", answer.warnings()));
    }
    if (samples != null && !samples.warnings().isEmpty()) {
      result = result.weaker("samples: Prometheus warns: " + String.join("; ", samples.warnings()));
    }
    return result;
  }

  private static String seconds(double seconds) {
    return HumanDuration.of(Duration.ofNanos(Math.round(seconds * 1e9)));
  }
}
