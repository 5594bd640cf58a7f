package io.jenkins.plugins.orchestrator.engine.operation;

import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import java.io.IOException;

/**
 * What the branches of one run share. They may run in one process, or each on another machine with
 * a connection to the one that coordinates them. Safe for use by several threads.
 */
public interface Coordination {
  /** Somebody is in a step. */
  interface Passage {
    /** Leaves it again. */
    void leave();
  }

  /**
   * Enters a step, waiting for another environment where the workflow asks for it.
   *
   * @throws CancelledException when the wait was cancelled
   */
  Passage enter(TaskKind step, Cancellation cancellation);

  /** Stops all branches, the calling one among them; their cleanups still run. */
  void stopAll(String reason);

  /**
   * Keeps a copy of a line of the journal where it survives the machine that works.
   *
   * @param line without its end
   * @throws IOException when it is not safely stored: what it announces is then not done
   */
  void journalled(String line) throws IOException;
}
