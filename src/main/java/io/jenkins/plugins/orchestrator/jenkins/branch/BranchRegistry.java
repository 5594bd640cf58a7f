package io.jenkins.plugins.orchestrator.jenkins.branch;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.RunListener;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Knows all branches that run now, and ends those whose build has ended without a word: it was
 * killed or deleted.
 */
@Extension
public final class BranchRegistry extends RunListener<Run<?, ?>> {
  private final List<Branches<?>> running = new CopyOnWriteArrayList<>();

  static BranchRegistry get() {
    return ExtensionList.lookupSingleton(BranchRegistry.class);
  }

  void add(Branches<?> branches) {
    running.add(branches);
  }

  void remove(Branches<?> branches) {
    running.remove(branches);
  }

  /** Those that run now. */
  List<Branches<?>> running() {
    return List.copyOf(running);
  }

  /** Whether a branch of this controller still works under the id. */
  boolean isRunning(RunId id) {
    return running.stream().anyMatch(branches -> branches.has(id));
  }

  @Override
  public void onCompleted(Run<?, ?> build, TaskListener listener) {
    stop(build, "its build has ended");
  }

  @Override
  public void onDeleted(Run<?, ?> build) {
    stop(build, "its build was deleted");
  }

  private void stop(Run<?, ?> build, String reason) {
    running.stream()
        .filter(branches -> branches.belongsTo(build))
        .forEach(branches -> branches.stop(reason));
  }
}
