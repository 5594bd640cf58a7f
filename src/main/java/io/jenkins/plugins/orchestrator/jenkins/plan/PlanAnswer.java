package io.jenkins.plugins.orchestrator.jenkins.plan;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import java.io.File;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A plan, or everything that is wrong.
 *
 * @param <P> the plan
 */
final class PlanAnswer<P extends Serializable> implements Serializable {
  private static final long serialVersionUID = 1L;

  private final @Nullable P plan;

  @SuppressWarnings("serial") // immutable lists are serializable as their elements are
  private final List<ConfigurationProblem> problems;

  private PlanAnswer(@Nullable P plan, List<ConfigurationProblem> problems) {
    this.plan = plan;
    this.problems = problems;
  }

  static <P extends Serializable> PlanAnswer<P> of(P plan) {
    return new PlanAnswer<>(plan, List.of());
  }

  /**
   * @param workspace what the names of files begin with, which says nothing to their author
   */
  static <P extends Serializable> PlanAnswer<P> wrong(ConfigurationException e, Path workspace) {
    return new PlanAnswer<>(
        null, e.problems().stream().map(problem -> relative(problem, workspace)).toList());
  }

  private static ConfigurationProblem relative(ConfigurationProblem problem, Path workspace) {
    String prefix = workspace + File.separator;
    return problem.file().startsWith(prefix)
        ? new ConfigurationProblem(
            problem.file().substring(prefix.length()),
            problem.line(),
            problem.column(),
            problem.key(),
            problem.found(),
            problem.expected(),
            problem.advice())
        : problem;
  }

  P plan() throws ConfigurationException {
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return Objects.requireNonNull(plan);
  }
}
