package io.jenkins.plugins.orchestrator.engine.operation;

import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Keeps so many lanes under way that need no thread each. */
final class WaitingLanes {
  private WaitingLanes() {}

  /**
   * Starts them all, so many at once, and waits for all, whatever happens: an interrupt of the
   * caller cancels them.
   *
   * @return what each gave, in their order
   */
  static <R> List<R> run(
      List<Supplier<CompletableFuture<R>>> starts, int most, Cancellation cancellation) {
    Semaphore permits = new Semaphore(Math.max(1, most));
    List<CompletableFuture<R>> started = new ArrayList<>();
    boolean interrupted = false;
    for (Supplier<CompletableFuture<R>> start : starts) {
      if (!interrupted) {
        interrupted = acquire(permits, cancellation);
      }
      // After an interrupt each is cancelled, and ends at once.
      CompletableFuture<R> future = start.get();
      started.add(future.whenComplete((result, failure) -> permits.release()));
    }
    List<R> results = new ArrayList<>();
    for (CompletableFuture<R> future : started) {
      results.add(Await.end(future, cancellation));
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return results;
  }

  private static boolean acquire(Semaphore permits, Cancellation cancellation) {
    try {
      permits.acquire();
      return false;
    } catch (InterruptedException e) {
      cancellation.cancel("interrupted");
      return true;
    }
  }
}
