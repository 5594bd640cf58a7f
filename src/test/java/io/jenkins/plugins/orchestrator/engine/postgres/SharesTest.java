package io.jenkins.plugins.orchestrator.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SharesTest {
  @Test
  void theLargestComeFirstAndTheSharesAreAboutEven() {
    assertThat(Shares.of(List.of(1L, 9L, 5L, 4L, 3L), Long::longValue, 2))
        .containsExactly(List.of(9L, 3L), List.of(5L, 4L, 1L));
  }

  @Test
  void thoseOfNoKnownSizeAreDealtOutToo() {
    assertThat(Shares.of(List.of(0L, 0L, 0L, 0L), Long::longValue, 2))
        .containsExactly(List.of(0L, 0L), List.of(0L, 0L));
  }

  @Test
  void noShareIsEmpty() {
    assertThat(Shares.of(List.of(7L), Long::longValue, 4)).containsExactly(List.of(7L));
    assertThat(Shares.of(List.<Long>of(), Long::longValue, 4)).isEmpty();
  }
}
