package io.jenkins.plugins.orchestrator.jenkins.branch;

import java.io.Serializable;

/**
 * Hears what the branches of an operation do. Called by several threads; must be quick.
 *
 * @param <R> what a branch gives back
 */
public interface BranchesListener<R extends Serializable> extends BranchProgress {
  /** A branch begins on a node. */
  void started(String environment, String node);

  /** A branch has ended, or will not begin any more; once for each. */
  void ended(String environment, BranchOutcome<R> outcome);

  /** The controller goes, and with it a branch: what was heard until now is all there will be. */
  void cutOff();

  /** All have ended; once, after the last {@link #ended}. */
  void allEnded();
}
