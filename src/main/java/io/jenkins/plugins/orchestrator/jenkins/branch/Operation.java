package io.jenkins.plugins.orchestrator.jenkins.branch;

import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.orchestrator.engine.operation.UserCommands;
import io.jenkins.plugins.orchestrator.engine.run.RunClock;
import java.nio.file.Path;
import java.util.List;
import org.springframework.security.core.Authentication;

/**
 * What all branches of one operation share on the controller.
 *
 * @param build the build they belong to
 * @param name of the operation, for people: the step's
 * @param listener the build's log
 * @param identity whose rights decide which agents they may use
 * @param held the node that the step holds an executor of
 * @param clock started with the operation
 * @param sequential names of steps that environments enter one after the other
 * @param commands runs the user's commands
 * @param journals the controller's directory of the branches' journals
 */
public record Operation(
    Run<?, ?> build,
    String name,
    TaskListener listener,
    Authentication identity,
    HeldNode held,
    RunClock clock,
    List<String> sequential,
    UserCommands commands,
    Path journals) {
  public Operation {
    sequential = List.copyOf(sequential);
  }

  /** Whether the build still runs: nothing may begin for one that has ended. */
  boolean isAlive() {
    return build.isLogUpdated();
  }
}
