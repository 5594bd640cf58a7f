package io.jenkins.plugins.orchestrator.engine.validate;

import io.jenkins.plugins.orchestrator.engine.config.Deployment.Probe;
import io.jenkins.plugins.orchestrator.engine.validate.http.Request;
import io.jenkins.plugins.orchestrator.engine.validate.http.Result;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.LatencyDistribution;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.LatencyRecorder;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.Proportion;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests at an even pace, whether or not the earlier ones were answered: a server that
 * stops for a second is seen by all that fall into it, not by one. What is counted takes bounded
 * memory.
 */
final class PacedProbe {
  /** So many that are not answered hold back further ones. */
  private static final int MOST_UNDER_WAY = 200;

  private static final long HELD_BACK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** So many intervals a busy machine may make up for. */
  private static final int MOST_BEHIND = 10;

  private static final int MOST_BODY = 64 * 1024;

  private final Site site;
  private final Probe probe;
  private final Request request;
  private final @Nullable Duration objective;
  private final long start = System.nanoTime();
  private final CompletableFuture<Measured> result = new CompletableFuture<>();
  private final LatencyRecorder latencies = new LatencyRecorder();
  private long due = start;
  private int sent;
  private int counted;
  private int underWay;
  private int unavailable;
  private int errors;
  private int tooSlow;
  private int unanswered;
  private boolean heldBack;
  private @Nullable String firstError;

  /**
   * @param objective latencies above it are counted; null for none
   */
  PacedProbe(Site site, Probe probe, @Nullable Duration objective) {
    this.site = site;
    this.probe = probe;
    this.objective = objective;
    this.request =
        Request.get(site.uri(probe.path()), site.deployment().access(), MOST_BODY, probe.timeout());
  }

  /**
   * What was counted.
   *
   * @param unavailable without an answer, or with a status from 500
   * @param errors without an answer, or with a status from 400
   * @param tooSlow slower than the objective; what got no answer counts as slower
   * @param latencies of the answers
   * @param unanswered how many had none
   * @param duration of all of it
   * @param heldBack whether the pace could not be kept, as too many were under way
   * @param firstError free of secrets; null when there was none
   */
  record Measured(
      Proportion unavailable,
      Proportion errors,
      Proportion tooSlow,
      LatencyDistribution latencies,
      int unanswered,
      Duration duration,
      boolean heldBack,
      @Nullable String firstError) {}

  /** Runs to its end, or to that of the run: then it is what was measured until then. */
  CompletableFuture<Measured> run() {
    next();
    return result;
  }

  private void next() {
    boolean done;
    boolean send;
    synchronized (this) {
      done = sent >= probe.requests() || site.ending().isCancelled();
      send = !done && underWay < MOST_UNDER_WAY;
      if (send) {
        sent++;
        underWay++;
      } else if (!done) {
        heldBack = true;
      }
    }
    if (done) {
      end();
      return;
    }
    if (send) {
      var unused = site.send(request).thenAccept(this::count);
    }
    schedule();
  }

  private void schedule() {
    long wait;
    synchronized (this) {
      long now = System.nanoTime();
      long interval = TimeUnit.SECONDS.toNanos(1) / probe.rate();
      due = underWay < MOST_UNDER_WAY ? due + interval : now + HELD_BACK_NANOS;
      if (now - due > MOST_BEHIND * interval) {
        // What was missed is not made up for by a burst.
        due = now;
      }
      wait = Math.max(0, due - now);
    }
    try {
      var unused = site.exchanges().timer().schedule(this::next, wait, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      end();
    }
  }

  private void count(Result how) {
    synchronized (this) {
      underWay--;
      Integer status = status(how);
      boolean asked = !(how instanceof Result.NoAnswer none) || wasAsked(none);
      if (how instanceof Result.NoAnswer none
          && none.kind() == Result.NoAnswer.Kind.NOT_SENT
          && firstError == null) {
        firstError = none.message();
      }
      if (asked) {
        counted++;
        if (status == null) {
          unanswered++;
        } else {
          latencies.record(how.duration());
        }
        unavailable += status == null || status >= 500 ? 1 : 0;
        boolean error = status == null || status >= 400;
        errors += error ? 1 : 0;
        tooSlow += status == null || isTooSlow(how.duration()) ? 1 : 0;
        if (error && firstError == null) {
          firstError = how instanceof Result.NoAnswer none ? none.message() : "status " + status;
        }
      }
    }
    end();
  }

  /** What was not asked is not counted: it says nothing of the deployment. */
  private static boolean wasAsked(Result.NoAnswer none) {
    return none.kind() != Result.NoAnswer.Kind.CANCELLED
        && none.kind() != Result.NoAnswer.Kind.NOT_SENT;
  }

  private boolean isTooSlow(Duration duration) {
    return objective != null && duration.compareTo(objective) > 0;
  }

  /** Null when there was no answer; a body that is cut is one. */
  private static @Nullable Integer status(Result how) {
    if (how instanceof Result.Answer answer) {
      return answer.status();
    }
    Result.NoAnswer none = (Result.NoAnswer) how;
    return none.kind() == Result.NoAnswer.Kind.TOO_BIG ? none.status() : null;
  }

  /** When the last one is back. */
  private void end() {
    Measured measured;
    synchronized (this) {
      boolean all = sent >= probe.requests() || site.ending().isCancelled();
      if (!all || underWay > 0) {
        return;
      }
      measured =
          new Measured(
              new Proportion(unavailable, counted),
              new Proportion(errors, counted),
              new Proportion(tooSlow, counted),
              latencies.distribution(),
              unanswered,
              Duration.ofNanos(System.nanoTime() - start),
              heldBack,
              site.nullable(firstError));
    }
    result.complete(measured);
  }
}
