package io.jenkins.plugins.orchestrator.engine.validate.rollout.prometheus;

import java.io.Serializable;

/**
 * A series of a counter.
 *
 * @param labels in one order, for people too; of a histogram without {@code le}
 * @param bound seconds, of a histogram; else infinite
 */
public record Series(String labels, double bound) implements Serializable {
  @Override
  public String toString() {
    return Double.isInfinite(bound) ? labels : labels + " le " + bound;
  }
}
