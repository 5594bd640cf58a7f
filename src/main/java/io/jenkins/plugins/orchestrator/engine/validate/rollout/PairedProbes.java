package io.jenkins.plugins.orchestrator.engine.validate.rollout;

import io.jenkins.plugins.orchestrator.engine.config.HttpAccess;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.validate.http.Exchanges;
import io.jenkins.plugins.orchestrator.engine.validate.http.Request;
import io.jenkins.plugins.orchestrator.engine.validate.http.Result;
import io.jenkins.plugins.orchestrator.engine.validate.http.Result.NoAnswer;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Sample;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Side;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to both endpoints at the same moments and at an even pace, whether or not the
 * earlier ones were answered: both see the same network, and a server that stops for a second is
 * seen by all requests that fall into it.
 */
public final class PairedProbes {
  private static final int MOST_BODY = 64 * 1024;
  private static final int FIRST_ERROR = 400;

  private PairedProbes() {}

  /**
   * Sends them on the calling thread for such a time, then waits for the last answers, at most the
   * timeout of one.
   *
   * @return those of both sides; an error is a status from 400, or no answer
   * @throws InterruptedException when it is interrupted; nothing is under way any more then
   */
  public static List<Sample> send(ProbedPair pair, Duration lasting) throws InterruptedException {
    List<Sample> samples = Collections.synchronizedList(new ArrayList<>());
    List<CompletableFuture<?>> sent = new ArrayList<>();
    Cancellation cancellation = new Cancellation();
    try (Exchanges exchanges = new Exchanges()) {
      try {
        long count = pair.requests(lasting);
        long interval = lasting.toNanos() / count;
        long start = System.nanoTime();
        for (long i = 0; i < count; i++) {
          sleepUntil(start + i * interval);
          sent.add(send(exchanges, cancellation, pair, Side.BASELINE, samples));
          sent.add(send(exchanges, cancellation, pair, Side.CANARY, samples));
        }
        sleepUntil(start + lasting.toNanos());
        await(sent);
      } catch (InterruptedException e) {
        cancellation.cancel("interrupted");
        throw e;
      }
    }
    return List.copyOf(samples);
  }

  private static void sleepUntil(long moment) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(Math.max(0, moment - System.nanoTime()));
  }

  private static void await(List<CompletableFuture<?>> sent) throws InterruptedException {
    try {
      CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private static CompletableFuture<?> send(
      Exchanges exchanges,
      Cancellation cancellation,
      ProbedPair pair,
      Side side,
      List<Sample> samples) {
    URI uri = side == Side.BASELINE ? pair.baseline() : pair.canary();
    Instant at = Instant.now();
    return exchanges
        .send(get(uri, pair.timeout()), cancellation)
        .thenAccept(result -> sample(side, at, result).ifPresent(samples::add));
  }

  /** What a result says of its side: nothing when this machine could not send the request. */
  static Optional<Sample> sample(Side side, Instant at, Result result) {
    boolean sent = !(result instanceof NoAnswer none) || none.kind() != NoAnswer.Kind.NOT_SENT;
    return sent
        ? Optional.of(new Sample(side, at, result.duration(), wrong(result) == null))
        : Optional.empty();
  }

  private static Request get(URI uri, Duration timeout) {
    return Request.get(uri, new HttpAccess(Map.of(), null, null), MOST_BODY, timeout);
  }

  /**
   * Sends one request, on the calling thread.
   *
   * @return what is wrong with the answer, in a sentence; null when nothing is
   * @throws InterruptedException when it is interrupted
   */
  public static @Nullable String check(URI uri, Duration timeout) throws InterruptedException {
    Cancellation cancellation = new Cancellation();
    try (Exchanges exchanges = new Exchanges()) {
      return exchanges
          .send(get(uri, timeout), cancellation)
          .thenApply(result -> wrong(uri, result))
          .get();
    } catch (InterruptedException e) {
      cancellation.cancel("interrupted");
      throw e;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private static @Nullable String wrong(URI uri, Result result) {
    String wrong = wrong(result);
    return wrong == null ? null : "GET " + uri + ": " + wrong;
  }

  /** A body that is cut because of its size is an answer. */
  private static @Nullable String wrong(Result result) {
    if (result instanceof Result.Answer answer) {
      return answer.status() < FIRST_ERROR ? null : "status " + answer.status();
    }
    NoAnswer none = (NoAnswer) result;
    Integer status = none.status();
    boolean tooBig = none.kind() == NoAnswer.Kind.TOO_BIG && status != null;
    return tooBig && status < FIRST_ERROR ? null : none.message();
  }
}
