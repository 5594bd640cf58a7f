package io.jenkins.plugins.orchestrator.engine.backup.write;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.ArchiveFacts;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.SequenceValue;
import io.jenkins.plugins.orchestrator.engine.config.BackupSettings;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientInstallation;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientResult;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientToolsException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The archive that {@code pg_dump} writes.
 *
 * <p>Without encryption it is a directory, which several sessions fill. With it, it is one file in
 * the custom format, which goes from {@code pg_dump} through the encrypting program: only what is
 * encrypted reaches the disk, and one session dumps.
 *
 * @param directory where it is written
 * @param encryptor null when nothing is encrypted
 */
record Archive(
    BackupWork work,
    DatabaseTarget source,
    BackupSettings settings,
    Path directory,
    @Nullable Encryptor encryptor) {
  static final String DIRECTORY = "archive";
  static final String ONE_FILE = "archive.dump";

  /** A table of contents of a million objects. */
  private static final int HEAD = 256 * 1024 * 1024;

  /** By a signal: somebody meant it. */
  private static final int KILLED = 128;

  /** What was written, with the sequences' values, which ignore snapshots. */
  record Written(ArchiveFacts facts, List<SequenceValue> sequences) {}

  /**
   * Writes it.
   *
   * @param snapshot that another session exported
   */
  Written write(ClientInstallation client, DumpCompression compression, String snapshot)
      throws IOException, ClientToolsException, DumpFailed {
    Encryptor program = encryptor;
    return work.connected(
        source,
        "dump",
        variables ->
            program == null
                ? directory(client, compression, snapshot, variables)
                : encrypted(client, compression, snapshot, variables, program));
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

  private Written directory(
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
    ClientResult result = work.client(variables, client.program("pg_dump"), arguments);
    if (!result.succeeded()) {
      throw failed("pg_dump " + client.version(), result.exitCode(), result.errors());
    }
    return new Written(
        facts(client, "directory", DIRECTORY, compression, settings.jobs()),
        new ArchiveSequences(work, client).ofDirectory(archive));
  }

  private Written encrypted(
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
              work,
              List.of(new ProcessChain.Stage(command, variables), program.stage()),
              new byte[0],
              new ProcessChain.Way(null, head, null),
              file);
    }
    // The reader's failure is the cause of the writer's broken pipe.
    for (int i = ended.size() - 1; i >= 0; i--) {
      ProcessChain.Ended each = ended.get(i);
      if (each.exitCode() != 0) {
        throw failed(each.program(), each.exitCode(), each.errors());
      }
    }
    return new Written(
        facts(client, "custom", name, compression, 1),
        new ArchiveSequences(work, client).ofHead(head.bytes(), directory));
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
}
