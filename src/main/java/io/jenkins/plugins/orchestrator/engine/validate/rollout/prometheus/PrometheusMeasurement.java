package io.jenkins.plugins.orchestrator.engine.validate.rollout.prometheus;

import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Measured;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Measurement;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.MeasurementException;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Observation;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Query;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.LatencyDistribution;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.Proportion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Measures by the growth of counters from look to look. What a look could not measure is in the
 * next one, unless a counter was reset: then it is not known how much was lost, and counting begins
 * anew. Not safe for use by several threads at once.
 */
public final class PrometheusMeasurement implements Measurement {
  /** Reads the counters as they are now. */
  public interface Reader {
    /**
     * Reads them.
     *
     * @param mayLack which of them may be in no series
     * @param cancellation ends the wait for an answer
     */
    CounterReading read(Set<Counter> mayLack, Cancellation cancellation)
        throws MeasurementException;
  }

  private static final int MOST_KNOWN = 2 * CounterReading.MOST_SERIES;

  private final GateQueries queries;
  private final Reader reader;

  /** The last values, also of series that are gone, as they may come back. */
  private final Map<Counter, Map<Series, Long>> known = new EnumMap<>(Counter.class);

  private @Nullable CounterReading last;

  /** Of the histograms, once they are known. */
  private List<Double> bounds = List.of();

  public PrometheusMeasurement(GateQueries queries, Reader reader) {
    this.queries = queries;
    this.reader = reader;
  }

  @Override
  public void tryOut(Cancellation cancellation) throws MeasurementException {
    CounterReading reading =
        checked(reader.read(Counter.ofCanary(), cancellation), Counter.ofCanary());
    if (queries.hasLatencies()) {
      var unused = latencies(Counter.BASELINE_LATENCY, reading.of(Counter.BASELINE_LATENCY));
    }
  }

  @Override
  public void begin() {
    last = null;
  }

  /**
   * Waits for such a time, then reads what the counters have grown by since the look before.
   *
   * @param past how long the look lasts
   */
  @Override
  public Observation observe(Duration past, Cancellation cancellation) throws MeasurementException {
    CounterReading before = last;
    if (before == null) {
      before = checked(reader.read(Set.of(), cancellation), Set.of());
      remember(before);
    }
    await(past, cancellation);
    CounterReading after = checked(reader.read(Set.of(), cancellation), Set.of());
    if (after.at() <= before.at()) {
      throw new MeasurementException(
          "Prometheus gave the answer of the look before: it is stale, or from a cache");
    }
    Map<Counter, Growth> growths = new EnumMap<>(Counter.class);
    for (Counter counter : queries.texts().keySet()) {
      growths.put(
          counter, Growth.between(known.getOrDefault(counter, Map.of()), after.of(counter)));
    }
    refuseReset(growths, after);
    Observation observation =
        new Observation(
            measured(
                growths,
                Counter.BASELINE_REQUESTS,
                Counter.BASELINE_ERRORS,
                Counter.BASELINE_LATENCY),
            measured(
                growths, Counter.CANARY_REQUESTS, Counter.CANARY_ERRORS, Counter.CANARY_LATENCY),
            List.of(),
            answers(growths));
    remember(after);
    return observation;
  }

  /** A reader that asks another machine is not believed: it gave what was asked for, no more. */
  private CounterReading checked(CounterReading reading, Set<Counter> mayLack)
      throws MeasurementException {
    for (Counter counter : queries.texts().keySet()) {
      Map<Series, Long> series = reading.of(counter);
      if ((series.isEmpty() && !mayLack.contains(counter))
          || series.size() > CounterReading.MOST_SERIES
          || series.values().stream().anyMatch(count -> count < 0)) {
        throw new MeasurementException(
            counter.parameter()
                + ": "
                + series.size()
                + " series were read, expected from 1 to "
                + CounterReading.MOST_SERIES
                + " of counters");
      }
    }
    return reading;
  }

  private void remember(CounterReading reading) {
    last = reading;
    for (Counter counter : queries.texts().keySet()) {
      Map<Series, Long> all = new HashMap<>(known.getOrDefault(counter, Map.of()));
      all.putAll(reading.of(counter));
      known.put(counter, all.size() > MOST_KNOWN ? reading.of(counter) : all);
    }
  }

  private static void await(Duration time, Cancellation cancellation) throws MeasurementException {
    CountDownLatch ended = new CountDownLatch(1);
    try (Cancellation.Registration registration = cancellation.onCancel(ended::countDown)) {
      assert registration != null;
      if (ended.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new MeasurementException("broken off");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MeasurementException("broken off");
    }
  }

  private void refuseReset(Map<Counter, Growth> growths, CounterReading after)
      throws MeasurementException {
    for (Map.Entry<Counter, Growth> each : growths.entrySet()) {
      String reset = each.getValue().reset();
      if (reset != null) {
        remember(after);
        throw new MeasurementException(
            each.getKey().parameter()
                + ": a counter fell "
                + reset
                + ": its process was started again, or the query does not give counters; counting"
                + " goes on from there");
      }
    }
  }

  private Measured measured(
      Map<Counter, Growth> growths, Counter requests, Counter errors, Counter latency)
      throws MeasurementException {
    long all = growth(growths, requests).total();
    long failed = growth(growths, errors).total();
    if (failed > all) {
      throw new MeasurementException(
          errors.parameter()
              + ": "
              + failed
              + " errors in "
              + all
              + " requests, expected at most as many: "
              + requests.parameter()
              + " has to count those that failed too");
    }
    return new Measured(
        new Proportion(failed, all),
        queries.hasLatencies()
            ? latencies(latency, growth(growths, latency).of())
            : LatencyDistribution.empty());
  }

  private static Growth growth(Map<Counter, Growth> growths, Counter counter) {
    return growths.getOrDefault(counter, new Growth(Map.of(), 0, null));
  }

  private LatencyDistribution latencies(Counter counter, Map<Series, Long> buckets)
      throws MeasurementException {
    Histogram histogram;
    try {
      histogram = Histogram.of(buckets);
    } catch (MeasurementException e) {
      throw new MeasurementException(counter.parameter() + ": " + e.getMessage());
    }
    if (!bounds.isEmpty() && !histogram.bounds().equals(bounds)) {
      throw new MeasurementException(
          counter.parameter()
              + ": the histogram has the ranges "
              + histogram.bounds()
              + ", expected "
              + bounds
              + ": both sides, and all looks, have to be measured in the same ranges");
    }
    bounds = histogram.bounds();
    return histogram.latencies();
  }

  private List<Query> answers(Map<Counter, Growth> growths) {
    List<Query> answers = new ArrayList<>();
    growths.forEach(
        (counter, growth) -> {
          String what =
              counter.isBuckets()
                  ? "of " + growth.of().size() + " buckets"
                  : "+" + growth.total() + " in " + growth.of().size() + " series";
          answers.add(
              new Query(
                  counter.parameter() + ": " + queries.text(counter),
                  growth.added() == 0
                      ? what
                      : what + ", " + growth.added() + " of them new, from 0"));
        });
    return answers;
  }
}
