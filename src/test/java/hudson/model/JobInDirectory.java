package hudson.model;

import hudson.security.Permission;
import java.io.File;
import java.nio.file.Path;

/** A job of which there are its directory and those of its builds only. */
public final class JobInDirectory<J extends Job<J, R>, R extends Run<J, R>> extends Job<J, R> {
  private final Path directory;

  private JobInDirectory(Path directory) {
    this.directory = directory;
  }

  /** One in a directory that exists; whoever asks may read it. */
  public static <J extends Job<J, R>, R extends Run<J, R>> Job<J, R> in(Path directory) {
    return new JobInDirectory<>(directory);
  }

  @Override
  public File getRootDir() {
    return directory.toFile();
  }

  @Override
  public File getBuildDir() {
    return directory.resolve("builds").toFile();
  }

  @Override
  public void checkPermission(Permission permission) {}

  @Override
  public boolean hasPermission(Permission permission) {
    return true;
  }
}
