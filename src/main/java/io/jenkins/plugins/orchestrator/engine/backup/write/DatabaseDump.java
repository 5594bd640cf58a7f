package io.jenkins.plugins.orchestrator.engine.backup.write;

import io.jenkins.plugins.orchestrator.engine.backup.contents.ContentsReader;
import io.jenkins.plugins.orchestrator.engine.backup.contents.ReadContents;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.ArchiveFacts;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.DatabaseContents;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.DatabaseFacts;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.SequenceValue;
import io.jenkins.plugins.orchestrator.engine.config.BackupSettings;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientInstallation;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientResult;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientToolsException;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Dumps one database, and reads under the dump's own snapshot what is in it.
 *
 * <p>Without encryption the archive is a directory, which {@code pg_dump} fills with several
 * sessions. With it, it is one file in the custom format, which goes from {@code pg_dump} through
 * the encrypting program: only what is encrypted reaches the disk, and one session dumps.
 */
final class DatabaseDump {
  static final String DIRECTORY = "archive";
  static final String ONE_FILE = "archive.dump";
  static final String SETTINGS = "settings.sql";
  static final String FINGERPRINT = "schema.fingerprint";

  /**
   * A table that was dropped or altered between the snapshot and its lock: a new snapshot helps.
   */
  private static final int TRIES = 2;

  /** A table of contents of a million objects. */
  private static final int HEAD = 256 * 1024 * 1024;

  private static final String LOCK_NOT_AVAILABLE = "55P03";

  /** By a signal: somebody meant it. */
  private static final int KILLED = 128;

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

  /** What may be tried once more. */
  private static final class DumpFailed extends Exception {
    private static final long serialVersionUID = 1L;
    private final boolean mayHelpToTryAgain;

    DumpFailed(String message, boolean mayHelpToTryAgain) {
      super(message);
      this.mayHelpToTryAgain = mayHelpToTryAgain;
    }
  }

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
        if (attempt == TRIES || !e.mayHelpToTryAgain) {
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
    int readers = Math.max(1, settings.jobs());
    try (SnapshotSessions sessions = sessions(readers)) {
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
      Archived archived;
      ReadContents contents;
      ExecutorService executor = Executors.newSingleThreadExecutor(DatabaseDump::thread);
      try {
        Future<ReadContents> reading = executor.submit(() -> read(sessions, signal));
        archived = archive(work.with(signal), client, compression, sessions.snapshot(), reading);
        contents = await(reading);
      } catch (RuntimeException | IOException | ClientToolsException | DumpFailed e) {
        signal.cancel("the dump failed");
        throw e;
      } finally {
        executor.shutdown();
        awaitEnd(executor);
      }
      String script = DatabaseFactsReader.script(facts);
      String settingsFile = script.isEmpty() ? null : write(SETTINGS, script.getBytes(UTF_8));
      String fingerprint = write(FINGERPRINT, contents.schema().toBytes());
      return new Dumped(
          client,
          archived.facts(),
          encryptor == null ? facts : withoutOwnSettings(facts),
          with(contents.withFile(fingerprint), archived.sequences()),
          settingsFile);
    }
  }

  private SnapshotSessions sessions(int count) throws SQLException, DumpFailed {
    try {
      return SnapshotSessions.open(
          source, work.applicationName("contents"), count, work.cancellation());
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

  private static final java.nio.charset.Charset UTF_8 = StandardCharsets.UTF_8;

  private record Archived(ArchiveFacts facts, List<SequenceValue> sequences) {}

  private static Thread thread(Runnable body) {
    Thread thread = new Thread(body, "backup-contents");
    thread.setDaemon(true);
    return thread;
  }

  private ReadContents read(SnapshotSessions sessions, Cancellation signal) throws SQLException {
    try {
      return ContentsReader.readWithSchema(sessions.connections(), settings.checksums(), signal);
    } catch (SQLException | RuntimeException e) {
      // pg_dump need not go on.
      signal.cancel("the database's contents could not be read");
      throw e;
    }
  }

  private Archived archive(
      BackupWork inner,
      ClientInstallation client,
      DumpCompression compression,
      String snapshot,
      Future<ReadContents> reading)
      throws IOException, ClientToolsException, BackupException, DumpFailed, SQLException {
    try {
      return work.connected(
          source,
          "dump",
          variables -> {
            Encryptor program = encryptor;
            try {
              return program == null
                  ? directory(inner, client, compression, snapshot, variables)
                  : encrypted(inner, client, compression, snapshot, variables, program);
            } catch (DumpFailed e) {
              throw new Carried(e);
            }
          });
    } catch (Carried e) {
      throw e.failure();
    } catch (CancelledException e) {
      work.cancellation().check();
      // Ended because its contents could not be read: that says why.
      await(reading);
      throw e;
    }
  }

  /** Brings a failure through an interface that does not know it. */
  private static final class Carried extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient DumpFailed failure;

    Carried(DumpFailed failure) {
      super(failure);
      this.failure = failure;
    }

    DumpFailed failure() {
      return failure;
    }
  }

  private List<String> arguments(
      ClientInstallation client, DumpCompression compression, String snapshot) {
    return new ArrayList<>(
        List.of(
            "--compress=" + compression.argument(client),
            "--snapshot=" + snapshot,
            "--lock-wait-timeout=" + SnapshotSessions.LOCK_WAIT.toMillis(),
            // All files are brought to the disk before the backup gets its name.
            "--no-sync",
            "--no-password"));
  }

  private Archived directory(
      BackupWork inner,
      ClientInstallation client,
      DumpCompression compression,
      String snapshot,
      Map<String, String> variables)
      throws IOException, ClientToolsException, DumpFailed {
    Path archive = directory.resolve(DIRECTORY);
    List<String> arguments = arguments(client, compression, snapshot);
    arguments.add("--format=directory");
    arguments.add("--jobs=" + settings.jobs());
    arguments.add("--file=" + archive);
    ClientResult result = inner.client(variables, client.program("pg_dump"), arguments);
    if (!result.succeeded()) {
      throw failed("pg_dump " + client.version(), result.exitCode(), result.errors());
    }
    return new Archived(
        facts(client, "directory", DIRECTORY, compression, settings.jobs()),
        new ArchiveSequences(inner, client).ofDirectory(archive));
  }

  private Archived encrypted(
      BackupWork inner,
      ClientInstallation client,
      DumpCompression compression,
      String snapshot,
      Map<String, String> variables,
      Encryptor program)
      throws IOException, ClientToolsException, DumpFailed {
    List<String> command = arguments(client, compression, snapshot);
    command.add(0, client.program("pg_dump").toString());
    command.add("--format=custom");
    String name = program.file(ONE_FILE);
    ProcessChain.Head head = new ProcessChain.Head(HEAD);
    List<ProcessChain.Ended> ended;
    try (OutputStream file = DumpFiles.create(directory.resolve(name))) {
      ended =
          ProcessChain.run(
              inner,
              List.of(new ProcessChain.Stage(command, variables), program.stage()),
              new byte[0],
              new ProcessChain.Way(null, head),
              file);
    }
    // The reader's failure is the cause of the writer's broken pipe.
    for (int i = ended.size() - 1; i >= 0; i--) {
      ProcessChain.Ended each = ended.get(i);
      if (each.exitCode() != 0) {
        throw failed(each.program(), each.exitCode(), each.errors());
      }
    }
    return new Archived(
        facts(client, "custom", name, compression, 1),
        new ArchiveSequences(inner, client).ofHead(head.bytes(), directory));
  }

  private ArchiveFacts facts(
      ClientInstallation client, String format, String path, DumpCompression how, int jobs) {
    return new ArchiveFacts(
        format,
        path,
        how.method(),
        how.level(),
        encryptor == null ? null : encryptor.name(),
        "pg_dump " + client.version(),
        jobs);
  }

  private DumpFailed failed(String program, int exitCode, String errors) {
    if (FreeSpace.isFull(errors)) {
      return new DumpFailed(FreeSpace.full(directory, errors), false);
    }
    return new DumpFailed(
        program
            + " failed, exit code "
            + exitCode
            + ". If a table was altered or dropped meanwhile, try again when no DDL runs; if a"
            + " right is missing, connect as a role that may read everything (pg_read_all_data). It"
            + " said: "
            + errors,
        exitCode < KILLED);
  }

  private ReadContents await(Future<ReadContents> reading) throws SQLException, DumpFailed {
    try {
      return reading.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while a database was read");
    } catch (ExecutionException e) {
      work.cancellation().check();
      if (e.getCause() instanceof SQLException sql) {
        throw new DumpFailed(
            "its contents could not be read under the dump's snapshot: "
                + work.redact(sql.getMessage())
                + " (SQLSTATE "
                + sql.getSQLState()
                + ")",
            true);
      }
      if (e.getCause() instanceof CancelledException cancelled) {
        throw cancelled;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Its sessions are closed next: nobody may use them any more. */
  private static void awaitEnd(ExecutorService executor) {
    boolean interrupted = false;
    try {
      for (int i = 0; i < 60; i++) {
        try {
          if (executor.awaitTermination(1, java.util.concurrent.TimeUnit.SECONDS)) {
            return;
          }
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Writes a file beside the archive, encrypted when the archive is; returns its name. */
  private String write(String name, byte[] content)
      throws IOException, ClientToolsException, BackupException {
    return DumpFiles.write(work, encryptor, directory, name, content);
  }

  /** People keep secrets in parameters of their own: they stand in the encrypted file alone. */
  private static DatabaseFacts withoutOwnSettings(DatabaseFacts facts) {
    return new DatabaseFacts(
        facts.name(),
        facts.oid(),
        facts.url(),
        facts.systemIdentifier(),
        facts.serverVersion(),
        facts.encoding(),
        facts.locale(),
        facts.owner(),
        facts.connectionLimit(),
        facts.comment(),
        facts.settings().stream().filter(each -> !each.contains("\".\"")).toList(),
        facts.grants(),
        facts.bytes(),
        facts.snapshot(),
        facts.position(),
        facts.takenAt());
  }

  private static DatabaseContents with(DatabaseContents contents, List<SequenceValue> sequences) {
    return new DatabaseContents(
        contents.tables(),
        sequences,
        contents.largeObjects(),
        contents.extensions(),
        contents.fingerprint(),
        contents.fingerprintFile(),
        contents.invalid(),
        contents.notCompared());
  }
}
