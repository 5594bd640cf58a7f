package io.jenkins.plugins.orchestrator.engine.migration.script;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.SortedMap;
import java.util.function.Consumer;

/** Collects the regular files that are not hidden. */
final class ScriptLister extends SimpleFileVisitor<Path> {
  private final Path root;
  private final SortedMap<String, Path> files;
  private final Consumer<String> leadsOut;

  ScriptLister(Path root, SortedMap<String, Path> files, Consumer<String> leadsOut) {
    this.root = root;
    this.files = files;
    this.leadsOut = leadsOut;
  }

  @Override
  public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
      throws IOException {
    if (directory.equals(root)) {
      return FileVisitResult.CONTINUE;
    }
    if (hidden(directory)) {
      return FileVisitResult.SKIP_SUBTREE;
    }
    if (Files.isSymbolicLink(directory) && !directory.toRealPath().startsWith(root)) {
      leadsOut.accept(relative(directory));
      return FileVisitResult.SKIP_SUBTREE;
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    if (!hidden(file) && attributes.isRegularFile()) {
      files.put(relative(file), file);
    }
    return files.size() > ScriptFiles.MAX_FILES
        ? FileVisitResult.TERMINATE
        : FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
    // A link that leads nowhere or in a circle is nobody's script.
    if (Files.isSymbolicLink(file)) {
      return FileVisitResult.CONTINUE;
    }
    throw e;
  }

  private String relative(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  private static boolean hidden(Path path) {
    return path.getFileName() != null && path.getFileName().toString().startsWith(".");
  }
}
