package io.jenkins.plugins.orchestrator.jenkins.branch;

import hudson.model.Computer;
import hudson.model.Executor;
import hudson.model.Node;
import hudson.model.Queue;
import hudson.model.queue.SubTask;
import hudson.security.ACL;
import hudson.security.AccessControlled;
import hudson.security.Permission;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** A branch on the executor that the queue gave it. Who may see its build sees it there. */
@ExportedBean
final class BranchExecutable implements Queue.Executable, AccessControlled {
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

  @Exported(visibility = 999)
  public String getFullDisplayName() {
    return task.getFullDisplayName();
  }

  @Exported(visibility = 999)
  public String getUrl() {
    return task.getUrl();
  }

  @Override
  public ACL getACL() {
    return task.getACL();
  }

  @Override
  public void checkPermission(Permission permission) {
    task.checkPermission(permission);
  }

  @Override
  public boolean hasPermission(Permission permission) {
    return task.hasPermission(permission);
  }

  @Override
  public String toString() {
    return task.getDisplayName();
  }
}
