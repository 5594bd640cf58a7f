package io.jenkins.plugins.orchestrator.jenkins.branch;

import hudson.model.Item;
import hudson.model.Label;
import hudson.model.Queue;
import hudson.model.queue.CauseOfBlockage;
import hudson.security.ACL;
import hudson.security.AccessControlled;
import hudson.security.Permission;
import jenkins.model.Jenkins;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;
import org.springframework.security.core.Authentication;

/**
 * A branch in Jenkins' queue. Equal by identity: two builds may wait with the same environment. Not
 * saved with the queue, as its step does not survive the controller either. It also starts while
 * Jenkins prepares to shut down, since that waits for its step. Exported, or the queue's API would
 * fail for everybody.
 */
@ExportedBean
final class BranchTask implements Queue.TransientTask, Queue.NonBlockingTask, AccessControlled {
  private final BranchRun<?> branch;

  BranchTask(BranchRun<?> branch) {
    this.branch = branch;
  }

  BranchRun<?> branch() {
    return branch;
  }

  Authentication identity() {
    return branch.operation().identity();
  }

  @Override
  @Exported(visibility = 999)
  public String getName() {
    return getDisplayName();
  }

  @Override
  public String getDisplayName() {
    return branch.operation().name()
        + " "
        + branch.environment()
        + " of "
        + branch.operation().build().getFullDisplayName();
  }

  @Override
  public String getFullDisplayName() {
    return getDisplayName();
  }

  @Override
  @Exported(visibility = 999)
  public String getUrl() {
    return branch.operation().build().getUrl() + "orchestration/";
  }

  @Override
  public @Nullable Label getAssignedLabel() {
    String label = branch.label();
    return label == null ? null : Jenkins.get().getLabel(label);
  }

  @Override
  public Queue.Task getOwnerTask() {
    // The job, for those who count by project.
    return branch.operation().build().getParent() instanceof Queue.Task job ? job : this;
  }

  @Override
  public Queue.@Nullable Executable getOwnerExecutable() {
    return branch.operation().build() instanceof Queue.Executable build ? build : null;
  }

  @Override
  public Authentication getDefaultAuthentication2() {
    return identity();
  }

  @Override
  public @Nullable CauseOfBlockage getCauseOfBlockage() {
    // Nobody else takes back what a build that was killed had scheduled.
    branch.retractIfEnded();
    return null;
  }

  @Override
  public Queue.Executable createExecutable() {
    return new BranchExecutable(this);
  }

  @Override
  public ACL getACL() {
    return branch.operation().build().getACL();
  }

  @Override
  public void checkPermission(Permission permission) {
    getACL().checkPermission(permission);
  }

  @Override
  public boolean hasPermission(Permission permission) {
    return getACL().hasPermission(permission);
  }

  @Override
  public void checkAbortPermission() {
    checkPermission(Item.CANCEL);
  }

  @Override
  public boolean hasAbortPermission() {
    return hasPermission(Item.CANCEL);
  }
}
