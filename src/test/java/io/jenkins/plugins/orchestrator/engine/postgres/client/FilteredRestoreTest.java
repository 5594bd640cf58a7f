package io.jenkins.plugins.orchestrator.engine.postgres.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FilteredRestoreTest {
  private static final ClientResult GOOD = new ClientResult(0, "", "");
  private static final ClientResult BAD = new ClientResult(1, "", "bad");
  private static final ClientResult WORSE = new ClientResult(3, "", "worse");

  @Test
  void aDatabaseWithoutRowsNeedsNoPipe() throws ClientToolsException, IOException {
    assertThat(FilteredRestore.sideBySide(List.of()).succeeded()).isTrue();
  }

  @Test
  void theFirstThatFailedInTheirOrderIsTold() throws ClientToolsException, IOException {
    assertThat(FilteredRestore.sideBySide(List.of(() -> GOOD, () -> BAD, () -> WORSE)))
        .isEqualTo(BAD);
    assertThat(FilteredRestore.sideBySide(List.of(() -> GOOD, () -> GOOD)).succeeded()).isTrue();
  }

  @Test
  void pipesRunAtOnce() throws ClientToolsException, IOException {
    CountDownLatch both = new CountDownLatch(2);

    ClientResult result = FilteredRestore.sideBySide(List.of(() -> met(both), () -> met(both)));

    assertThat(result.succeeded()).as("each waited for the other").isTrue();
  }

  @Test
  void whatBreaksOneIsThrownAsItIs() {
    assertThatThrownBy(
            () ->
                FilteredRestore.sideBySide(
                    List.of(
                        () -> {
                          throw new CancelledException("stop");
                        })))
        .isInstanceOf(CancelledException.class)
        .hasMessage("stop");
    assertThatThrownBy(
            () ->
                FilteredRestore.sideBySide(
                    List.of(
                        () -> {
                          throw new IOException("the disk is full");
                        })))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the disk is full");
  }

  private static ClientResult met(CountDownLatch latch) throws InterruptedException {
    latch.countDown();
    return latch.await(30, TimeUnit.SECONDS) ? GOOD : BAD;
  }
}
