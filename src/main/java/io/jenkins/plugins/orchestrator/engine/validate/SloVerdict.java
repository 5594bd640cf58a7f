package io.jenkins.plugins.orchestrator.engine.validate;

import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.Confidence;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.Interval;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.Proportion;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.SampleNeeds;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * What measurements allow to say of an objective.
 *
 * @param kind in one word
 * @param why the figures, for people
 */
record SloVerdict(Kind kind, String why) {
  /** In one word. */
  enum Kind {
    /** Shown, with the confidence that was asked for. */
    MET("met"),
    /** The objective holds in what was measured, which is too little to show it. */
    CONSISTENT("consistent with the objective"),
    /** Shown that it does not hold. */
    BREACHED("breached"),
    /** Nothing measured, or worse than the objective but too little to show a breach. */
    UNKNOWN("unknown");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /**
   * Judges how often something bad may happen, by the exact one-sided bounds of Clopper and Pearson
   * ({@link Proportion#exact}): met when the upper one is within the objective, breached when the
   * lower one is beyond it. A 95th percentile is judged by how often it is exceeded, which is the
   * same as by order statistics.
   *
   * @param bad what was counted
   * @param most the greatest share that the objective allows, from 0 to 1
   * @param level of confidence, on one side
   */
  static SloVerdict of(Proportion bad, double most, double level) {
    if (bad.trials() == 0) {
      return new SloVerdict(Kind.UNKNOWN, "nothing was measured");
    }
    Confidence confidence = Confidence.oneSided(level);
    Interval bounds = bad.exact(confidence);
    String counted =
        bad.events() + " of n = " + bad.trials() + " (" + percent(bad.fraction()) + ")";
    String sure = " with " + percent(level) + " confidence";
    if (bounds.upper() <= most) {
      return new SloVerdict(Kind.MET, counted + ", at most " + percent(bounds.upper()) + sure);
    }
    if (bounds.lower() > most) {
      return new SloVerdict(
          Kind.BREACHED, counted + ", at least " + percent(bounds.lower()) + sure);
    }
    String possible = counted + ", up to " + percent(bounds.upper()) + " possible" + sure;
    if (bad.fraction() <= most) {
      return new SloVerdict(Kind.CONSISTENT, possible + needs(most, confidence));
    }
    return new SloVerdict(
        Kind.UNKNOWN,
        counted
            + ", worse than the objective, but from "
            + percent(bounds.lower())
            + " possible"
            + sure
            + ": too few to say");
  }

  private static String needs(double most, Confidence confidence) {
    return most > 0 && most < 1
        ? "; " + SampleNeeds.withoutFailure(1 - most, confidence) + " without a failure show it"
        : "";
  }

  /** The same, as less is known than it seems. */
  SloVerdict weaker(String reason) {
    Kind weaker = kind == Kind.MET ? Kind.CONSISTENT : kind;
    return new SloVerdict(weaker, why + "; " + reason);
  }

  /**
   * @param mustBeMet whether only what is shown passes
   */
  Status status(boolean mustBeMet) {
    return switch (kind) {
      case MET -> Status.PASSED;
      case CONSISTENT -> mustBeMet ? Status.UNKNOWN : Status.PASSED;
      case BREACHED -> Status.FAILED;
      case UNKNOWN -> Status.UNKNOWN;
    };
  }

  private static final BigDecimal ALL = BigDecimal.valueOf(100);
  private static final int MOST_DIGITS = 15;

  /** {@code 0.12 %}, with three digits, or five close to 100, or as many as keep it below. */
  static String percent(double share) {
    BigDecimal value = new BigDecimal(share * 100);
    int digits = share > 0.99 && share < 1 ? 5 : 3;
    BigDecimal rounded = value.round(new MathContext(digits));
    while (share < 1 && rounded.compareTo(ALL) >= 0 && digits < MOST_DIGITS) {
      digits++;
      rounded = value.round(new MathContext(digits));
    }
    return rounded.stripTrailingZeros().toPlainString() + " %";
  }
}
