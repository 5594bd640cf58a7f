package io.jenkins.plugins.orchestrator.engine.backup.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** Files that must survive a power failure, and trees that go; symbolic links are not followed. */
final class Disk {
  /** Backups hold everything that the database does. */
  static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  static final FileAttribute<?> OWNER_ONLY_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private Disk() {}

  /** Makes a directory and those above it that are not there; what is there keeps its rights. */
  static void createPrivate(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory, OWNER_ONLY);
      sync(directory.getParent());
    }
  }

  /** Brings a file or a directory's list of names to the disk. */
  static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Brings everything below a directory, and itself, to the disk. */
  static void syncTree(Path directory) throws IOException {
    for (Path each : tree(directory)) {
      if (Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)
          || Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)) {
        sync(each);
      }
    }
  }

  /** All that is in a directory, and itself last: what is inside stands before what holds it. */
  static List<Path> tree(Path directory) throws IOException {
    List<Path> all = new ArrayList<>();
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            all.add(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path each, IOException e) throws IOException {
            if (e != null) {
              throw e;
            }
            all.add(each);
            return FileVisitResult.CONTINUE;
          }
        });
    return all;
  }

  /** Deletes a tree; that another run does the same meanwhile is no error. */
  static void deleteTree(Path directory) throws IOException {
    try {
      for (Path each : tree(directory)) {
        Files.deleteIfExists(each);
      }
    } catch (NoSuchFileException e) {
      if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
        throw e;
      }
    }
  }
}
