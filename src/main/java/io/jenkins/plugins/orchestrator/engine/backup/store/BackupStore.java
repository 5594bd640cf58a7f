package io.jenkins.plugins.orchestrator.engine.backup.store;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupId;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.Manifest;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.ManifestFile;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.StoredBackup;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.Verification;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.VerificationLines;
import io.jenkins.plugins.orchestrator.engine.backup.retention.RetentionStore;
import io.jenkins.plugins.orchestrator.engine.files.PrivateFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The backups in a folder, each a directory named by its {@link BackupId}. A backup gets that name
 * only when all of it, its manifest last, is on the disk; until then its directory is called {@code
 * <id>.partial}, and {@code <id>.deleted} when it goes. Other things in the folder are nobody's
 * business. Several runs may use one folder at once.
 */
public final class BackupStore implements RetentionStore {
  /** A file that says that a rollback points to the backup. */
  private static final String PIN = "pinned";

  static final String PARTIAL = ".partial";
  static final String DELETED = ".deleted";

  private final Path directory;

  /**
   * @param directory may not exist yet
   */
  public BackupStore(Path directory) {
    this.directory = directory.toAbsolutePath().normalize();
  }

  /** The folder. */
  public Path directory() {
    return directory;
  }

  /**
   * What lies in the folder.
   *
   * @param backups the oldest first
   * @param unusable what has a backup's name and is none, by name
   */
  public record Listing(List<StoredBackup> backups, List<Unusable> unusable) {
    public Listing {
      backups = List.copyOf(backups);
      unusable = List.copyOf(unusable);
    }

    /** Those of an environment or folder, the oldest first. */
    public List<StoredBackup> of(String environment) {
      return backups.stream()
          .filter(each -> each.manifest().environment().equals(environment))
          .toList();
    }

    /** Those of an environment that hold the same database or folder, the oldest first. */
    public List<StoredBackup> like(Manifest manifest) {
      return of(manifest.environment()).stream()
          .filter(each -> each.manifest().source().equals(manifest.source()))
          .toList();
    }
  }

  /**
   * A directory that looks like a backup and is none.
   *
   * @param name of the directory
   * @param why it is none, a sentence
   */
  public record Unusable(String name, String why) {}

  /**
   * Reads all manifests; hashes no other file. A folder that does not exist holds nothing.
   *
   * @throws IOException when the folder cannot be read
   */
  public Listing list() throws IOException {
    List<StoredBackup> backups = new ArrayList<>();
    List<Unusable> unusable = new ArrayList<>();
    for (String name : names()) {
      if (BackupId.isOne(name)) {
        list(name, backups, unusable);
      } else if (isOfBackup(name, PARTIAL)) {
        unusable.add(new Unusable(name, "it is being written, or its run was killed"));
      } else if (isOfBackup(name, DELETED)) {
        unusable.add(new Unusable(name, "it is being deleted, or its run was killed"));
      }
    }
    backups.sort(
        Comparator.comparing((StoredBackup each) -> each.manifest().startedAt())
            .thenComparing(each -> each.manifest().id()));
    return new Listing(backups, unusable);
  }

  private void list(String name, List<StoredBackup> backups, List<Unusable> unusable) {
    try {
      backups.add(read(new BackupId(name)));
    } catch (IOException e) {
      // Retention of another run may have taken it meanwhile.
      if (Files.exists(directory.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
        unusable.add(new Unusable(name, String.valueOf(e.getMessage())));
      }
    }
  }

  /**
   * Reads one backup's manifest and verifications.
   *
   * @throws NoSuchFileException when there is no such directory
   * @throws IOException when it is no backup; says why
   */
  public StoredBackup read(BackupId id) throws IOException {
    Path place = directory.resolve(id.value());
    if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
      throw new NoSuchFileException(place.toString());
    }
    if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(place + ": found something else; expected the directory of a backup");
    }
    ManifestFile file = ManifestFile.read(place);
    if (!file.manifest().id().equals(id)) {
      throw new IOException(
          place
              + ": found the manifest of "
              + file.manifest().id()
              + "; expected its own. Give the directory its name back.");
    }
    return new StoredBackup(file.manifest(), file.sha256(), verifications(place, file.sha256()));
  }

  /** The directory of a backup. */
  public Path directoryOf(BackupId id) {
    return directory.resolve(id.value());
  }

  private static List<Verification> verifications(Path place, String manifest) throws IOException {
    Path file = place.resolve(VerificationLines.NAME);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] text = in.readNBytes(VerificationLines.LARGEST + 1);
      if (text.length > VerificationLines.LARGEST) {
        throw new IOException(
            file + ": found more than " + VerificationLines.LARGEST + " bytes; expected less");
      }
      return VerificationLines.of(manifest, text);
    }
  }

  @Override
  public StoredBackup read(StoredBackup backup) throws IOException {
    return read(backup.manifest().id());
  }

  /**
   * Begins a backup.
   *
   * @return to be filled, then published; closing it before that deletes what was written
   * @throws IOException when the folder cannot be written
   */
  public PartialBackup begin(BackupId id) throws IOException {
    Disk.createPrivate(directory);
    return PartialBackup.begin(directory, id);
  }

  /**
   * Writes down what a look at a backup found; it is on the disk when this returns.
   *
   * @throws IOException when it could not be
   */
  public void append(BackupId id, Verification verification) throws IOException {
    Path file = directory.resolve(id.value()).resolve(VerificationLines.NAME);
    boolean isNew = !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    // In one write, so that two of them at once do not mix; begun on a line of its own, as half a
    // line may be there.
    String text = (isNew ? "" : "\n") + VerificationLines.encode(verification) + "\n";
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    try (FileChannel channel =
        PrivateFiles.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.APPEND,
            LinkOption.NOFOLLOW_LINKS)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    if (isNew) {
      PrivateFiles.sync(file.getParent());
    }
  }

  @Override
  public boolean isPinned(BackupId id) throws IOException {
    Path pin = directory.resolve(id.value()).resolve(PIN);
    if (Files.notExists(pin, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    if (Files.exists(pin, LinkOption.NOFOLLOW_LINKS)) {
      return true;
    }
    throw new IOException(pin + ": found no way to tell whether it is there; expected one");
  }

  /**
   * Deletes a backup. It loses its name first, so that half of it is never taken for a backup.
   *
   * @throws IOException when it is no backup of this folder, or holds what no backup holds: then
   *     nothing was deleted; or when not all of it could be deleted: then {@link #sweep} goes on
   */
  @Override
  public void delete(BackupId id) throws IOException {
    Path place = directory.resolve(id.value());
    if (Files.notExists(place, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    StoredBackup backup = read(id);
    refuseForeign(place, backup);
    Path deleted = directory.resolve(id.value() + DELETED);
    Files.move(place, deleted, StandardCopyOption.ATOMIC_MOVE);
    PrivateFiles.sync(directory);
    Disk.deleteTree(deleted);
    PrivateFiles.sync(directory);
  }

  private static void refuseForeign(Path place, StoredBackup backup) throws IOException {
    Set<Path> own = new HashSet<>();
    own.add(place);
    own.add(place.resolve(ManifestFile.NAME));
    own.add(place.resolve(VerificationLines.NAME));
    backup.manifest().files().stream()
        .map(file -> place.resolve(file.path()))
        .forEach(
            file -> {
              for (Path each = file; !each.equals(place); each = each.getParent()) {
                own.add(each);
              }
            });
    for (Path each : Disk.tree(place)) {
      if (!own.contains(each)) {
        throw new IOException(
            each
                + ": found what is no part of the backup; expected its own files alone. Move it"
                + " elsewhere: the backup is not deleted with it.");
      }
    }
  }

  /**
   * Takes away what killed runs left: half-written and half-deleted backups. What is not proven to
   * be dead stays.
   *
   * @return what was done, a line each; empty when nothing was there
   * @throws IOException when the folder cannot be read
   */
  public List<String> sweep() throws IOException {
    List<String> done = new ArrayList<>();
    for (String name : names()) {
      try {
        if (isOfBackup(name, DELETED)) {
          Disk.deleteTree(directory.resolve(name));
          done.add(name + ": deleted to its end");
        } else if (isOfBackup(name, PARTIAL)) {
          done.add(name + ": " + WriterLock.sweep(directory, name));
        }
      } catch (IOException e) {
        done.add(name + ": could not be taken away: " + e.getMessage());
      }
    }
    WriterLock.sweepAlone(directory);
    return done;
  }

  private static boolean isOfBackup(String name, String suffix) {
    return name.endsWith(suffix)
        && BackupId.isOne(name.substring(0, name.length() - suffix.length()));
  }

  private List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    if (!Files.isDirectory(directory)) {
      return names;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        names.add(entry.getFileName().toString());
      }
    } catch (java.nio.file.DirectoryIteratorException e) {
      throw e.getCause();
    }
    names.sort(Comparator.naturalOrder());
    return names;
  }
}
