package io.jenkins.plugins.orchestrator.engine.backup.store;

import io.jenkins.plugins.orchestrator.engine.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** Files that must survive a power failure, and trees that go; symbolic links are not followed. */
final class Disk {
  private Disk() {}

  /** Makes a directory and those above it that are not there; what is there keeps its rights. */
  static void createPrivate(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      PrivateFiles.createDirectories(directory);
      PrivateFiles.sync(directory.getParent());
    }
  }

  /** Brings everything below a directory, and itself, to the disk. */
  static void syncTree(Path directory) throws IOException {
    for (Path each : tree(directory)) {
      if (Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)
          || Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)) {
        PrivateFiles.sync(each);
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
