package io.jenkins.plugins.orchestrator.engine.postgres;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/** Deals work out so that each share has about as much of it. */
public final class Shares {
  private Shares() {}

  /**
   * The largest first, always to the share that has the least.
   *
   * @param count of shares at most
   * @return shares in which the largest comes first; none is empty
   */
  public static <T> List<List<T>> of(List<T> all, ToLongFunction<T> size, int count) {
    List<T> sorted = new ArrayList<>(all);
    sorted.sort(Comparator.comparingLong(size).reversed());
    int shares = Math.min(count, sorted.size());
    List<List<T>> dealt = new ArrayList<>();
    long[] sums = new long[shares];
    for (int i = 0; i < shares; i++) {
      dealt.add(new ArrayList<>());
    }
    for (T each : sorted) {
      int least = 0;
      for (int i = 1; i < shares; i++) {
        least = sums[i] < sums[least] ? i : least;
      }
      dealt.get(least).add(each);
      // At least something, so that those of no size are dealt out too.
      sums[least] += Math.max(1, size.applyAsLong(each));
    }
    return dealt;
  }
}
