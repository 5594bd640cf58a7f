package io.jenkins.plugins.orchestrator.engine.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumanDurationTest {
  @ParameterizedTest
  @CsvSource({
    "PT0S, 0 ms",
    "PT0.00000001S, <0.1 ms",
    "PT0.0004S, 0.4 ms",
    "PT0.00996S, 10 ms",
    "PT0.31S, 310 ms",
    "PT0.9994S, 999 ms",
    "PT0.9996S, 1.00 s",
    "PT4.214S, 4.21 s",
    "PT9.996S, 10.0 s",
    "PT59.94S, 59.9 s",
    "PT59.96S, 1 minute",
    "PT1M, 1 minute",
    "PT4M30S, 4.5 minutes",
    "PT15M, 15 minutes",
    "PT59M58S, 1 hour",
    "PT1H30M, 1.5 hours",
    "PT23H59M, 1 day",
    "PT60H, 2.5 days",
    "PT-0.31S, -310 ms",
  })
  void readsAsPeopleSayIt(Duration duration, String expected) {
    assertThat(HumanDuration.of(duration)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"PT0.31S, 310 ms", "PT4M30S, 4.5 min", "PT60M, 1 h", "PT48H, 2 d"})
  void isShortInTables(Duration duration, String expected) {
    assertThat(HumanDuration.shortly(duration)).isEqualTo(expected);
  }
}
