package io.jenkins.plugins.orchestrator.jenkins.step;

import io.jenkins.plugins.orchestrator.engine.health.Level;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** From where on what a health check finds does something to the build. */
enum HealthThreshold {
  WARNING,
  /** What is unknown counts: it may be critical. */
  CRITICAL,
  NEVER;

  boolean isReached(Level level) {
    return switch (this) {
      case WARNING -> level.compareTo(Level.WARNING) >= 0;
      case CRITICAL -> level.compareTo(Level.UNKNOWN) >= 0;
      case NEVER -> false;
    };
  }

  /** As Pipelines write it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<HealthThreshold> of(String word) {
    return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
  }

  /**
   * The one that a parameter names.
   *
   * @param wrong what is wrong with it goes here
   */
  static HealthThreshold read(String parameter, String word, List<String> wrong) {
    Optional<HealthThreshold> found = of(word);
    if (found.isEmpty()) {
      wrong.add(
          parameter
              + ": found '"
              + word
              + "', expected "
              + Arrays.stream(values())
                  .map(each -> "'" + each.word() + "'")
                  .collect(Collectors.joining(" or ")));
    }
    return found.orElse(WARNING);
  }
}
