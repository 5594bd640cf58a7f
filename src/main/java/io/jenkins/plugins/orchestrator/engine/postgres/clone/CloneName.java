package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.run.RunId;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a database that a run makes: {@code orch_<run>_<expiry>_<n>}, 27 to 31 ASCII
 * characters that need no quotes. The expiry stands in it because marks cannot precede CREATE: of a
 * database that was left unmarked the name is all that says when it may go.
 *
 * @param run who made it
 * @param expires from then on the reaper may drop it; whole seconds
 * @param suffix tells those of one run apart
 */
record CloneName(RunId run, Instant expires, String suffix) {
  /** What all of them begin with. */
  static final String PREFIX = "orch_";

  private static final Pattern FORM =
      Pattern.compile("orch_([a-z2-7]{10})_([0-9a-z]{6,8})_([0-9a-z]{6})");
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int RADIX = 36;
  private static final int SUFFIXES = RADIX * RADIX * RADIX * RADIX * RADIX;

  /**
   * A new name.
   *
   * @param kind {@code c} for a clone, {@code g} for a golden database
   */
  static CloneName next(RunId run, Instant expires, char kind) {
    // Random, not counted: several objects of one process may make databases for the same run.
    String number = Integer.toString(SUFFIXES + RANDOM.nextInt(SUFFIXES), RADIX).substring(1);
    return new CloneName(run, Instant.ofEpochSecond(expires.getEpochSecond()), kind + number);
  }

  /** What a database's name says; empty when it has another form. */
  static Optional<CloneName> parse(String name) {
    Matcher matcher = FORM.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new CloneName(
            new RunId(matcher.group(1)),
            Instant.ofEpochSecond(Long.parseLong(matcher.group(2), RADIX)),
            matcher.group(3)));
  }

  @Override
  public String toString() {
    return PREFIX + run + "_" + Long.toString(expires.getEpochSecond(), RADIX) + "_" + suffix;
  }
}
