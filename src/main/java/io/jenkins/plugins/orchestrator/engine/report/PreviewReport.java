package io.jenkins.plugins.orchestrator.engine.report;

import io.jenkins.plugins.orchestrator.engine.config.Reversibility;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run would do.
 *
 * @param configuration the file's path as the user gave it
 * @param environments in the order of the configuration
 */
public record PreviewReport(String configuration, List<Environment> environments)
    implements Serializable {
  /** Whether nothing was found that would keep a branch from beginning. */
  public boolean isFeasible() {
    return environments.stream().allMatch(environment -> environment.problem() == null);
  }

  /**
   * What the branch of an environment would do.
   *
   * @param source without user and password
   * @param strategy how the clone would be made, null when that could not be found out
   * @param reason why so, null likewise
   * @param pending the scripts that would be applied, null when they could not be found out
   * @param reversibility how far the run would go back
   * @param checks what would be validated
   * @param tests which integration tests would run
   * @param findings worth knowing before
   * @param problem what would keep the branch from beginning, null when nothing would
   */
  public record Environment(
      String name,
      String purpose,
      String source,
      @Nullable String strategy,
      @Nullable String reason,
      @Nullable PendingReport pending,
      Reversibility reversibility,
      List<String> checks,
      List<String> tests,
      List<Finding> findings,
      @Nullable String problem)
      implements Serializable {}
}
