package io.jenkins.plugins.orchestrator.jenkins.step;

import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.orchestrator.engine.migration.integration.ProcessFamily;
import java.io.File;
import jenkins.MasterToSlaveFileCallable;
import org.jspecify.annotations.Nullable;

/** Ends a command and all that it started, on the node that runs it. */
final class EndFamily extends MasterToSlaveFileCallable<@Nullable Void> {
  private static final long serialVersionUID = 1L;

  private final String mark;

  /**
   * @param mark of the family
   */
  EndFamily(String mark) {
    this.mark = mark;
  }

  @Override
  public @Nullable Void invoke(File workspace, VirtualChannel channel) {
    ProcessFamily.marked(mark).end();
    return null;
  }
}
