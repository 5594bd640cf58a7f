package io.jenkins.plugins.orchestrator.engine.validate.rollout;

import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutState.Step;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.MeasurementException;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Observation;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Makes a rollout by its course, on the calling thread, from where its journal ends. Returns also
 * when it was cancelled; by then the traffic is back, or where {@link
 * RolloutSettings.OnFailure#FREEZE} leaves it, or the report says loudly that it is not. Called
 * again after its end it does nothing.
 */
final class Rollout {
  /** How long is waited after an attempt to take back that failed. */
  static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(2);

  private final RolloutSettings settings;
  private final RolloutPlace place;
  private final WaitingTime time;
  private final Cancellation cancellation;
  private final RolloutCourse course;
  private long lastLook;
  private int measured = -1;
  private @Nullable Long rollbackEnd;

  private Rollout(RolloutSettings settings, RolloutPlace place, Cancellation cancellation)
      throws IOException {
    this.settings = settings;
    this.place = place;
    this.time = place.time();
    this.cancellation = cancellation;
    this.course = RolloutCourse.open(settings, place.context());
    this.lastLook = time.nanoTime();
  }

  /**
   * Makes it.
   *
   * @param cancellation ends it; taking back is not ended by it
   * @throws IOException when the journal cannot be read: nothing was done then
   */
  static RolloutResult run(RolloutSettings settings, RolloutPlace place, Cancellation cancellation)
      throws IOException {
    return new Rollout(settings, place, cancellation).run();
  }

  private RolloutResult run() {
    while (!course.state().step().isEnd()) {
      step();
    }
    return new RolloutResult(course.state(), course.lane());
  }

  private void step() {
    String why = cancellation.reason();
    if (why != null && course.isForward()) {
      course.cancel(why);
      return;
    }
    switch (course.state().step()) {
      case READY -> tryOut();
      case SHIFTING -> shift();
      case OBSERVING -> look();
      case ROLLING_BACK -> takeBack();
      case CHECKING -> check();
      default -> throw new IllegalStateException("nothing comes after " + course.state().step());
    }
  }

  private void tryOut() {
    try {
      place.measurement().tryOut(cancellation);
    } catch (MeasurementException e) {
      course.notMeasurable(message(e));
      return;
    }
    course.begin();
  }

  private void shift() {
    try {
      place.body().move(settings.shift(course.state().phase()), null, cancellation);
      course.shifted();
    } catch (RolloutBodyException | RuntimeException e) {
      String why = cancellation.reason();
      if (why == null) {
        course.notShifted(message(e));
      } else {
        course.cancel(why);
      }
    }
    lastLook = time.nanoTime();
  }

  private void look() {
    if (measured != course.state().phase()) {
      measured = course.state().phase();
      place.measurement().begin();
    }
    time.sleep(settings.every(), cancellation);
    if (cancellation.isCancelled()) {
      return;
    }
    Duration past = Duration.ofNanos(Math.max(0, time.nanoTime() - lastLook));
    lastLook = time.nanoTime();
    Observation observation;
    try {
      observation = place.measurement().observe(past, cancellation);
    } catch (MeasurementException | RuntimeException e) {
      if (!cancellation.isCancelled()) {
        course.notMeasured(past, message(e));
      }
      return;
    }
    course.looked(past, observation);
  }

  private void takeBack() {
    Duration left = rollbackTime();
    try {
      if (left.isZero()) {
        throw new RolloutBodyException("no time is left of " + settings.rollbackLimit());
      }
      place.body().move(settings.takeBack(), left, new Cancellation());
      course.takenBack();
    } catch (RolloutBodyException | RuntimeException e) {
      course.notTakenBack(message(e));
    }
    if (course.state().step() == Step.ROLLING_BACK) {
      time.sleep(BETWEEN_ATTEMPTS, new Cancellation());
    }
  }

  private void check() {
    String wrong;
    try {
      wrong = place.health().check(rollbackTime());
    } catch (RuntimeException e) {
      wrong = "it could not be checked: " + message(e);
    }
    course.checked(wrong);
  }

  /** What is left of the time for taking back; it begins when first asked for. */
  private Duration rollbackTime() {
    long now = time.nanoTime();
    if (rollbackEnd == null) {
      rollbackEnd = now + settings.rollbackLimit().toNanos();
    }
    return Duration.ofNanos(Math.max(0, rollbackEnd - now));
  }

  private static String message(Exception e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
