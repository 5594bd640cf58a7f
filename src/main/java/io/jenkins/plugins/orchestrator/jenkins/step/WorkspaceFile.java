package io.jenkins.plugins.orchestrator.jenkins.step;

import hudson.remoting.VirtualChannel;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import jenkins.MasterToSlaveFileCallable;

/** Writes a text file where the workspace is; whoever reads it sees the old or the new one. */
final class WorkspaceFile extends MasterToSlaveFileCallable<Void> {
  private static final long serialVersionUID = 1L;

  private final String path;
  private final String text;

  /**
   * @param path relative to the workspace or absolute
   */
  WorkspaceFile(String path, String text) {
    this.path = path;
    this.text = text;
  }

  @Override
  @SuppressWarnings("NullAway") // the only value of the type
  public Void invoke(File workspace, VirtualChannel channel) throws IOException {
    try {
      Path file = workspace.toPath().resolve(path);
      Path directory = file.toAbsolutePath().getParent();
      if (directory == null) {
        throw new IOException(path + " is no file");
      }
      Files.createDirectories(directory);
      Path fresh = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
      try {
        Files.writeString(fresh, text);
        Files.move(
            fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(fresh);
      }
      return null;
    } catch (InvalidPathException | IOException e) {
      // Only the message travels.
      throw new IOException("could not write " + path + ": " + e);
    }
  }
}
