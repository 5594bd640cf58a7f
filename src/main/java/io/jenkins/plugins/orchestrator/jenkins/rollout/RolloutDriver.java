package io.jenkins.plugins.orchestrator.jenkins.rollout;

import io.jenkins.plugins.orchestrator.engine.report.HumanDuration;
import io.jenkins.plugins.orchestrator.engine.report.PlainText;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutCourse;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutHealth;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutSettings;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutState;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutState.Step;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.Shift;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Measurement;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.MeasurementException;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Observation;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Drives a rollout's course by events: a body has ended, a look was taken, somebody aborts. Between
 * them only a look or a health check keeps a thread. Safe for use by several threads; events are
 * taken one after the other, none on the thread that tells of it.
 */
public final class RolloutDriver {
  /** How long a body that shall end is waited for. */
  static final Duration GRACE = Duration.ofSeconds(60);

  /** How long is waited after an attempt to take back that failed. */
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(2);

  /** How often is asked whether a body can still end: one whose build was killed never does. */
  private static final Duration BETWEEN_WATCHES = Duration.ofMinutes(1);

  /** Where the course of a rollout comes from. */
  public interface Opening {
    /**
     * Opens it.
     *
     * @throws IOException when the journal cannot be read
     */
    RolloutCourse open() throws IOException, InterruptedException;
  }

  private final RolloutSettings settings;
  private final Measurement measurement;
  private final RolloutHealth health;
  private final RolloutMover mover;
  private final RolloutEnd end;
  private final RolloutThreads threads;
  private final InOrder events;
  private final Cancellation cancellation = new Cancellation();

  private @Nullable RolloutCourse course;

  /** How the body that runs was called; null when none does. */
  private @Nullable Shift moving;

  /** Counts the bodies: what was to be done to one is never done to the next. */
  private int body;

  private boolean ending;
  private @Nullable ScheduledFuture<?> limit;
  private @Nullable ScheduledFuture<?> watch;
  private @Nullable ScheduledFuture<?> pause;

  /** Whether a look, a check or a pause is under way. */
  private boolean busy;

  private @Nullable Long rollbackEnd;

  /** The phase of the last look; -1 before the first. */
  private int measured = -1;

  private boolean over;

  public RolloutDriver(
      RolloutSettings settings,
      Measurement measurement,
      RolloutHealth health,
      RolloutMover mover,
      RolloutEnd end,
      RolloutThreads threads) {
    this.settings = settings;
    this.measurement = measurement;
    this.health = health;
    this.mover = mover;
    this.end = end;
    this.threads = threads;
    this.events = new InOrder(threads.pool());
  }

  // ---- What happens

  /**
   * Begins, or goes on.
   *
   * @param running how a body was called that goes on by itself; null when there is none
   */
  public void open(Opening opening, @Nullable Shift running) {
    event(
        () -> {
          try {
            course = opening.open();
            moving = running;
          } catch (IOException e) {
            broken(e);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            broken(e);
          }
        });
  }

  /** Somebody wants it to end. Later calls do nothing, as taking back is not ended. */
  public void cancel(String why) {
    cancellation.cancel(why);
    event(
        () -> {
          if (pause != null && pause.cancel(false)) {
            busy = false;
          }
        });
  }

  /**
   * The body has ended.
   *
   * @param problem why it failed; null when it did not
   * @param interrupted whether it was ended by somebody, not by itself
   */
  public void moved(@Nullable String problem, boolean interrupted) {
    event(() -> ended(problem, interrupted));
  }

  private void event(Runnable what) {
    events.execute(
        () -> {
          synchronized (this) {
            if (over) {
              return;
            }
            if (threads.leaving().getAsBoolean()) {
              over = true;
              return;
            }
            try {
              what.run();
              while (!over && course != null && goesOn(course)) {}
            } catch (RuntimeException | Error e) {
              broken(e);
            }
          }
        });
  }

  private void broken(Throwable problem) {
    over = true;
    threads.pool().execute(() -> end.broken(problem));
  }

  // ---- What is done next

  /** Makes the next step; false when something has to happen first. */
  private boolean goesOn(RolloutCourse at) {
    RolloutState state = at.state();
    if (moving != null) {
      await(at, moving);
      return false;
    }
    if (state.step().isEnd()) {
      over = true;
      threads.pool().execute(end::ended);
      return false;
    }
    if (busy) {
      return false;
    }
    String why = cancellation.reason();
    if (why != null && at.isForward()) {
      at.cancel(why);
      return true;
    }
    switch (state.step()) {
      case READY -> tryOut();
      case SHIFTING -> {
        move(settings.shift(state.phase()));
        watch();
      }
      case OBSERVING -> look(state.phase());
      case ROLLING_BACK -> {
        Duration left = rollbackTime();
        if (left.isZero()) {
          at.notTakenBack("no time is left of " + HumanDuration.of(settings.rollbackLimit()));
          return true;
        }
        move(settings.takeBack());
        endAfter(left);
      }
      default -> check();
    }
    return false;
  }

  /** What is left of the time for taking back; it begins when first asked for. */
  private Duration rollbackTime() {
    long now = System.nanoTime();
    if (rollbackEnd == null) {
      rollbackEnd = now + settings.rollbackLimit().toNanos();
    }
    return Duration.ofNanos(Math.max(0, rollbackEnd - now));
  }

  // ---- The body

  private void move(Shift shift) {
    moving = shift;
    body++;
    ending = false;
    try {
      mover.move(shift);
    } catch (IOException | RuntimeException e) {
      moved("the body could not be called: " + message(e), false);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      moved("the body could not be called: " + message(e), false);
    }
  }

  /** A body runs: as it should, or it has to end before anything else is done. */
  private void await(RolloutCourse at, Shift running) {
    String why = cancellation.reason();
    RolloutState state = at.state();
    switch (state.step()) {
      case SHIFTING, OBSERVING -> {
        if (why != null) {
          endBody(why);
        } else if (!running.equals(settings.shift(state.phase()))) {
          endBody("the rollout is in another phase");
        }
        watch();
      }
      case ROLLING_BACK, CHECKING -> {
        if (!running.equals(settings.takeBack())) {
          endBody("the traffic is taken back");
        } else if (limit == null) {
          // It goes on after a restart.
          endAfter(rollbackTime());
        }
      }
      default -> {
        // It went on after a restart; breaking it off could leave the traffic half-way.
        if (limit == null) {
          limit = whileItRuns(GRACE, () -> forget("the rollout has ended"));
        }
      }
    }
  }

  private void endAfter(Duration time) {
    limit =
        whileItRuns(
            time,
            () ->
                endBody(
                    "taking back took longer than " + HumanDuration.of(settings.rollbackLimit())));
  }

  /** Ends it; what does not end is not waited for for ever. */
  private void endBody(String why) {
    if (ending) {
      return;
    }
    ending = true;
    mover.end(why);
    stopLimit();
    limit = whileItRuns(GRACE, () -> forget(why));
  }

  private void forget(String why) {
    mover.forget();
    ended("it did not end within " + HumanDuration.of(GRACE) + ": " + why, false);
  }

  /** Later, unless the body that runs now has ended by then, perhaps at the same moment. */
  private ScheduledFuture<?> whileItRuns(Duration delay, Runnable what) {
    int now = body;
    return later(
        delay,
        () -> {
          if (moving != null && body == now) {
            what.run();
          }
        });
  }

  /** As every event, it asks first whether this is still to go on. */
  private void watch() {
    if (watch == null) {
      watch = later(BETWEEN_WATCHES, () -> watch = null);
    }
  }

  private void stopWaiting() {
    if (watch != null) {
      watch.cancel(false);
      watch = null;
    }
    stopLimit();
  }

  private void stopLimit() {
    if (limit != null) {
      limit.cancel(false);
      limit = null;
    }
  }

  private void ended(@Nullable String problem, boolean interrupted) {
    Shift call = moving;
    RolloutCourse at = course;
    if (call == null || at == null) {
      return;
    }
    boolean wanted = ending;
    moving = null;
    stopWaiting();
    RolloutState state = at.state();
    boolean forward = call.equals(settings.shift(state.phase()));
    String why = cancellation.reason();
    if (state.step() == Step.SHIFTING && forward) {
      if (why != null) {
        at.cancel(why);
      } else if (problem == null) {
        at.shifted();
      } else {
        at.notShifted(problem);
      }
    } else if (state.step() == Step.OBSERVING && forward) {
      // It went on after a restart, although it was known to have ended.
      if (problem != null && why == null) {
        at.notShifted(problem);
      }
    } else if (state.step() == Step.ROLLING_BACK && call.equals(settings.takeBack())) {
      takenBack(at, problem, interrupted && !wanted);
    }
  }

  private void takenBack(RolloutCourse at, @Nullable String problem, boolean aborted) {
    if (problem == null) {
      at.takenBack();
      return;
    }
    if (!aborted) {
      at.notTakenBack(problem);
    }
    // An abort ends the attempt, but not that the traffic is taken back: it is tried again.
    if (at.state().step() == Step.ROLLING_BACK) {
      busy = true;
      pause = later(BETWEEN_ATTEMPTS, () -> busy = false);
    }
  }

  // ---- Looks and checks

  /** Before any traffic is moved. A dry run only tells of what cannot be measured. */
  private void tryOut() {
    busy = true;
    threads
        .pool()
        .execute(
            () -> {
              String wrong = null;
              try {
                if (!settings.dryRun()) {
                  measurement.tryOut(cancellation);
                }
              } catch (MeasurementException | RuntimeException | Error e) {
                wrong = message(e);
              }
              String found = wrong;
              event(() -> triedOut(found));
            });
  }

  private void triedOut(@Nullable String wrong) {
    busy = false;
    if (course == null || course.state().step() != Step.READY || cancellation.isCancelled()) {
      return;
    }
    if (wrong == null) {
      course.begin();
    } else {
      course.notMeasurable(wrong);
    }
  }

  private void look(int phase) {
    busy = true;
    boolean first = phase != measured;
    measured = phase;
    threads
        .pool()
        .execute(
            () -> {
              long began = System.nanoTime();
              try {
                if (first) {
                  measurement.begin();
                }
                Observation observation = measurement.observe(settings.every(), cancellation);
                Duration past = Duration.ofNanos(System.nanoTime() - began);
                event(() -> looked(past, observation));
              } catch (MeasurementException | RuntimeException | Error e) {
                // An agent's errors come here as they are: a class that it has not, no memory.
                Duration past = Duration.ofNanos(System.nanoTime() - began);
                event(() -> notMeasured(past, message(e)));
              }
            });
  }

  private void looked(Duration past, Observation observation) {
    busy = false;
    if (course != null && course.state().step() == Step.OBSERVING) {
      course.looked(past, observation);
    }
  }

  /** The next one is taken when it would have been, not at once: what is lost may come back. */
  private void notMeasured(Duration past, String why) {
    if (cancellation.isCancelled()) {
      busy = false;
      return;
    }
    Duration rest = settings.every().minus(past);
    pause =
        later(
            rest.isNegative() ? Duration.ZERO : rest,
            () -> {
              busy = false;
              if (course != null && course.state().step() == Step.OBSERVING) {
                course.notMeasured(settings.every(), why);
              }
            });
  }

  private void check() {
    busy = true;
    Duration time = rollbackTime();
    threads
        .pool()
        .execute(
            () -> {
              String wrong;
              try {
                wrong = health.check(time);
              } catch (RuntimeException | Error e) {
                wrong = "it could not be checked: " + message(e);
              }
              String found = wrong;
              event(
                  () -> {
                    busy = false;
                    if (course != null && course.state().step() == Step.CHECKING) {
                      course.checked(found);
                    }
                  });
            });
  }

  private ScheduledFuture<?> later(Duration delay, Runnable what) {
    return threads.timer().schedule(() -> event(what), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private static String message(Throwable problem) {
    String message = problem.getMessage();
    return message == null || problem instanceof Error
        ? PlainText.line(problem.toString())
        : message;
  }

  // ---- What is known

  /** What it did and saw until now; null before it was opened. */
  public synchronized @Nullable LaneReport lane() {
    return course == null ? null : course.lane();
  }

  /** Whether the traffic was to be taken back, and is not, or the service is not healthy. */
  public synchronized boolean hasFailedToTakeBack() {
    return course != null && course.state().step() == Step.ROLLBACK_FAILED;
  }

  /** Since it began. */
  public synchronized Duration elapsed() {
    return course == null ? Duration.ZERO : course.elapsed();
  }

  /** When it began, for people. */
  public synchronized Instant begun() {
    return course == null ? Instant.now() : course.begun();
  }

  /** What it is doing, for people. */
  public synchronized String status() {
    if (course == null) {
      return "begins";
    }
    RolloutState state = course.state();
    String phase =
        "phase "
            + (state.phase() + 1)
            + " of "
            + settings.phases().size()
            + " ("
            + settings.shift(state.phase())
            + ")";
    return switch (state.step()) {
      case SHIFTING -> phase + ": traffic is being moved";
      case OBSERVING ->
          phase
              + ": watched for "
              + HumanDuration.of(course.observed())
              + " of "
              + HumanDuration.of(settings.observe());
      case ROLLING_BACK -> "traffic is being taken back";
      case CHECKING -> "traffic is back; its health is being checked";
      default -> state.reason();
    };
  }
}
