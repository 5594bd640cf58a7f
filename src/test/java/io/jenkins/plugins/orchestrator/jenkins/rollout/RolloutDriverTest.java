package io.jenkins.plugins.orchestrator.jenkins.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.FileRolloutJournal;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.Phase;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutApproval;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutContext;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutCourse;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutHealth;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutListener;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutSettings;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutTime;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.Shift;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.GateLimits;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Measurement;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.MeasurementException;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Observation;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Sample;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rollout that is driven by events, with a body that ends when the test says so. */
class RolloutDriverTest {
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final RolloutSettings SETTINGS =
      new RolloutSettings(
          "shop",
          Phase.canary(List.of(5, 100)),
          null,
          LOOK.multipliedBy(3),
          LOOK,
          Duration.ZERO,
          LOOK.multipliedBy(3),
          GateLimits.usual(),
          4,
          RolloutSettings.OnFailure.ROLLBACK,
          RolloutSettings.OnRestart.GO_ON,
          false,
          3,
          Duration.ofSeconds(20));
  private static final Shift FIRST = SETTINGS.shift(0);
  private static final Shift SECOND = SETTINGS.shift(1);
  private static final Shift BACK = SETTINGS.takeBack();

  @TempDir private Path directory;
  private final ExecutorService pool = Executors.newCachedThreadPool();
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
  private final HandTimer hand = new HandTimer();
  private final BlockingQueue<Shift> moves = new LinkedBlockingQueue<>();
  private final BlockingQueue<Object> ends = new LinkedBlockingQueue<>();
  private final List<String> ended = new CopyOnWriteArrayList<>();
  private final List<FileRolloutJournal> journals = new ArrayList<>();
  private volatile boolean canaryFails;
  private volatile boolean measurable = true;
  private volatile boolean canBegin = true;
  private volatile boolean leaving;
  private volatile boolean classesAreMissing;
  private volatile RolloutHealth health = limit -> null;
  private RolloutDriver driver = driver();

  @AfterEach
  void stop() throws IOException {
    timer.shutdownNow();
    hand.shutdownNow();
    pool.shutdownNow();
    for (FileRolloutJournal journal : journals) {
      journal.close();
    }
  }

  private RolloutDriver driver() {
    return driver(timer);
  }

  private RolloutDriver driver(ScheduledExecutorService startsLater) {
    return new RolloutDriver(
        SETTINGS,
        new Traffic(),
        limit -> health.check(limit),
        new Body(),
        new End(),
        new RolloutThreads(pool, startsLater, () -> leaving));
  }

  /** Starts when the test says so, also what was cancelled at the moment when it was due. */
  private static final class HandTimer extends ScheduledThreadPoolExecutor {
    private final BlockingQueue<Runnable> due = new LinkedBlockingQueue<>();

    HandTimer() {
      super(1);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable what, long delay, TimeUnit unit) {
      due.add(what);
      return super.schedule(() -> {}, 1, TimeUnit.DAYS);
    }

    /** Starts everything that was to be started later. */
    void fire() {
      List<Runnable> now = new ArrayList<>();
      due.drainTo(now);
      now.forEach(Runnable::run);
    }
  }

  private final class Traffic implements Measurement {
    @Override
    public void tryOut(Cancellation cancellation) throws MeasurementException {
      if (!canBegin) {
        throw new MeasurementException("no such metric");
      }
    }

    @Override
    public Observation observe(Duration past, Cancellation cancellation)
        throws MeasurementException {
      try {
        Thread.sleep(past.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (classesAreMissing) {
        throw new NoClassDefFoundError("Exchanges");
      }
      if (!measurable) {
        throw new MeasurementException("the node is not connected");
      }
      List<Sample> samples = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        Instant at = Instant.ofEpochSecond(i);
        Duration latency = Duration.ofMillis(10 + i % 7);
        samples.add(new Sample(Side.BASELINE, at, latency, true));
        samples.add(new Sample(Side.CANARY, at, latency, !canaryFails));
      }
      return Observation.of(samples);
    }
  }

  private final class Body implements RolloutMover {
    @Override
    public void move(Shift shift) {
      moves.add(shift);
    }

    @Override
    public void end(String why) {
      ended.add(why);
    }

    @Override
    public void forget() {
      ended.add("forgotten");
    }
  }

  private final class End implements RolloutEnd {
    @Override
    public void ended() {
      ends.add(Objects.requireNonNull(driver.lane()));
    }

    @Override
    public void broken(Throwable problem) {
      ends.add(problem);
    }
  }

  private void open(Shift running) {
    driver.open(
        () -> {
          FileRolloutJournal journal = FileRolloutJournal.open(directory.resolve("journal"));
          journals.add(journal);
          return RolloutCourse.open(
              SETTINGS,
              new RolloutContext(
                  RolloutApproval.notNeeded(),
                  journal,
                  RolloutTime.ofMachine(),
                  Redactor.of(List.of()),
                  RolloutListener.silent()));
        },
        running);
  }

  /** The process ends, and another one begins. */
  private void restart(Shift running) throws Exception {
    leaving = true;
    TimeUnit.MILLISECONDS.sleep(3 * LOOK.toMillis());
    journals.get(journals.size() - 1).close();
    leaving = false;
    driver = driver();
    open(running);
  }

  private Shift move() throws InterruptedException {
    return Objects.requireNonNull(moves.poll(10, TimeUnit.SECONDS), "the body was not called");
  }

  private void moved(Shift expected) throws InterruptedException {
    assertThat(move()).isEqualTo(expected);
    driver.moved(null, false);
  }

  private Object end() throws InterruptedException {
    return Objects.requireNonNull(ends.poll(10, TimeUnit.SECONDS), "it did not end");
  }

  private LaneReport lane() throws InterruptedException {
    return (LaneReport) end();
  }

  private void assertNoMove() throws InterruptedException {
    assertThat(moves.poll(10 * LOOK.toMillis(), TimeUnit.MILLISECONDS)).isNull();
  }

  @Test
  void callsTheBodyOncePerPhaseAndEnds() throws Exception {
    open(null);
    moved(FIRST);
    moved(SECOND);

    LaneReport lane = lane();
    assertThat(lane.status()).isEqualTo(Status.PASSED);
    assertThat(moves).isEmpty();
  }

  @Test
  void showsWhatItIsDoing() throws Exception {
    open(null);
    move();

    assertThat(driver.status()).isEqualTo("phase 1 of 2 (5 %): traffic is being moved");
    LaneReport lane = driver.lane();
    assertThat(lane.status()).isEqualTo(Status.UNKNOWN);
    assertThat(lane.tasks())
        .singleElement()
        .satisfies(task -> assertThat(task.name()).isEqualTo("move traffic to 5 %"))
        .extracting(TaskReport::message)
        .isEqualTo("is running");
  }

  @Test
  void movesNothingWhenNothingCanBeMeasured() throws Exception {
    canBegin = false;
    open(null);

    LaneReport lane = lane();
    assertThat(lane.status()).isEqualTo(Status.UNKNOWN);
    assertThat(lane.failure())
        .contains("it could not be measured, so nothing was moved: no such metric");
    assertThat(moves).isEmpty();
  }

  @Test
  void takesBackWhatHasErrors() throws Exception {
    canaryFails = true;
    open(null);
    moved(FIRST);
    moved(BACK);

    assertThat(lane().failure()).startsWith("rolled back in phase 1 (5 %), healthy again");
  }

  @Test
  void aBodyThatFailsIsTakenBack() throws Exception {
    open(null);
    assertThat(move()).isEqualTo(FIRST);
    driver.moved("exit code 3", false);
    moved(BACK);

    assertThat(lane().failure()).contains("moving traffic failed: exit code 3");
  }

  @Test
  void anAbortWhileWatchingTakesBack() throws Exception {
    open(null);
    moved(FIRST);
    driver.cancel("aborted");
    moved(BACK);

    assertThat(lane().status()).isEqualTo(Status.CANCELLED);
  }

  @Test
  void anAbortEndsTheBodyFirst() throws Exception {
    open(null);
    assertThat(move()).isEqualTo(FIRST);
    driver.cancel("aborted");
    assertNoMove();
    assertThat(ended).containsExactly("aborted");

    driver.moved("aborted", true);
    moved(BACK);

    assertThat(lane().status()).isEqualTo(Status.CANCELLED);
  }

  @Test
  void aSecondAbortEndsAnAttemptButNotTheRollback() throws Exception {
    open(null);
    moved(FIRST);
    driver.cancel("aborted");
    for (int abort = 0; abort < 4; abort++) {
      assertThat(move()).isEqualTo(BACK);
      driver.cancel("aborted again");
      driver.moved("aborted again", true);
    }
    moved(BACK);

    assertThat(lane().failure()).contains("healthy again: cancelled: aborted");
  }

  @Test
  void takingBackIsTriedThreeTimes() throws Exception {
    canaryFails = true;
    open(null);
    moved(FIRST);
    for (int attempt = 0; attempt < 3; attempt++) {
      assertThat(move()).isEqualTo(BACK);
      driver.moved("exit code 4", false);
    }

    assertThat(lane().failure()).startsWith("THE ROLLBACK FAILED after 3 attempts: exit code 4");
  }

  @Test
  void fourLooksThatCouldNotBeMeasuredEndIt() throws Exception {
    measurable = false;
    long start = System.nanoTime();
    open(null);
    moved(FIRST);
    moved(BACK);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(LOOK.multipliedBy(4));
    assertThat(lane().failure()).contains("4 looks in a row could not be measured");
  }

  @Test
  void aLookThatAnAgentCannotTakeIsOneThatCouldNotBeMeasured() throws Exception {
    classesAreMissing = true;
    open(null);
    moved(FIRST);
    moved(BACK);

    assertThat(lane().failure()).contains("could not be measured").contains("Exchanges");
  }

  @Test
  void aCheckThatAnAgentCannotMakeIsNoHealth() throws Exception {
    health =
        limit -> {
          throw new NoClassDefFoundError("PairedProbes");
        };
    canaryFails = true;
    open(null);
    moved(FIRST);
    moved(BACK);

    assertThat(lane().failure())
        .startsWith("THE SERVICE IS NOT HEALTHY AFTER THE ROLLBACK")
        .contains("PairedProbes");
  }

  @Test
  void aBodyThatEndsAtTheEndOfItsGraceDoesNotEndTheNextOne() throws Exception {
    driver = driver(hand);
    open(null);
    assertThat(move()).isEqualTo(FIRST);
    driver.cancel("aborted");
    assertNoMove();
    List<Runnable> late = List.copyOf(hand.due);
    driver.moved("aborted", true);
    assertThat(move()).isEqualTo(BACK);
    late.forEach(Runnable::run);

    assertNoMove();
    assertThat(ended).containsExactly("aborted");
    driver.moved(null, false);
    assertThat(lane().failure()).contains("healthy again: cancelled: aborted");
  }

  @Test
  void hearsWhileABodyRunsThatTheBuildWasEndedByForce() throws Exception {
    driver = driver(hand);
    open(null);
    assertThat(move()).isEqualTo(FIRST);
    assertNoMove();
    leaving = true;
    hand.fire();
    assertNoMove();
    leaving = false;

    driver.moved(null, false);
    assertNoMove();
    assertThat(driver.status()).as("it was left").endsWith("traffic is being moved");
  }

  @Test
  void goesOnAfterARestartWithABodyThatGoesOnByItself() throws Exception {
    open(null);
    assertThat(move()).isEqualTo(FIRST);
    restart(FIRST);
    assertNoMove();

    driver.moved(null, false);
    moved(SECOND);

    assertThat(lane().status()).isEqualTo(Status.PASSED);
  }

  @Test
  void callsABodyAgainThatDoesNotGoOn() throws Exception {
    open(null);
    assertThat(move()).isEqualTo(FIRST);
    restart(null);
    moved(FIRST);
    moved(SECOND);

    assertThat(lane().status()).isEqualTo(Status.PASSED);
  }

  @Test
  void doesNothingElseWhileABodyGoesOnThatHadEndedAlready() throws Exception {
    open(null);
    moved(FIRST);
    TimeUnit.MILLISECONDS.sleep(LOOK.toMillis() / 2);
    restart(FIRST);
    assertNoMove();
    assertThat(ended).isEmpty();

    driver.moved("exit code 5", false);
    moved(BACK);

    assertThat(lane().failure()).contains("moving traffic failed: exit code 5");
  }

  @Test
  void saysNothingWhenTheProcessEnds() throws Exception {
    open(null);
    moved(FIRST);
    leaving = true;
    driver.cancel("of no use any more");

    assertNoMove();
    assertThat(ends).isEmpty();
  }

  @Test
  void aJournalThatCannotBeReadIsSaid() throws Exception {
    Files.writeString(directory.resolve("journal"), "no journal\n");
    open(null);

    assertThat((Throwable) end()).hasMessageContaining("look where the traffic is");
  }
}
