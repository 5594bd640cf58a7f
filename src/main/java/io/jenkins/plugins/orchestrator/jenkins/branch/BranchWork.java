package io.jenkins.plugins.orchestrator.jenkins.branch;

import java.io.IOException;
import java.io.Serializable;

/**
 * One environment's share of an operation, as it is sent to the machine that does it.
 *
 * @param <R> what it gives back; only classes of this plugin and of the platform, as the controller
 *     accepts no others
 */
public interface BranchWork<R extends Serializable> extends Serializable {
  /**
   * Does it, on the agent. Returns also when it was cancelled, after its cleanup.
   *
   * @throws IOException when it could not even begin
   */
  R run(BranchSite site) throws IOException;
}
