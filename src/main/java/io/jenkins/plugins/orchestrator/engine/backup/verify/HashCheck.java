package io.jenkins.plugins.orchestrator.engine.backup.verify;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupFile;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.ManifestFile;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.VerificationLines;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Whether a backup's directory holds what its manifest says, byte by byte, and nothing else.
 *
 * @param problems for people; empty when everything is as it was
 * @param bytes that were read
 */
public record HashCheck(List<String> problems, long bytes) {
  /** Beyond it a disk, not the processor, is what is waited for. */
  private static final int MOST_AT_ONCE = 4;

  private static final int BUFFER = 1 << 20;
  private static final int MOST_PROBLEMS = 100;

  public HashCheck {
    problems = List.copyOf(problems);
  }

  /**
   * Reads and hashes all files, several at once, the largest first.
   *
   * @param directory of the backup
   * @param files of its manifest
   * @throws IOException when the directory cannot be read; a file that cannot be is a problem
   * @throws CancelledException when cancelled
   */
  public static HashCheck of(Path directory, List<BackupFile> files, Cancellation cancellation)
      throws IOException {
    List<BackupFile> sorted = new ArrayList<>(files);
    sorted.sort((left, right) -> Long.compare(right.bytes(), left.bytes()));
    ExecutorService executor =
        Executors.newFixedThreadPool(
            Math.min(MOST_AT_ONCE, Runtime.getRuntime().availableProcessors()));
    List<String> problems = new ArrayList<>();
    long bytes = 0;
    try {
      List<Future<List<String>>> running = new ArrayList<>();
      for (BackupFile file : sorted) {
        running.add(executor.submit(() -> problems(directory, file, cancellation)));
      }
      for (Future<List<String>> each : running) {
        problems.addAll(get(each, cancellation));
      }
      for (BackupFile file : files) {
        bytes += file.bytes();
      }
    } finally {
      executor.shutdownNow();
    }
    problems.addAll(extra(directory, files));
    int more = problems.size() - MOST_PROBLEMS;
    if (more > 0) {
      problems.subList(MOST_PROBLEMS, problems.size()).clear();
      problems.add("and " + more + " more");
    }
    return new HashCheck(problems, bytes);
  }

  private static List<String> problems(Path directory, BackupFile file, Cancellation cancellation) {
    Path path = directory.resolve(file.path());
    try {
      if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        return List.of(file.path() + ": missing");
      }
      if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
        return List.of(file.path() + ": found a directory, link or device; expected a file");
      }
      long size = Files.size(path);
      if (size != file.bytes()) {
        return List.of(
            file.path()
                + (size < file.bytes() ? ": cut: " : ": longer: ")
                + "found "
                + size
                + " bytes; expected "
                + file.bytes());
      }
      String hash = hash(path, cancellation);
      return hash.equals(file.sha256())
          ? List.of()
          : List.of(
              file.path() + ": changed: found SHA-256 " + hash + "; expected " + file.sha256());
    } catch (IOException e) {
      return List.of(file.path() + ": cannot be read: " + e.getMessage());
    }
  }

  private static String hash(Path path, Cancellation cancellation) throws IOException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        cancellation.check();
        digest.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static List<String> extra(Path directory, List<BackupFile> files) throws IOException {
    Set<Path> known = new HashSet<>();
    known.add(directory.resolve(ManifestFile.NAME));
    known.add(directory.resolve(VerificationLines.NAME));
    files.forEach(file -> known.add(directory.resolve(file.path())));
    List<String> extra = new ArrayList<>();
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (!known.contains(file)) {
              extra.add(directory.relativize(file) + ": no part of the backup");
            }
            return FileVisitResult.CONTINUE;
          }
        });
    extra.sort(String::compareTo);
    return extra;
  }

  private static List<String> get(Future<List<String>> future, Cancellation cancellation)
      throws IOException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while files were hashed");
    } catch (ExecutionException e) {
      cancellation.check();
      throw new IOException(e.getCause());
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
