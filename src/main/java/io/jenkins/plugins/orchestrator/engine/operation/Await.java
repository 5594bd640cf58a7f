package io.jenkins.plugins.orchestrator.engine.operation;

import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Waiting that nothing shortens. */
final class Await {
  private Await() {}

  /**
   * Waits for the end of a branch or a lane; an interrupt of the caller cancels it, and its end is
   * waited for.
   *
   * @throws IllegalStateException when it broke
   */
  static <R> R end(Future<R> future, Cancellation cancellation) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          interrupted = true;
          cancellation.cancel("interrupted");
        } catch (ExecutionException e) {
          throw new IllegalStateException("a branch broke: " + e.getCause(), e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
