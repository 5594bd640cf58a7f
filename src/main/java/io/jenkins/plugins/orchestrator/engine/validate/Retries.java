package io.jenkins.plugins.orchestrator.engine.validate;

import io.jenkins.plugins.orchestrator.engine.report.Finding;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tries again, and remembers that it had to. */
final class Retries {
  private Retries() {}

  /**
   * How it ended.
   *
   * @param first the first try
   * @param last the one that counts
   * @param tries how many there were, at least 1
   * @param duration of all of them, with the waiting
   */
  record Ended<T>(T first, T last, int tries, Duration duration) {}

  /** Tries until it is good, or there are no more retries, or the run ends. */
  static <T> CompletableFuture<Ended<T>> run(
      Site site,
      int retries,
      Duration delay,
      Supplier<CompletableFuture<T>> attempt,
      Predicate<T> isGood) {
    return next(site, retries, delay, attempt, isGood, null, 1, System.nanoTime());
  }

  private static <T> CompletableFuture<Ended<T>> next(
      Site site,
      int retries,
      Duration delay,
      Supplier<CompletableFuture<T>> attempt,
      Predicate<T> isGood,
      @Nullable T first,
      int number,
      long start) {
    return attempt
        .get()
        .thenCompose(
            last -> {
              T before = first == null ? last : first;
              if (isGood.test(last) || number > retries || site.ending().isCancelled()) {
                return CompletableFuture.completedFuture(
                    new Ended<>(before, last, number, Duration.ofNanos(System.nanoTime() - start)));
              }
              return site.later(
                  delay,
                  () -> next(site, retries, delay, attempt, isGood, before, number + 1, start));
            });
  }

  /** {@code 1 retry}. */
  static String count(int retries) {
    return retries == 1 ? "1 retry" : retries + " retries";
  }

  /** What passes only after a retry is never plainly good. */
  static Finding finding(Site site, String check, int retries, String first) {
    return Finding.of(
        Finding.Severity.WARNING,
        "passed-after-retry",
        site.text(check + " passed after " + count(retries) + "; the first try: " + first),
        "look for what was not ready: users have no retries");
  }
}
