package io.jenkins.plugins.orchestrator.engine.validate.rollout;

import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Sample;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Side;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Some of many samples, each as likely as another, and how many there were. Which ones is decided
 * by a hash of the sample, so that it does not depend on the order in which they came.
 */
final class SampleReservoir {
  private record Ranked(long rank, Sample sample) {}

  private static final Comparator<Ranked> HIGHEST_FIRST =
      Comparator.comparingLong(Ranked::rank).reversed();

  private final int capacity;
  private final PriorityQueue<Ranked> kept = new PriorityQueue<>(HIGHEST_FIRST);
  private long count;

  SampleReservoir(int capacity) {
    this.capacity = capacity;
  }

  void add(Sample sample) {
    count++;
    kept.add(new Ranked(rank(sample), sample));
    if (kept.size() > capacity) {
      kept.remove();
    }
  }

  /** How many were added. */
  long count() {
    return count;
  }

  /** Those that were kept, by time. */
  List<Sample> samples() {
    List<Sample> samples = new ArrayList<>();
    kept.forEach(each -> samples.add(each.sample()));
    samples.sort(
        Comparator.comparing(Sample::at)
            .thenComparing(Sample::side)
            .thenComparing(Sample::latency)
            .thenComparing(Sample::ok));
    return samples;
  }

  /** The finalizer of SplitMix64, over what makes a sample. */
  private static long rank(Sample sample) {
    long hash = mix(sample.at().hashCode());
    hash = mix(hash ^ sample.latency().toNanos());
    return mix(hash ^ ((sample.side() == Side.CANARY ? 2 : 0) + (sample.ok() ? 1 : 0)));
  }

  private static long mix(long value) {
    long mixed = value + 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
