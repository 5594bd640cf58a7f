package io.jenkins.plugins.orchestrator.jenkins.branch;

import hudson.Extension;
import hudson.model.Computer;
import hudson.model.Queue;
import hudson.model.queue.QueueListener;

/** A person may cancel a branch in the queue: without this its step would wait for ever. */
@Extension
public final class QueueCancellations extends QueueListener {
  @Override
  public void onLeft(Queue.LeftItem item) {
    if (!item.isCancelled()) {
      return;
    }
    if (item.task instanceof BranchTask task) {
      // Not on this thread, which holds the queue's lock.
      Computer.threadPoolForRemoting.execute(
          () -> task.branch().stop("its item in Jenkins' queue was cancelled"));
    } else if (item.task instanceof RecoveryTask task) {
      task.cancelled();
    }
  }
}
