package io.jenkins.plugins.orchestrator.engine.backup.write;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupFile;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Hashes what lies in a directory. */
final class FileHashes {
  private static final int BUFFER = 1024 * 1024;

  private FileHashes() {}

  /**
   * All files below a directory, by path.
   *
   * @param threads how many at once
   */
  static List<BackupFile> of(Path directory, int threads, Cancellation cancellation)
      throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(directory)) {
      files = walk.filter(each -> Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)).toList();
    }
    List<Future<BackupFile>> hashes = new ArrayList<>();
    ExecutorService executor = Executors.newFixedThreadPool(threads, FileHashes::thread);
    try {
      // The largest first, so that it is not alone at the end.
      files.stream()
          .sorted(Comparator.comparingLong((Path file) -> file.toFile().length()).reversed())
          .forEach(file -> hashes.add(executor.submit(() -> hash(directory, file, cancellation))));
      List<BackupFile> hashed = new ArrayList<>();
      for (Future<BackupFile> each : hashes) {
        hashed.add(get(each));
      }
      hashed.sort(Comparator.comparing(BackupFile::path));
      return List.copyOf(hashed);
    } finally {
      executor.shutdownNow();
    }
  }

  private static Thread thread(Runnable body) {
    Thread thread = new Thread(body, "backup-hash");
    thread.setDaemon(true);
    return thread;
  }

  private static BackupFile get(Future<BackupFile> future) throws IOException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while files were hashed");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      if (e.getCause() instanceof CancelledException cancelled) {
        throw cancelled;
      }
      throw new IOException(e.getCause());
    }
  }

  static BackupFile hash(Path directory, Path file, Cancellation cancellation) throws IOException {
    MessageDigest digest = sha256();
    long bytes = 0;
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        cancellation.check();
        digest.update(buffer, 0, n);
        bytes += n;
      }
    }
    String path = directory.relativize(file).toString().replace('\\', '/');
    return new BackupFile(path, bytes, HexFormat.of().formatHex(digest.digest()));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
