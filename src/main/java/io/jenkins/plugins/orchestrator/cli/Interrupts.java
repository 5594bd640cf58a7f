package io.jenkins.plugins.orchestrator.cli;

import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a run end in order when the process is told to end (Ctrl-C, SIGTERM, SIGHUP): cancels it and
 * keeps the JVM alive until {@link #close()} says that everything is cleaned up and written. The
 * JVM then ends with 128 and the number of the signal, as shells expect: 130 or 143.
 *
 * <p>The JVM ignores a second Ctrl-C: cleaning up has a deadline, and what a {@code kill -9} leaves
 * is written in the journals.
 */
final class Interrupts implements AutoCloseable {
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook;

  /**
   * @param patience how long the run may take to end after it was cancelled
   * @param onSignal runs first, short, on the hook's thread
   * @param giveUp runs when the patience is over
   */
  Interrupts(Cancellation cancellation, Duration patience, Runnable onSignal, Runnable giveUp) {
    hook =
        new Thread(
            () -> {
              onSignal.run();
              cancellation.cancel("interrupted by a signal");
              if (!awaitDone(patience)) {
                giveUp.run();
              }
            },
            "interrupts");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private boolean awaitDone(Duration patience) {
    try {
      return done.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending already: the hook is running and has just been told to return.
    }
  }
}
