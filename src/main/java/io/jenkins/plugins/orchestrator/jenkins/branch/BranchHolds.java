package io.jenkins.plugins.orchestrator.jenkins.branch;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.RunListener;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Who uses what branches made, after they have ended: steps with a body. What is held is left alone
 * by the recovery as long as the build runs, over restarts of the controller too, and taken away
 * when the step says so, when the build is gone, and when its time is over.
 */
@Extension
public final class BranchHolds extends RunListener<Run<?, ?>> {
  /** Those of this controller's life; a journal's header names the build over a restart. */
  private final Map<RunId, Run<?, ?>> holders = new ConcurrentHashMap<>();

  public static BranchHolds get() {
    return ExtensionList.lookupSingleton(BranchHolds.class);
  }

  /**
   * A step uses what a branch made. Said again after a restart, as the build's folder may have been
   * moved since its name was written down.
   *
   * @param id of the branch
   */
  public void hold(RunId id, Run<?, ?> build) {
    holders.put(id, build);
  }

  /**
   * The step does not use it any more: takes it away, now if possible, else in the background.
   * Blocks for files.
   *
   * @param held the node that the step holds
   * @param told hears once, perhaps on another thread, whether nothing is left
   * @throws IOException when not even that could be written down; the recovery takes it away when
   *     the build has ended or the time is over
   */
  public void release(RunId id, HeldNode held, Consumer<Boolean> told) throws IOException {
    holders.remove(id);
    ExtensionList.lookupSingleton(BranchRecovery.class).takeAway(id, held, told);
  }

  boolean isHeld(JournalHeader header) {
    JournalHeader.Hold hold = header.hold();
    if (hold == null || !Instant.now().isBefore(hold.until())) {
      return false;
    }
    Run<?, ?> holder = holders.get(header.id());
    return holder == null ? isRunning(hold.build()) : holder.isLogUpdated();
  }

  private static boolean isRunning(String build) {
    try {
      Run<?, ?> found = Run.fromExternalizableId(build);
      return found != null && found.isLogUpdated();
    } catch (IllegalArgumentException e) {
      // Not the name of a build: nobody's.
      return false;
    }
  }

  /** Also when it was killed, of which its steps hear nothing. */
  @Override
  public void onCompleted(Run<?, ?> build, TaskListener listener) {
    forget(build);
  }

  @Override
  public void onDeleted(Run<?, ?> build) {
    forget(build);
  }

  private void forget(Run<?, ?> build) {
    if (holders.values().removeIf(holder -> holder == build)) {
      BranchRecovery.soon();
    }
  }
}
