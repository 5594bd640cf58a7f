package io.jenkins.plugins.orchestrator.jenkins.branch;

import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How a branch ended, as the controller knows it.
 *
 * @param result what the branch gave back; null when it gave nothing
 * @param status CANCELLED or FAILED when there is no result; PASSED when there is one, whatever it
 *     says
 * @param problem why there is no result, one sentence; null when there is one
 * @param node where it ran; null when it never began
 * @param <R> what it gives back
 */
public record BranchOutcome<R extends Serializable>(
    @Nullable R result, Status status, @Nullable String problem, @Nullable String node) {
  static <R extends Serializable> BranchOutcome<R> of(R result, String node) {
    return new BranchOutcome<>(result, Status.PASSED, null, node);
  }

  static <R extends Serializable> BranchOutcome<R> cancelled(String why, @Nullable String node) {
    return new BranchOutcome<>(null, Status.CANCELLED, why, node);
  }

  static <R extends Serializable> BranchOutcome<R> failed(String why, @Nullable String node) {
    return new BranchOutcome<>(null, Status.FAILED, why, node);
  }
}
