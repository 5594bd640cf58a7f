package io.jenkins.plugins.orchestrator.jenkins.branch;

import hudson.model.Computer;
import hudson.model.Executor;
import hudson.model.Node;
import hudson.model.Queue;
import hudson.model.queue.SubTask;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A branch on the executor that the queue gave it. */
final class BranchExecutable implements Queue.Executable {
  private final BranchTask task;

  BranchExecutable(BranchTask task) {
    this.task = task;
  }

  @Override
  public SubTask getParent() {
    return task;
  }

  @Override
  public Queue.@Nullable Executable getParentExecutable() {
    return task.getOwnerExecutable();
  }

  @Override
  public void run() {
    Computer computer = Objects.requireNonNull(Executor.currentExecutor()).getOwner();
    Node node = computer.getNode();
    if (node == null) {
      task.branch().fail("the agent " + computer.getName() + " was removed");
    } else {
      task.branch().runOn(node);
    }
  }

  @Override
  public String toString() {
    return task.getDisplayName();
  }
}
