package io.jenkins.plugins.orchestrator.engine.validate.statistics;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * How many latencies lie in which range: as many as were measured, in bounded memory. What is
 * computed of it does not depend on the order in which they came.
 *
 * @param bins in rising order, without overlaps, none empty
 */
public record LatencyDistribution(List<Bin> bins) implements Serializable {
  private static final LatencyDistribution EMPTY = new LatencyDistribution(List.of());

  /**
   * A range.
   *
   * @param lower seconds, not negative
   * @param upper seconds, greater than lower, may be infinite
   * @param count at least 1
   */
  public record Bin(double lower, double upper, long count) implements Serializable {
    /**
     * @throws IllegalArgumentException when it is none: NaN, negative, empty
     */
    public Bin {
      if (!(lower >= 0 && lower < upper) || Double.isInfinite(lower) || count < 1) {
        throw new IllegalArgumentException(
            count
                + " latencies from "
                + lower
                + " s to "
                + upper
                + " s; expected at least one,"
                + " and 0 <= from < to");
      }
    }

    private boolean sameRange(Bin other) {
      return lower == other.lower && upper == other.upper;
    }

    private double at(double share) {
      return Double.isInfinite(upper) ? lower : lower + (upper - lower) * share;
    }
  }

  /**
   * @throws IllegalArgumentException when bins overlap or are out of order
   */
  public LatencyDistribution {
    bins = List.copyOf(bins);
    for (int i = 1; i < bins.size(); i++) {
      if (bins.get(i).lower() < bins.get(i - 1).upper()) {
        throw new IllegalArgumentException(
            bins.get(i) + " after " + bins.get(i - 1) + "; expected rising ranges apart");
      }
    }
  }

  /** Nothing measured. */
  public static LatencyDistribution empty() {
    return EMPTY;
  }

  /** How many were measured. */
  public long count() {
    long count = 0;
    for (Bin bin : bins) {
      count = Math.addExact(count, bin.count());
    }
    return count;
  }

  /**
   * Both together.
   *
   * @throws IllegalArgumentException when their ranges overlap without being the same
   */
  public LatencyDistribution plus(LatencyDistribution other) {
    if (bins.isEmpty() || other.bins.isEmpty()) {
      return bins.isEmpty() ? other : this;
    }
    List<Bin> merged = new ArrayList<>(bins.size() + other.bins.size());
    walk(
        other,
        (range, own, others) ->
            merged.add(new Bin(range.lower(), range.upper(), Math.addExact(own, others))));
    return new LatencyDistribution(merged);
  }

  /**
   * The value that this share of all does not exceed, in seconds: between the ends of its range, as
   * if latencies lay evenly in it; the lower end where there is no upper one. NaN when nothing was
   * measured.
   *
   * @param quantile between 0 and 1, such as 0.95
   */
  public double quantile(double quantile) {
    if (!(quantile > 0 && quantile < 1)) {
      throw new IllegalArgumentException("quantile " + quantile + "; expected between 0 and 1");
    }
    double wanted = quantile * count();
    long before = 0;
    for (Bin bin : bins) {
      if (before + bin.count() >= wanted) {
        return bin.at((wanted - before) / bin.count());
      }
      before += bin.count();
    }
    return bins.isEmpty() ? Double.NaN : bins.get(bins.size() - 1).at(1);
  }

  /**
   * Where the quantile of the population lies, in seconds, whatever its distribution: by {@link
   * QuantileRanks}, and to the outer ends of the ranges. Open above, and 0 below, where there are
   * too few.
   */
  public Interval quantileInterval(double quantile, Confidence confidence) {
    QuantileRanks ranks = QuantileRanks.of(count(), quantile, confidence);
    return new Interval(
        ranks.lower() < 1 ? 0 : bin(ranks.lower()).lower(),
        ranks.upper() > count() ? Double.POSITIVE_INFINITY : bin(ranks.upper()).upper());
  }

  private Bin bin(long rank) {
    long before = 0;
    for (Bin bin : bins) {
      before += bin.count();
      if (before >= rank) {
        return bin;
      }
    }
    throw new IllegalArgumentException("rank " + rank + " of " + count());
  }

  /** Hears the counts of two distributions in a range that at least one has. */
  @FunctionalInterface
  interface Pair {
    void accept(Bin range, long own, long others);
  }

  /** Both in rising order; equal ranges meet. */
  void walk(LatencyDistribution other, Pair pair) {
    int i = 0;
    int j = 0;
    while (i < bins.size() || j < other.bins.size()) {
      Bin mine = i < bins.size() ? bins.get(i) : null;
      Bin theirs = j < other.bins.size() ? other.bins.get(j) : null;
      if (mine != null && theirs != null && mine.sameRange(theirs)) {
        pair.accept(mine, mine.count(), theirs.count());
        i++;
        j++;
      } else if (theirs == null || (mine != null && mine.upper() <= theirs.lower())) {
        pair.accept(java.util.Objects.requireNonNull(mine), mine.count(), 0);
        i++;
      } else if (mine == null || theirs.upper() <= mine.lower()) {
        pair.accept(theirs, 0, theirs.count());
        j++;
      } else {
        throw new IllegalArgumentException(
            mine + " and " + theirs + " overlap; expected both measured in the same ranges");
      }
    }
  }
}
