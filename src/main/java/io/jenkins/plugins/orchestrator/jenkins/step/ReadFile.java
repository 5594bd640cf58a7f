package io.jenkins.plugins.orchestrator.jenkins.step;

import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.orchestrator.engine.migration.integration.LocalCommands;
import io.jenkins.plugins.orchestrator.engine.operation.UserCommands.WrittenFile;
import java.io.File;
import java.io.IOException;
import java.util.Map;
import jenkins.MasterToSlaveFileCallable;

/** Reads a file that a command wrote, on the node that has the workspace. */
final class ReadFile extends MasterToSlaveFileCallable<WrittenFile> {
  private static final long serialVersionUID = 1L;

  private final String path;
  private final int most;

  /**
   * @param path relative to the workspace
   * @param most bytes that it may have
   */
  ReadFile(String path, int most) {
    this.path = path;
    this.most = most;
  }

  @Override
  public WrittenFile invoke(File workspace, VirtualChannel channel) throws IOException {
    return new LocalCommands(Map.of(), workspace.toPath()).read(path, most);
  }
}
