package io.jenkins.plugins.orchestrator.engine.operation;

import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs branches side by side in this process. */
public final class LocalBranches {
  private LocalBranches() {}

  /**
   * Runs them all and waits for all, whatever happens: an interrupt of the caller cancels them, and
   * their cleanups are waited for.
   *
   * @param branches each ends by itself, also when it fails or is cancelled
   * @param most how many run at once, at least 1
   * @param cancellation which all of them look at
   * @return what each gave, in their order
   * @throws IllegalStateException when one threw
   */
  public static <R> List<R> run(List<Callable<R>> branches, int most, Cancellation cancellation) {
    AtomicInteger number = new AtomicInteger();
    ExecutorService executor =
        Executors.newFixedThreadPool(
            Math.max(1, Math.min(branches.size(), most)),
            task -> {
              Thread thread = new Thread(task, "branch-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<Future<R>> futures = branches.stream().map(executor::submit).toList();
      List<R> results = new ArrayList<>();
      for (Future<R> future : futures) {
        results.add(Await.end(future, cancellation));
      }
      return results;
    } finally {
      executor.shutdown();
    }
  }
}
