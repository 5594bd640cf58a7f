package io.jenkins.plugins.orchestrator.engine.backup.write;

import io.jenkins.plugins.orchestrator.engine.backup.contents.ReadContents;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.ArchiveFacts;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.DatabaseContents;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.DatabaseFacts;
import io.jenkins.plugins.orchestrator.engine.config.BackupSettings;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientInstallation;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientToolsException;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Dumps one database, and reads under the dump's own snapshot what is in it. */
final class DatabaseDump {
  static final String SETTINGS = "settings.sql";
  static final String FINGERPRINT = "schema.fingerprint";

  /**
   * A table that was dropped or altered between the snapshot and its lock: a new snapshot helps.
   */
  private static final int TRIES = 2;

  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private final BackupWork work;
  private final DatabaseTarget source;
  private final BackupSettings settings;
  private final Path directory;
  private final @Nullable Encryptor encryptor;

  /**
   * @param directory where the backup's files are written
   * @param encryptor null when nothing is encrypted
   */
  DatabaseDump(
      BackupWork work,
      DatabaseTarget source,
      BackupSettings settings,
      Path directory,
      @Nullable Encryptor encryptor) {
    this.work = work;
    this.source = source;
    this.settings = settings;
    this.directory = directory;
    this.encryptor = encryptor;
  }

  /**
   * What was dumped.
   *
   * @param settingsFile what a dump leaves out, as SQL; null when there is nothing
   */
  record Dumped(
      ClientInstallation client,
      ArchiveFacts archive,
      DatabaseFacts facts,
      DatabaseContents contents,
      @Nullable String settingsFile) {}

  /**
   * Dumps it.
   *
   * @throws SQLException when the database could not be reached or read
   * @throws BackupException when the dump failed; says what to do
   */
  Dumped run() throws SQLException, IOException, BackupException, ClientToolsException {
    for (int attempt = 1; ; attempt++) {
      try {
        return attempt();
      } catch (DumpFailed e) {
        if (attempt == TRIES || !e.mayHelpToTryAgain()) {
          throw new BackupException(source + ": " + e.getMessage(), e);
        }
        work.say("the dump failed and is tried once more: " + e.getMessage());
        // A dump that failed refuses what it left the next time.
        DumpFiles.empty(directory);
      }
    }
  }

  private Dumped attempt()
      throws SQLException, IOException, BackupException, ClientToolsException, DumpFailed {
    work.cancellation().check();
    Cancellation signal = work.cancellation().child();
    try (ServerPulse pulse =
        ServerPulse.of(source, work.applicationName("contents"), ServerPulse.PATIENCE, signal)) {
      pulse.start();
      return attempt(signal);
    } catch (SQLException | CancelledException e) {
      String why = signal.reason();
      if (why == null || work.cancellation().isCancelled()) {
        throw e;
      }
      // Its server is dead.
      throw new DumpFailed(e instanceof CancelledException ? e.getMessage() : why, false);
    }
  }

  private Dumped attempt(Cancellation signal)
      throws SQLException, IOException, BackupException, ClientToolsException, DumpFailed {
    try (SnapshotSessions sessions = sessions(Math.max(1, settings.jobs()), signal)) {
      ClientInstallation client = work.tools().forServer(sessions.first().version());
      DumpCompression compression =
          DumpCompression.choose(work, client, settings.compression(), settings.level());
      DatabaseFacts facts = DatabaseFactsReader.read(sessions.first(), sessions.systemIdentifier());
      FreeSpace.check(work, directory, facts.bytes());
      work.say(
          "dumping "
              + Sizes.of(facts.bytes())
              + " with pg_dump "
              + client.version()
              + ", "
              + compression.method());
      Archive archive = new Archive(work.with(signal), source, settings, directory, encryptor);
      Archive.Written archived;
      ReadContents contents;
      try (ContentsReading reading =
          ContentsReading.start(work, sessions, settings.checksums(), signal)) {
        archived = archive(archive, client, compression, sessions.snapshot(), reading);
        contents = reading.await();
      }
      String script = DatabaseFactsReader.script(facts);
      String settingsFile =
          script.isEmpty() ? null : write(SETTINGS, script.getBytes(StandardCharsets.UTF_8));
      String fingerprint = write(FINGERPRINT, contents.schema().toBytes());
      return new Dumped(
          client,
          archived.facts(),
          // They stand in the encrypted file alone.
          encryptor == null ? facts : facts.withoutOwnSettings(),
          contents.withFile(fingerprint).withSequences(archived.sequences()),
          settingsFile);
    }
  }

  private SnapshotSessions sessions(int count, Cancellation signal)
      throws SQLException, DumpFailed {
    try {
      return SnapshotSessions.open(source, work.applicationName("contents"), count, signal);
    } catch (SQLException e) {
      if (!LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
        throw e;
      }
      throw new DumpFailed(
          "found a table that somebody else kept locked for "
              + SnapshotSessions.LOCK_WAIT.toSeconds()
              + " s; expected none. Try again when no DDL runs, and look at pg_locks. The server"
              + " said: "
              + work.redact(e.getMessage()),
          true);
    }
  }

  private Archive.Written archive(
      Archive archive,
      ClientInstallation client,
      DumpCompression compression,
      String snapshot,
      ContentsReading reading)
      throws IOException, ClientToolsException, DumpFailed, SQLException {
    try {
      return archive.write(client, compression, snapshot);
    } catch (CancelledException e) {
      // Perhaps ended because its contents could not be read: that says why.
      reading.await();
      throw e;
    }
  }

  /** Writes a file beside the archive, encrypted when the archive is; returns its name. */
  private String write(String name, byte[] content)
      throws IOException, ClientToolsException, BackupException {
    return DumpFiles.write(work, encryptor, directory, name, content);
  }
}
