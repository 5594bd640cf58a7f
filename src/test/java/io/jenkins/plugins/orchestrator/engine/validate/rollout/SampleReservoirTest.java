package io.jenkins.plugins.orchestrator.engine.validate.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Sample;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Side;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Some of many samples, and how many there were. */
class SampleReservoirTest {
  private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");

  @Test
  void keepsAllWhileThereIsRoom() {
    List<Sample> samples = samples(100);

    assertThat(filled(samples).samples())
        .containsExactlyInAnyOrderElementsOf(samples)
        .isSortedAccordingTo((one, two) -> one.at().compareTo(two.at()));
  }

  @Test
  void keepsSomeOfManyAndCountsThemAll() {
    SampleReservoir reservoir = filled(samples(100_000));

    assertThat(reservoir.samples()).hasSize(100);
    assertThat(reservoir.count()).isEqualTo(100_000);
  }

  @Test
  void theOrderDoesNotMatter() {
    List<Sample> samples = new ArrayList<>(samples(5_000));
    List<Sample> kept = filled(samples).samples();
    Collections.shuffle(samples, new Random(2));

    assertThat(filled(samples).samples()).isEqualTo(kept);
  }

  /** Of 100 out of 100,000 about half come from the second half. */
  @Test
  void eachIsAsLikelyAsAnother() {
    Instant middle = START.plusMillis(50_000);

    assertThat(filled(samples(100_000)).samples().stream().filter(s -> s.at().isAfter(middle)))
        .hasSizeBetween(30, 70);
  }

  private static SampleReservoir filled(List<Sample> samples) {
    var reservoir = new SampleReservoir(100);
    samples.forEach(reservoir::add);
    return reservoir;
  }

  private static List<Sample> samples(int count) {
    var random = new Random(1);
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      samples.add(
          new Sample(
              random.nextBoolean() ? Side.CANARY : Side.BASELINE,
              START.plusMillis(i),
              Duration.ofMillis(random.nextInt(1_000)),
              random.nextBoolean()));
    }
    return samples;
  }
}
