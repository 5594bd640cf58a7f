package io.jenkins.plugins.orchestrator.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** The files of a Jenkins that runs, and replaces them meanwhile. */
final class JenkinsHome {
  private JenkinsHome() {}

  /** Those that hold a text, whatever else they hold. */
  static List<Path> filesWith(Path home, String text) throws IOException {
    List<Path> files = files(home);
    assertThat(files).isNotEmpty();
    List<Path> with = new ArrayList<>();
    for (Path file : files) {
      if (text(file).contains(text)) {
        with.add(file);
      }
    }
    return with;
  }

  private static List<Path> files(Path home) throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        home,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            return goesOn(e);
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException e)
              throws IOException {
            return goesOn(e);
          }
        });
    return files;
  }

  private static FileVisitResult goesOn(IOException e) throws IOException {
    if (e != null && !(e instanceof NoSuchFileException)) {
      throw e;
    }
    return FileVisitResult.CONTINUE;
  }

  /**
   * What a file holds, one character for each byte: whatever its encoding is, ASCII is found in it.
   * Empty when it is gone.
   */
  private static String text(Path file) throws IOException {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return "";
    }
  }
}
