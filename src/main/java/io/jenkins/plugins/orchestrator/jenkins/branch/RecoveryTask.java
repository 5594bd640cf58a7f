package io.jenkins.plugins.orchestrator.jenkins.branch;

import hudson.FilePath;
import hudson.model.Executor;
import hudson.model.Item;
import hudson.model.Label;
import hudson.model.Node;
import hudson.model.Queue;
import hudson.model.queue.SubTask;
import hudson.remoting.VirtualChannel;
import hudson.security.ACL;
import hudson.security.AccessControlled;
import hudson.security.Permission;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.CopiedJournal;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * Takes away what one lost branch left, on an agent with the branch's label. It belongs to no
 * build: that may be gone. Exported, or the queue's API would fail for everybody.
 */
@ExportedBean
final class RecoveryTask implements Queue.TransientTask, AccessControlled {
  private static final Logger LOGGER = Logger.getLogger(RecoveryTask.class.getName());

  private final JournalHeader header;
  private final String journal;
  private final BranchRecovery recovery;
  private final Consumer<Boolean> told;

  /**
   * @param told hears once whether nothing is left
   */
  RecoveryTask(
      JournalHeader header, String journal, BranchRecovery recovery, Consumer<Boolean> told) {
    this.told = told;
    this.header = header;
    this.journal = journal;
    this.recovery = recovery;
  }

  void cancelled() {
    recovery.cancelled(header);
    told.accept(false);
  }

  /** Does it without Jenkins' queue, on this thread, on a node that somebody holds. */
  void runOn(Node node) {
    new Executable().run(node);
  }

  @Override
  @Exported(visibility = 999)
  public String getName() {
    return getDisplayName();
  }

  @Override
  public String getDisplayName() {
    return "Recovery of " + header.environment() + " of " + header.build();
  }

  @Override
  public String getFullDisplayName() {
    return getDisplayName();
  }

  @Override
  public String getUrl() {
    return "";
  }

  @Override
  public @Nullable Label getAssignedLabel() {
    Label label = header.label() == null ? null : Jenkins.get().getLabel(header.label());
    // Without a label any agent may have the passwords; then one that is gone for good would be
    // waited for until the end of days. The user's own label says who may have them.
    boolean any = header.anywhere() && (label == null || label.isEmpty());
    return any ? null : label;
  }

  @Override
  public Queue.Executable createExecutable() {
    return new Executable();
  }

  @Override
  public ACL getACL() {
    return Jenkins.get().getACL();
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

  private final class Executable implements Queue.Executable {
    @Override
    public SubTask getParent() {
      return RecoveryTask.this;
    }

    @Override
    public void run() {
      run(Objects.requireNonNull(Executor.currentExecutor()).getOwner().getNode());
    }

    private void run(@Nullable Node node) {
      boolean settled = false;
      try {
        settled = recover(node);
      } catch (IOException | RuntimeException e) {
        LOGGER.log(Level.WARNING, e, () -> getDisplayName() + " failed and is tried again");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        end(settled);
      }
    }

    private boolean recover(@Nullable Node node) throws IOException, InterruptedException {
      VirtualChannel channel = node == null ? null : node.getChannel();
      FilePath root = node == null ? null : node.getRootPath();
      if (channel == null || root == null) {
        String name = node == null ? "the agent" : "the agent " + node.getDisplayName();
        throw new IOException(name + " is offline");
      }
      String scratch =
          root.child("parallel-orchestrator").child("recovery-" + header.id()).getRemote();
      CopiedJournal.Recovered recovered =
          channel.call(
              new RecoveryCallable(header.id(), journal, List.copyOf(header.servers()), scratch));
      recovered.found().forEach(found -> LOGGER.info(() -> getDisplayName() + ": " + found));
      return recovered.settled();
    }

    private void end(boolean settled) {
      try {
        recovery.ended(header, settled);
      } catch (IOException e) {
        LOGGER.log(Level.WARNING, e, () -> "the journal of branch " + header.id());
      } finally {
        told.accept(settled);
      }
    }

    @Override
    public String toString() {
      return getDisplayName();
    }
  }
}
