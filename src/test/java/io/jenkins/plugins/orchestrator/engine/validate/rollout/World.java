package io.jenkins.plugins.orchestrator.engine.validate.rollout;

import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Measurement;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.MeasurementException;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Observation;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Sample;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Side;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A service with two versions, whose time passes only where a rollout waits. What it was asked to
 * do is kept in order.
 */
final class World implements RolloutBody, Measurement, RolloutHealth, WaitingTime {
  static final int REQUESTS_PER_SECOND = 20;

  /** The end of a process: nothing after it is done. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  final List<JournalEntry> journal = new ArrayList<>();
  final List<Shift> shifts = new ArrayList<>();
  final List<String> events = new ArrayList<>();
  int weight;
  double canaryFails = 0.01;
  double baselineFails = 0.01;
  double canarySlower = 1;
  int failingMoves;
  int failingTakeBacks;
  @Nullable String unhealthy;
  Consumer<World> everyLook = world -> {};
  int killAfterWrites = Integer.MAX_VALUE;
  int failWritesFrom = Integer.MAX_VALUE;
  boolean measurable = true;
  boolean approved = true;
  Duration wallClockJump = Duration.ZERO;
  int looks;

  private final Random random;
  private long nanos = 1_000;

  World(long seed) {
    random = new Random(seed);
  }

  RolloutResult run(RolloutSettings settings, Cancellation cancellation) throws IOException {
    return Rollout.run(settings, place(), cancellation);
  }

  RolloutResult run(RolloutSettings settings) throws IOException {
    return run(settings, new Cancellation());
  }

  RolloutPlace place() {
    return new RolloutPlace(
        this,
        this,
        this,
        this,
        new RolloutContext(
            phase -> approved,
            new Journal(),
            this,
            Redactor.of(List.of()),
            RolloutListener.silent()));
  }

  @Override
  public void move(Shift shift, @Nullable Duration limit, Cancellation cancellation)
      throws RolloutBodyException {
    shifts.add(shift);
    events.add("move to " + shift.weight());
    if (shift.weight() > 0 && failingMoves-- > 0) {
      weight = 77;
      throw new RolloutBodyException("exit code 3");
    }
    if (shift.weight() == 0 && failingTakeBacks-- > 0) {
      throw new RolloutBodyException("exit code 4");
    }
    if (cancellation.isCancelled()) {
      throw new RolloutBodyException("ended");
    }
    weight = shift.weight();
  }

  @Override
  public Observation observe(Duration past, Cancellation cancellation) throws MeasurementException {
    looks++;
    everyLook.accept(this);
    if (!measurable) {
      throw new MeasurementException("503 Service Unavailable");
    }
    List<Sample> samples = new ArrayList<>();
    long requests = REQUESTS_PER_SECOND * past.toSeconds();
    for (long i = 0; i < requests; i++) {
      boolean canary = random.nextInt(100) < weight;
      double slower = canary ? canarySlower : 1;
      samples.add(
          new Sample(
              canary ? Side.CANARY : Side.BASELINE,
              now().plusMillis(i),
              Duration.ofNanos((long) (5e7 * slower * Math.exp(0.3 * random.nextGaussian()))),
              random.nextDouble() >= (canary ? canaryFails : baselineFails)));
    }
    return Observation.of(samples);
  }

  @Override
  public @Nullable String check(Duration limit) {
    events.add("health");
    return unhealthy;
  }

  @Override
  public Instant now() {
    return Instant.parse("2026-11-21T12:00:00Z").plusNanos(nanos).plus(wallClockJump);
  }

  @Override
  public long nanoTime() {
    return nanos;
  }

  @Override
  public void sleep(Duration duration, Cancellation cancellation) {
    if (!cancellation.isCancelled()) {
      nanos += duration.toNanos();
    }
  }

  List<Integer> weights() {
    return shifts.stream().map(Shift::weight).toList();
  }

  private final class Journal implements RolloutJournal {
    @Override
    public void read(Consumer<JournalEntry> reader) {
      List.copyOf(journal).forEach(reader);
    }

    @Override
    public void write(JournalEntry entry) throws IOException {
      if (journal.size() >= failWritesFrom) {
        throw new IOException("No space left on device");
      }
      RolloutState state = entry.state();
      if (state != null) {
        events.add("written " + state.step());
      }
      journal.add(entry);
      if (--killAfterWrites <= 0) {
        killAfterWrites = Integer.MAX_VALUE;
        throw new Killed();
      }
    }
  }
}
