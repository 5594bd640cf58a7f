package io.jenkins.plugins.orchestrator.engine.report;

import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.Serializable;
import java.util.List;

/**
 * Whether all environments have the same schema after the scripts.
 *
 * @param status PASSED when they are equal, FAILED when not, UNKNOWN when fewer than two were
 *     measured
 * @param reference the environment that the others are compared with, empty when none was
 * @param environments the differences of each other environment from the reference
 */
public record DriftReport(Status status, String reference, List<Drift> environments)
    implements Serializable {
  /**
   * The differences of one environment: left is the reference, right this one.
   *
   * @param before those that were there before the scripts
   * @param after those that are there after them
   */
  public record Drift(
      String environment, List<ObjectDifference> before, List<ObjectDifference> after)
      implements Serializable {}
}
