package io.jenkins.plugins.orchestrator.engine.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Files and directories that nobody but their owner may read, from their creation on, and that
 * survive a power failure once they are synced. A file system without POSIX permissions, such as
 * that of Windows, gives them the rights that it gives to whatever their owner makes.
 */
public final class PrivateFiles {
  private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private static final FileAttribute<Set<PosixFilePermission>> FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private PrivateFiles() {}

  /**
   * Makes a directory.
   *
   * @throws FileAlreadyExistsException when something of that name is there
   */
  public static void createDirectory(Path directory) throws IOException {
    Files.createDirectory(directory, where(directory, DIRECTORY));
  }

  /** Makes a directory and those above it that are not there; what is there keeps its rights. */
  public static void createDirectories(Path directory) throws IOException {
    Files.createDirectories(directory, where(directory, DIRECTORY));
  }

  /**
   * Makes an empty file.
   *
   * @throws FileAlreadyExistsException when something of that name is there
   */
  public static void createFile(Path file) throws IOException {
    Files.createFile(file, where(file, FILE));
  }

  /**
   * Opens a file.
   *
   * @param options where they make it, it is private; one that is there keeps its rights
   */
  public static FileChannel open(Path file, OpenOption... options) throws IOException {
    return FileChannel.open(file, Set.of(options), where(file, FILE));
  }

  /**
   * Brings a file, or a directory's list of names, to the disk. Where there are no POSIX
   * permissions a directory cannot be opened, and its file system looks after the names itself.
   */
  public static void sync(Path path) throws IOException {
    if (!isPosix(path) && Files.isDirectory(path)) {
      return;
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static FileAttribute<?>[] where(
      Path path, FileAttribute<Set<PosixFilePermission>> permissions) {
    return isPosix(path) ? new FileAttribute<?>[] {permissions} : new FileAttribute<?>[0];
  }

  private static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
