package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientInstallation;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientProcess;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientResult;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientToolsException;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientVariables;
import io.jenkins.plugins.orchestrator.engine.postgres.client.PasswordFile;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A dump of a source in a directory of ours; closing deletes it. */
final class Archive implements AutoCloseable {
  /** Covers the locks at a dump's start; DDL that comes later is what the second try is for. */
  private static final Duration LOCK_WAIT = Duration.ofSeconds(30);

  private static final Duration DUMP_LIMIT = Duration.ofHours(6);
  private static final int TRIES = 2;

  /** It is read again at once, from memory as a rule: compressing it costs more than it saves. */
  private static final String NO_COMPRESSION = "0";

  /** A dump holds no indexes; its text is about as large as what it was in the tables. */
  private static final double PLAIN_SHARE = 1.0;

  /** gzip at its fastest, where the disk would not hold the text. */
  private static final String COMPRESSION = "1";

  /** It makes tables at least three times smaller, as a rule. */
  private static final double COMPRESSED_SHARE = 0.4;

  private final CloneWork work;
  private final ClientInstallation client;
  private final Path directory;
  private final JournalLine intent;

  private Archive(CloneWork work, ClientInstallation client, Path directory, JournalLine intent) {
    this.work = work;
    this.client = client;
    this.directory = directory;
    this.intent = intent;
  }

  /**
   * Dumps a source: one synchronized snapshot, several sessions, no subscriptions.
   *
   * @param bytes the source's size, to look whether the disk can hold it
   */
  static Archive dump(
      CloneWork work,
      ClientInstallation client,
      DatabaseTarget source,
      long bytes,
      int jobs,
      boolean schemaOnly)
      throws SnapshotException, IOException, ClientToolsException {
    JournalLine intent = work.temporary("dump");
    Archive archive = new Archive(work, client, CloneWork.path(intent), intent);
    try {
      String level = schemaOnly ? "0" : compression(archive.directory.getParent(), bytes);
      for (int attempt = 1; ; attempt++) {
        ClientResult result = archive.run(source, jobs, schemaOnly, level);
        if (result.succeeded()) {
          return archive;
        }
        // A dump that failed leaves toc.dat behind and refuses the directory the next time.
        CloneWork.deleteAll(archive.directory);
        if (attempt == TRIES) {
          throw new SnapshotException(
              source
                  + ": pg_dump "
                  + client.version()
                  + " failed twice, exit code "
                  + result.exitCode()
                  + ". If it waited for a lock, or a table was altered meanwhile, try again when no"
                  + " DDL runs; if a right is missing, connect as a role that may read everything."
                  + " It said: "
                  + result.errors());
        }
        work.say("pg_dump of " + source + " failed and is tried once more: " + result.errors());
      }
    } catch (SnapshotException | IOException | ClientToolsException | RuntimeException e) {
      archive.discardAfter(e);
      throw e;
    }
  }

  private ClientResult run(DatabaseTarget source, int jobs, boolean schemaOnly, String level)
      throws IOException, ClientToolsException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--format=directory",
                "--file=" + directory,
                "--jobs=" + jobs,
                "--compress=" + level,
                "--no-sync",
                "--no-password",
                "--no-subscriptions",
                "--lock-wait-timeout=" + LOCK_WAIT.toMillis()));
    if (schemaOnly) {
      arguments.add("--schema-only");
    }
    Files.createDirectory(directory, OWNER_ONLY);
    return connected(
        source,
        "dump",
        Map.of("default_transaction_read_only", "on"),
        DUMP_LIMIT,
        process -> process.run(client.program("pg_dump"), arguments));
  }

  private static final java.nio.file.attribute.FileAttribute<?> OWNER_ONLY =
      java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
          java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));

  /** Something that a client program does. */
  interface ClientAction {
    ClientResult run(ClientProcess process) throws ClientToolsException;
  }

  /** Gives an action the variables of a target, its password file among them, and takes it back. */
  ClientResult connected(
      DatabaseTarget target,
      String purpose,
      Map<String, String> settings,
      Duration limit,
      ClientAction action)
      throws IOException, ClientToolsException {
    JournalLine secret = work.temporary("pgpass");
    try (PasswordFile password = PasswordFile.write(CloneWork.path(secret), target)) {
      Map<String, String> variables =
          ClientVariables.of(
              target, work.variables(), work.applicationName(purpose), password.path(), settings);
      return action.run(
          new ClientProcess(
              variables,
              work.redactor(),
              work.cancellation(),
              limit,
              new JournalledChildren(work.journal())));
    } finally {
      work.discard(secret);
    }
  }

  private static String compression(Path directory, long bytes)
      throws SnapshotException, IOException {
    FileStore store = Files.getFileStore(directory);
    long usable = store.getUsableSpace();
    if (usable >= bytes * PLAIN_SHARE) {
      return NO_COMPRESSION;
    }
    if (usable >= bytes * COMPRESSED_SHARE) {
      return COMPRESSION;
    }
    throw SnapshotException.of(
        directory.toString(),
        mebibytes(usable) + " of free disk space",
        "at least "
            + mebibytes((long) (bytes * COMPRESSED_SHARE))
            + " for a dump of a database of "
            + mebibytes(bytes),
        "Free space there, or put the state directory elsewhere (ORCHESTRATE_STATE).");
  }

  private static String mebibytes(long bytes) {
    return (bytes >> 20) + " MiB";
  }

  ClientInstallation client() {
    return client;
  }

  Path directory() {
    return directory;
  }

  CloneWork work() {
    return work;
  }

  private void discardAfter(Exception e) {
    try {
      close();
    } catch (IOException left) {
      e.addSuppressed(left);
    }
  }

  @Override
  public void close() throws IOException {
    work.discard(intent);
  }
}
