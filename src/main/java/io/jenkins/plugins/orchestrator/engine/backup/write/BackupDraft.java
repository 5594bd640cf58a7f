package io.jenkins.plugins.orchestrator.engine.backup.write;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.ArchiveFacts;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupFile;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupId;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.DatabaseContents;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.DatabaseFacts;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.Manifest;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.ManifestText;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.RestoreCommands;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.StoredBackup;
import io.jenkins.plugins.orchestrator.engine.backup.store.BackupStore;
import io.jenkins.plugins.orchestrator.engine.backup.store.PartialBackup;
import io.jenkins.plugins.orchestrator.engine.config.BackupSettings;
import io.jenkins.plugins.orchestrator.engine.config.BackupSettings.Encryption;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientToolsException;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A backup while it is made: first dumped or archived, then hashed and published. Closing it takes
 * away what was written, unless it was published. Used by one thread at a time.
 */
public final class BackupDraft implements AutoCloseable {
  private static final String HASHES = "SHA256SUMS";

  private final BackupWork work;
  private final BackupStore store;
  private final BackupSettings settings;
  private final String purpose;
  private final Instant startedAt = Instant.now();
  private final long startedNanos = System.nanoTime();
  private final @Nullable Encryptor encryptor;
  private final PartialBackup partial;
  private @Nullable Written written;

  private BackupDraft(
      BackupWork work,
      BackupStore store,
      BackupSettings settings,
      String purpose,
      @Nullable Encryptor encryptor)
      throws IOException {
    this.work = work;
    this.store = store;
    this.settings = settings;
    this.purpose = purpose;
    this.encryptor = encryptor;
    this.partial = store.begin(BackupId.of(startedAt, work.lane(), RunId.random()));
  }

  /** What lies in the partial directory. */
  private record Written(
      ArchiveFacts archive,
      @Nullable DatabaseFacts database,
      @Nullable DatabaseContents contents,
      @Nullable String folder,
      List<String> restore) {}

  /**
   * Begins one.
   *
   * @param purpose the user's words, may be empty
   * @throws BackupException when it cannot be made as configured, or the folder of the backups
   *     cannot be written
   */
  public static BackupDraft begin(
      BackupWork work, BackupStore store, BackupSettings settings, String purpose)
      throws BackupException {
    Encryption encryption = settings.encryption();
    Encryptor encryptor = encryption == null ? null : Encryptor.of(work, encryption);
    try {
      return new BackupDraft(work, store, settings, purpose, encryptor);
    } catch (IOException e) {
      throw new BackupException(
          store.directory()
              + ": found a folder that cannot be written: "
              + e
              + "; expected one of this user's own with room. Name another backup.directory.",
          e);
    }
  }

  /**
   * Dumps a database into it.
   *
   * @throws SQLException when the database could not be reached or read
   * @throws BackupException when the dump failed; says what to do
   */
  public void dump(DatabaseTarget source) throws SQLException, BackupException {
    try {
      DatabaseDump.Dumped dumped =
          new DatabaseDump(work, source, settings, partial.directory(), encryptor).run();
      String globals =
          settings.globals()
              ? new GlobalsDump(work, dumped.client(), source).write(partial.directory(), encryptor)
              : null;
      written =
          new Written(
              dumped.archive(),
              dumped.facts(),
              dumped.contents(),
              null,
              RestoreCommands.ofDatabase(
                  dumped.facts(), dumped.archive(), globals, dumped.settingsFile()));
    } catch (IOException e) {
      throw failed(e);
    } catch (ClientToolsException e) {
      throw new BackupException(work.redact(e.getMessage()), e);
    }
  }

  /**
   * Archives a folder into it.
   *
   * @param folder an existing directory
   * @param configured its path as configured
   * @return what could not be read and is missing in it
   * @throws BackupException when that failed; says what to do
   */
  public List<String> archive(Path folder, String configured) throws BackupException {
    try {
      FolderArchive.Archived archived =
          new FolderArchive(work, folder, settings, partial.directory(), encryptor).run();
      written =
          new Written(
              archived.archive(),
              null,
              null,
              configured,
              RestoreCommands.ofFolder(archived.archive()));
      return archived.unreadable();
    } catch (IOException e) {
      throw failed(e);
    } catch (ClientToolsException e) {
      throw new BackupException(work.redact(e.getMessage()), e);
    }
  }

  /**
   * Hashes what was written, writes the manifest and gives the backup its name.
   *
   * @throws BackupException when that failed; it is no backup then
   */
  public StoredBackup publish() throws BackupException {
    Written parts = written;
    if (parts == null) {
      throw new IllegalStateException("nothing was written");
    }
    try {
      Path directory = partial.directory();
      int threads = Math.max(1, Math.min(settings.jobs(), 4));
      List<BackupFile> files =
          new ArrayList<>(FileHashes.of(directory, threads, work.cancellation()));
      files.add(text(HASHES, hashes(files)));
      List<StoredBackup> earlier = store.list().like(manifest(parts, files, null));
      String previous = earlier.isEmpty() ? null : earlier.get(earlier.size() - 1).sha256();
      Manifest described = manifest(parts, files, previous);
      files.add(text(ManifestText.NAME, work.redact(ManifestText.of(described))));
      work.cancellation().check();
      return partial.publish(manifest(parts, files, previous));
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private Manifest manifest(Written parts, List<BackupFile> files, @Nullable String previous) {
    return new Manifest(
        Manifest.FORM,
        partial.id(),
        work.lane(),
        purpose,
        work.context().run(),
        startedAt,
        Duration.ofNanos(System.nanoTime() - startedNanos),
        tool(),
        parts.archive(),
        parts.database(),
        parts.contents(),
        parts.folder(),
        files,
        previous,
        parts.restore());
  }

  private static String tool() {
    String version = BackupDraft.class.getPackage().getImplementationVersion();
    return "Parallel Orchestrator " + (version == null ? "development" : version);
  }

  private BackupFile text(String name, String text) throws IOException {
    Path file = partial.directory().resolve(name);
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    return FileHashes.hash(partial.directory(), file, work.cancellation());
  }

  private static String hashes(List<BackupFile> files) {
    StringBuilder text = new StringBuilder();
    files.forEach(file -> text.append(file.sha256()).append("  ").append(file.path()).append('\n'));
    return text.toString();
  }

  private BackupException failed(IOException e) {
    String said =
        e instanceof FileSystemException file
            ? file.getFile() + ": " + file.getReason()
            : String.valueOf(e.getMessage());
    return new BackupException(
        FreeSpace.isFull(said)
            ? FreeSpace.full(partial.directory(), work.redact(said))
            : "writing "
                + partial.directory()
                + " failed: "
                + work.redact(said)
                + ". Nothing of this backup is kept.",
        e);
  }

  /**
   * Takes away what was written, when it was not published.
   *
   * @throws IOException when not all of it could be deleted: the next run does that
   */
  @Override
  public void close() throws IOException {
    partial.close();
  }
}
