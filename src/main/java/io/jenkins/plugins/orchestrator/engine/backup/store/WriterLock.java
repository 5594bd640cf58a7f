package io.jenkins.plugins.orchestrator.engine.backup.store;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupId;
import io.jenkins.plugins.orchestrator.engine.files.PrivateFiles;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.ProcessName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What says whether the writer of a partial backup lives: a file beside it that the writer's
 * process holds a lock on, {@code <id>.partial.<process>.lock}. The process stands in the name, as
 * its own process must not even open the file: closing any channel of a file gives up the lock.
 */
final class WriterLock implements AutoCloseable {
  private static final String SUFFIX = ".lock";

  /** A lock of another machine may not be seen here; so long no living writer writes nothing. */
  private static final Duration SILENCE = Duration.ofHours(24);

  private static final int LONGEST_HOST = 1024;

  private final Path file;
  private final FileChannel channel;

  private WriterLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Takes the lock of a partial backup that is not there yet. */
  static WriterLock take(Path store, BackupId id) throws IOException {
    Path file = store.resolve(id.value() + BackupStore.PARTIAL + "." + ownProcess() + SUFFIX);
    FileChannel channel =
        PrivateFiles.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        throw new IOException(file + " is locked by another process although it is new");
      }
      channel.write(ByteBuffer.wrap(ProcessName.host().getBytes(StandardCharsets.UTF_8)));
      channel.force(true);
      // Another run's sweep may have taken it away in the moment before it was locked.
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new IOException(file + " was taken away when it was new. Try again.");
      }
      return new WriterLock(file, channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static String ownProcess() {
    return ProcessName.of(ProcessHandle.current());
  }

  /** Takes a partial backup away when its writer is proven to be dead; says what was done. */
  static String sweep(Path store, String partial) throws IOException {
    Path file = find(store, partial);
    Path directory = store.resolve(partial);
    if (file == null) {
      // It is made before the partial and deleted after it; it may be a copy of another folder.
      if (isSilent(directory)) {
        Disk.deleteTree(directory);
        return "deleted: nobody wrote to it for " + SILENCE.toHours() + " hours";
      }
      return "kept: it is not known who writes it";
    }
    if (isOwn(file)) {
      return "kept: this process writes it";
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      if (!isFree(channel)) {
        return "kept: its run is at work";
      }
      ByteBuffer host = ByteBuffer.allocate(LONGEST_HOST);
      channel.read(host, 0);
      String writer = new String(host.array(), 0, host.position(), StandardCharsets.UTF_8);
      if (!writer.equals(ProcessName.host()) && !isSilent(directory)) {
        return "kept: it was written on " + (writer.isEmpty() ? "an unknown machine" : writer);
      }
      Disk.deleteTree(directory);
      Files.deleteIfExists(file);
      return "deleted: its run was killed";
    }
  }

  /** Takes away the locks of dead processes that have no partial backup any more. */
  static void sweepAlone(Path store) throws IOException {
    for (Path file : locks(store)) {
      String name = file.getFileName().toString();
      String partial =
          name.substring(0, name.indexOf(BackupStore.PARTIAL + ".") + BackupStore.PARTIAL.length());
      if (isOwn(file) || Files.exists(store.resolve(partial), LinkOption.NOFOLLOW_LINKS)) {
        continue;
      }
      sweepLock(file);
    }
  }

  private static void sweepLock(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      if (isFree(channel) && isSilentFile(file)) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // It has just gone, or is another user's.
      return;
    }
  }

  private static boolean isFree(FileChannel channel) throws IOException {
    try {
      FileLock taken = channel.tryLock();
      return taken != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static boolean isOwn(Path file) {
    return file.getFileName().toString().endsWith("." + ownProcess() + SUFFIX);
  }

  private static @Nullable Path find(Path store, String partial) throws IOException {
    return locks(store).stream()
        .filter(file -> file.getFileName().toString().startsWith(partial + "."))
        .findFirst()
        .orElse(null);
  }

  private static List<Path> locks(Path store) throws IOException {
    if (!Files.isDirectory(store)) {
      return List.of();
    }
    List<Path> locks = new java.util.ArrayList<>();
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(store, "*" + BackupStore.PARTIAL + ".*" + SUFFIX)) {
      for (Path file : all) {
        String name = file.getFileName().toString();
        if (BackupId.isOne(name.substring(0, name.indexOf(BackupStore.PARTIAL + ".")))) {
          locks.add(file);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return locks;
  }

  private static boolean isSilent(Path directory) throws IOException {
    for (Path each : Disk.tree(directory)) {
      if (!isSilentFile(each)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSilentFile(Path file) throws IOException {
    FileTime written = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS);
    return written.toInstant().isBefore(Instant.now().minus(SILENCE));
  }

  /** First the file, then the lock: nobody takes the free lock of a living writer for a dead's. */
  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
    channel.close();
  }
}
