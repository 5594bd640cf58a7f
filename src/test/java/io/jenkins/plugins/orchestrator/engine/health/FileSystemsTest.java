package io.jenkins.plugins.orchestrator.engine.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A file system whose server is gone holds up nobody. */
@Timeout(20)
class FileSystemsTest {
  private static final FileSystems FILE_SYSTEMS = new FileSystems(Duration.ofMillis(300));

  private static Measured.Row seen(String path) {
    return new Measured.Row(50.0, path, null, path);
  }

  /** As a system call does that waits for a server: an interrupt does not end it. */
  private static void hang(CountDownLatch end) {
    boolean over = false;
    while (!over) {
      try {
        end.await();
        over = true;
      } catch (InterruptedException e) {
        over = false;
      }
    }
  }

  @Test
  void whatGivesNoAnswerIsUnknownAndTheOthersAreSeen() {
    CountDownLatch end = new CountDownLatch(1);
    try {
      long start = System.nanoTime();
      List<Measured.Row> rows =
          FILE_SYSTEMS.look(
              List.of("/dead-first", "/alive", "/dead-second"),
              path -> {
                if (path.startsWith("/dead")) {
                  hang(end);
                }
                return seen(path);
              });
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
      assertThat(rows).extracting(Measured.Row::value).containsExactly(null, 50.0, null);
      assertThat(rows.get(0).object())
          .isEqualTo("/dead-first: the file system gave no answer within 300 ms");
      assertThat(rows.get(0).advice()).contains("findmnt -T /dead-first");
    } finally {
      end.countDown();
    }
  }

  @Test
  void whatStillHangsIsNotAskedOnceMoreUntilItHasAnswered() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    AtomicInteger looks = new AtomicInteger();
    for (int i = 0; i < 3; i++) {
      List<Measured.Row> rows =
          FILE_SYSTEMS.look(
              List.of("/hangs"),
              path -> {
                looks.incrementAndGet();
                hang(end);
                answered.countDown();
                return seen(path);
              });
      assertThat(rows.get(0).value()).isNull();
    }
    assertThat(looks).hasValue(1);
    end.countDown();
    answered.await();
    List<Measured.Row> rows = List.of();
    for (int i = 0; i < 100 && (rows.isEmpty() || rows.get(0).value() == null); i++) {
      rows = FILE_SYSTEMS.look(List.of("/hangs"), FileSystemsTest::seen);
      Thread.sleep(10);
    }
    assertThat(rows).extracting(Measured.Row::value).containsExactly(50.0);
  }

  @Test
  void whatThereIsNothingToSeeOfHasNoRow() {
    assertThat(FILE_SYSTEMS.look(List.of("/nothing"), path -> null)).isEmpty();
  }
}
