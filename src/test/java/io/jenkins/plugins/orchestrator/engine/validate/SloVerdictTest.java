package io.jenkins.plugins.orchestrator.engine.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.validate.statistics.Proportion;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a number of requests allows to say, at 95 %. */
class SloVerdictTest {
  @ParameterizedTest
  @CsvSource({
    // Without a failure, the published numbers show an objective, and one less does not.
    "0, 2995, 0.001, MET",
    "0, 2994, 0.001, CONSISTENT",
    "0, 299, 0.01, MET",
    "0, 298, 0.01, CONSISTENT",
    "0, 59, 0.05, MET",
    "0, 58, 0.05, CONSISTENT",
    "0, 20, 0.001, CONSISTENT",
    // Worse than the objective, first by chance, then surely.
    "1, 20, 0.01, UNKNOWN",
    "2, 20, 0.01, BREACHED",
    "1, 1, 0.01, BREACHED",
    "10, 10, 0.01, BREACHED",
    "0, 0, 0.01, UNKNOWN",
    "1, 1000000, 0, BREACHED",
    "0, 1000000, 0, CONSISTENT",
  })
  void verdicts(long bad, long n, double most, SloVerdict.Kind expected) {
    SloVerdict verdict = SloVerdict.of(new Proportion(bad, n), most, 0.95);
    assertThat(verdict.kind()).as(verdict.why()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 %",
    "0.001, 0.1 %",
    "0.999, 99.9 %",
    "0.9995, 99.95 %",
    "0.999999, 99.9999 %",
    "0.99999999, 99.999999 %",
    "1, 100 %",
    "0.5, 50 %"
  })
  void percentagesForPeople(double share, String expected) {
    assertThat(SloVerdict.percent(share)).isEqualTo(expected);
  }
}
