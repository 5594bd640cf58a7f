package io.jenkins.plugins.orchestrator.jenkins.operation;

import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.orchestrator.engine.operation.UserCommands;
import io.jenkins.plugins.orchestrator.jenkins.branch.HeldNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;

/**
 * Where an operation was called.
 *
 * @param build its build
 * @param listener the build's log
 * @param workspace null outside of {@code node}
 * @param node the node that the step holds
 * @param commands runs the user's commands
 * @param variables the step's environment
 * @param flowNode the id of the step's node in the flow, null when it has none
 * @param identity whose rights the build has
 */
public record OperationSite(
    Run<?, ?> build,
    TaskListener listener,
    @Nullable FilePath workspace,
    HeldNode node,
    UserCommands commands,
    Map<String, String> variables,
    @Nullable String flowNode,
    Authentication identity) {
  /**
   * The workspace's path, where a branch runs on the node that has it; else null.
   *
   * @param label of the branch's agents, null for any
   */
  @Nullable String workspaceOf(@Nullable String label) {
    return workspace == null || node.when(label) == null ? null : workspace.getRemote();
  }
}
