package io.jenkins.plugins.orchestrator.jenkins.step;

import io.jenkins.plugins.orchestrator.engine.config.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads what parameters say in words. */
final class ParameterText {
  private ParameterText() {}

  /**
   * A duration of more than nothing.
   *
   * @param wrong what is wrong with it goes here
   * @return zero when it is wrong
   */
  static Duration duration(String parameter, String text, List<String> wrong) {
    Optional<Duration> found = duration(text);
    if (found.isEmpty()) {
      wrong.add(parameter + ": found '" + text + "', expected " + Durations.EXPECTED);
    }
    return found.orElse(Duration.ZERO);
  }

  /** A duration of more than nothing; empty when the text is none. */
  static Optional<Duration> duration(String text) {
    return Durations.parse(text).filter(time -> !time.isZero());
  }
}
