package io.jenkins.plugins.orchestrator.jenkins.branch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.run.RunClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BranchCallableTest {
  @TempDir private Path state;

  private final FakeLink link = new FakeLink();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch cleaning = new CountDownLatch(1);
  private final CountDownLatch cleaned = new CountDownLatch(1);

  /** Works until it is cancelled, then cleans up until it is let. */
  private String workUntilCancelled(BranchSite site) {
    CountDownLatch cancelled = new CountDownLatch(1);
    site.cancellation().onCancel(cancelled::countDown);
    begun.countDown();
    await(cancelled);
    cleaning.countDown();
    await(cleaned);
    return "cleaned up after: " + site.cancellation().reason();
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("waited in vain");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("the work was interrupted", e);
    }
  }

  private BranchCallable<String> callable(BranchWork<String> work) {
    return new BranchCallable<>("staging", work, link, RunClock.start(), state.toString());
  }

  @Test
  void givesBackWhatTheWorkGave() throws IOException {
    assertThat(callable(site -> "done").call()).isEqualTo("done");
  }

  @Test
  void anInterruptCancelsTheWorkAndWaitsForItsCleanup() throws Exception {
    FutureTask<String> result = new FutureTask<>(callable(this::workUntilCancelled)::call);
    Thread thread = new Thread(result);
    thread.start();
    await(begun);
    thread.interrupt();
    await(cleaning);
    cleaned.countDown();
    assertThat(result.get(10, TimeUnit.SECONDS)).isEqualTo("cleaned up after: aborted");
  }

  @Test
  void aSecondInterruptDoesNotCutTheCleanupShort() throws Exception {
    FutureTask<String> result = new FutureTask<>(callable(this::workUntilCancelled)::call);
    Thread thread = new Thread(result);
    thread.start();
    await(begun);
    thread.interrupt();
    await(cleaning);
    thread.interrupt();
    thread.join(300);
    assertThat(result.isDone()).as("given up in the middle of the cleanup").isFalse();
    cleaned.countDown();
    assertThat(result.get(10, TimeUnit.SECONDS)).isEqualTo("cleaned up after: aborted");
  }

  @Test
  void theControllerCancelsTheWorkWithItsReason() throws Exception {
    FutureTask<String> result = new FutureTask<>(callable(this::workUntilCancelled)::call);
    new Thread(result).start();
    await(begun);
    link.stop("the step's timeout has passed");
    cleaned.countDown();
    assertThat(result.get(10, TimeUnit.SECONDS))
        .isEqualTo("cleaned up after: the step's timeout has passed");
  }

  @Test
  void theLastEventsArriveBeforeTheResult() throws IOException {
    callable(
            site -> {
              site.listener().message("staging", "last words");
              return "done";
            })
        .call();
    assertThat(link.events()).containsExactly(new BranchEvent.Message("last words"));
  }

  @Test
  void theClockGoesOnFromWhatTheControllerCounted() throws IOException {
    RunClock earlier =
        new RunClock(RunClock.start().startedAt(), System.nanoTime() - 60_000_000_000L);
    BranchWork<String> work = site -> Long.toString(site.clock().elapsed().toSeconds());
    String seconds = new BranchCallable<>("staging", work, link, earlier, state.toString()).call();
    assertThat(Long.parseLong(seconds)).isBetween(60L, 90L);
  }

  @Test
  void onlyMessagesTravelToTheController() {
    assertThatThrownBy(
            () ->
                callable(
                        site -> {
                          throw new IOException("no disk", new IllegalStateException("foreign"));
                        })
                    .call())
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("no disk")
        .hasNoCause();
    assertThatThrownBy(
            () ->
                callable(
                        site -> {
                          throw new IllegalStateException("broken");
                        })
                    .call())
        .isExactlyInstanceOf(IOException.class)
        .hasMessageContaining("internal error")
        .hasMessageContaining("broken")
        .hasNoCause();
  }
}
