package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.files.PrivateFiles;
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
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A dump of a source in a directory of ours, without the rows of the tables that are copied from
 * server to server, and the sessions that see the same snapshot and will copy them. What stays in
 * it is what only pg_dump knows how to dump: definitions, values of sequences, large objects, the
 * configuration of extensions, and tables that cannot be copied otherwise. Closing deletes it.
 */
final class Archive implements AutoCloseable {
  static final String EXCLUDE_DATA = "--exclude-table-data=";

  private static final Duration DUMP_LIMIT = Duration.ofHours(6);
  private static final int TRIES = 2;

  /** It is read again at once, from memory as a rule: compressing it costs more than it saves. */
  private static final String NO_COMPRESSION = "0";

  /** The text is about as large as what it was in the tables. */
  private static final double PLAIN_SHARE = 1.0;

  /** gzip at its fastest, where the disk would not hold the text. */
  private static final String COMPRESSION = "1";

  /** It makes tables at least three times smaller, as a rule. */
  private static final double COMPRESSED_SHARE = 0.4;

  private final CloneWork work;
  private final ClientInstallation client;
  private final Path directory;
  private final JournalLine intent;
  private @Nullable SourceSnapshot snapshot;

  private Archive(CloneWork work, ClientInstallation client, Path directory, JournalLine intent) {
    this.work = work;
    this.client = client;
    this.directory = directory;
    this.intent = intent;
  }

  /**
   * Dumps a source: one synchronized snapshot, several sessions, no subscriptions. A second try is
   * made where DDL was in the way: at the locks, or at pg_dump's own, which queue behind DDL that
   * waits for ours.
   *
   * @param sameMajorVersion whether the copy's server has the source's major version
   */
  static Archive dump(
      CloneWork work,
      ClientInstallation client,
      DatabaseTarget source,
      boolean sameMajorVersion,
      int jobs,
      boolean schemaOnly)
      throws SnapshotException, IOException, ClientToolsException {
    JournalLine intent = work.temporary("dump");
    Archive archive = new Archive(work, client, CloneWork.path(intent), intent);
    try {
      for (int attempt = 1; ; attempt++) {
        SnapshotException refused =
            schemaOnly
                ? archive.definitions(source)
                : archive.withSnapshot(source, sameMajorVersion, jobs);
        if (refused == null) {
          return archive;
        }
        archive.forget();
        if (attempt == TRIES) {
          throw refused;
        }
        work.say("the dump failed and is tried once more: " + refused.getMessage());
      }
    } catch (SnapshotException | IOException | ClientToolsException | RuntimeException e) {
      archive.discardAfter(e);
      throw e;
    }
  }

  private @Nullable SnapshotException definitions(DatabaseTarget source)
      throws IOException, ClientToolsException {
    return run(source, List.of("--schema-only", "--compress=" + NO_COMPRESSION));
  }

  /** Null when it succeeded, else why not. */
  private @Nullable SnapshotException withSnapshot(
      DatabaseTarget source, boolean sameMajorVersion, int jobs)
      throws SnapshotException, IOException, ClientToolsException {
    SourceSnapshot taken;
    try {
      taken = SourceSnapshot.take(work, source, jobs, sameMajorVersion);
    } catch (SQLException e) {
      work.cancellation().check();
      return ServerErrors.doing(
          source.toString(), "locking the tables to be copied", e, work.redactor());
    }
    snapshot = taken;
    List<String> arguments = new ArrayList<>();
    // Its other sessions would have nothing to do.
    arguments.add("--jobs=" + (taken.left().isEmpty() ? 1 : jobs));
    arguments.add("--compress=" + compression(directory.getParent(), taken.archivedBytes()));
    arguments.add("--snapshot=" + taken.id());
    taken.copied().forEach(table -> arguments.add(EXCLUDE_DATA + table.pattern()));
    return run(source, arguments);
  }

  private @Nullable SnapshotException run(DatabaseTarget source, List<String> selection)
      throws IOException, ClientToolsException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--format=directory",
                "--file=" + directory,
                "--no-sync",
                "--no-password",
                "--no-subscriptions",
                "--lock-wait-timeout=" + SourceSnapshot.LOCK_WAIT.toMillis()));
    arguments.addAll(selection);
    PrivateFiles.createDirectory(directory);
    ClientResult result =
        connected(
            source,
            "dump",
            Map.of("default_transaction_read_only", "on"),
            DUMP_LIMIT,
            process -> process.run(client.program("pg_dump"), arguments));
    return result.succeeded()
        ? null
        : new SnapshotException(
            source
                + ": pg_dump "
                + client.version()
                + " failed, exit code "
                + result.exitCode()
                + ". If it waited for a lock, or a table was altered meanwhile, try again when no"
                + " DDL runs; if a right is missing, connect as a role that may read everything."
                + " It said: "
                + result.errors());
  }

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

  /** The sessions that see what the dump sees; null when no rows are wanted. */
  @Nullable SourceSnapshot snapshot() {
    return snapshot;
  }

  /** Gives up the locks on the source. */
  void releaseSource() {
    if (snapshot != null) {
      try {
        snapshot.close();
      } catch (SQLException e) {
        // Whatever became of the sessions, their locks are gone with them.
        work.say("the sessions on the source did not end orderly: " + e.getMessage());
      }
      snapshot = null;
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
            + " for "
            + mebibytes(bytes)
            + " of large objects and of tables that cannot be copied past the disk",
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

  /** A dump that failed leaves toc.dat behind and refuses the directory the next time. */
  private void forget() throws IOException {
    releaseSource();
    CloneWork.deleteAll(directory);
  }

  @Override
  public void close() throws IOException {
    releaseSource();
    work.discard(intent);
  }
}
