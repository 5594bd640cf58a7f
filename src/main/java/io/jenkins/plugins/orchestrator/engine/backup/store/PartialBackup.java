package io.jenkins.plugins.orchestrator.engine.backup.store;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupId;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.Manifest;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.ManifestFile;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.StoredBackup;
import io.jenkins.plugins.orchestrator.engine.files.PrivateFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A backup that is being written. Closing it deletes it, unless it was published. Used by one
 * thread at a time.
 */
public final class PartialBackup implements AutoCloseable {
  private final BackupId id;
  private final Path store;
  private final Path directory;
  private final WriterLock lock;
  private boolean done;

  private PartialBackup(BackupId id, Path store, Path directory, WriterLock lock) {
    this.id = id;
    this.store = store;
    this.directory = directory;
    this.lock = lock;
  }

  static PartialBackup begin(Path store, BackupId id) throws IOException {
    if (Files.exists(store.resolve(id.value()), LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(store.resolve(id.value()).toString());
    }
    WriterLock lock = WriterLock.take(store, id);
    Path directory = store.resolve(id.value() + BackupStore.PARTIAL);
    try {
      PrivateFiles.createDirectory(directory);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
    return new PartialBackup(id, store, directory, lock);
  }

  /** Whose it is. */
  public BackupId id() {
    return id;
  }

  /** Where its files are written. */
  public Path directory() {
    return directory;
  }

  /**
   * Makes it a backup: everything is brought to the disk, then the manifest, then it gets its name.
   *
   * @param manifest names all files
   * @throws IOException when that failed; it is no backup then
   */
  public StoredBackup publish(Manifest manifest) throws IOException {
    if (done) {
      throw new IllegalStateException(id + " was published or given up");
    }
    if (!manifest.id().equals(id)) {
      throw new IllegalArgumentException("the manifest of " + manifest.id() + " for " + id);
    }
    Disk.syncTree(directory);
    byte[] json = ManifestFile.encode(manifest);
    write(directory.resolve(ManifestFile.NAME), json);
    PrivateFiles.sync(directory);
    // What a reader would refuse does not become a backup.
    ManifestFile written = ManifestFile.decode(json, id + "/" + ManifestFile.NAME);
    Path place = store.resolve(id.value());
    if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(place.toString());
    }
    Files.move(directory, place, StandardCopyOption.ATOMIC_MOVE);
    done = true;
    try {
      PrivateFiles.sync(store);
    } finally {
      lock.close();
    }
    return new StoredBackup(written.manifest(), written.sha256(), List.of());
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    try (FileChannel channel =
        PrivateFiles.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  /** Deletes what was written, when it was not published. */
  @Override
  public void close() throws IOException {
    if (done) {
      return;
    }
    Disk.deleteTree(directory);
    done = true;
    lock.close();
  }
}
