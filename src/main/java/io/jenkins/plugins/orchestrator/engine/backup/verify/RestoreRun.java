package io.jenkins.plugins.orchestrator.engine.backup.verify;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.DatabaseContents;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.DatabaseFacts;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.Manifest;
import io.jenkins.plugins.orchestrator.engine.files.PrivateFiles;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.ApplicationName;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.ServerVersion;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientInstallation;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientProcess;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientResult;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientToolsException;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientVariables;
import io.jenkins.plugins.orchestrator.engine.postgres.client.PasswordFile;
import io.jenkins.plugins.orchestrator.engine.postgres.client.PgRestore;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.SnapshotException;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Snapshots;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.TemporaryPath;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.ThrowAwayDatabase;
import io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SchemaFingerprint;
import io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SchemaRoles;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The restore of one backup into a throw-away database, which closing drops. */
public final class RestoreRun implements AutoCloseable {
  /** Longer than the verification, so that nobody reaps what is still used. */
  private static final Duration TTL_GRACE = Duration.ofHours(1);

  private static final int BY_SIGNAL = 128;
  private static final Pattern MAJOR = Pattern.compile("(\\d+)");

  /** What says nothing about the archive: its server or the restore's processes failed. */
  private static final Pattern OUTSIDE =
      Pattern.compile(
          "No space left on device|could not extend file|connection to server|server closed the"
              + " connection|terminating connection|connection not open|no connection to the"
              + " server|worker process died|too many clients|remaining connection slots"
              + "|out of (?:shared )?memory|canceling statement|in recovery mode|shutting down");

  private final Path directory;
  private final Manifest manifest;
  private final DatabaseFacts database;
  private final DatabaseContents contents;
  private final @Nullable SchemaFingerprint schema;
  private final VerifyOptions options;
  private final RunContext context;
  private final Snapshots snapshots;
  private final String lane;
  private final Cancellation cancellation;
  private final DatabaseTarget place;
  private @Nullable ThrowAwayDatabase made;
  private Duration restoreTime = Duration.ZERO;

  /**
   * A restore that is about to begin.
   *
   * @param directory of the backup
   * @param schema of the source, null when the backup holds none
   * @param options with the server
   * @param lane the environment's name, for progress and {@code application_name}
   * @throws VerifyException when the options name no server
   */
  public RestoreRun(
      Path directory,
      Manifest manifest,
      @Nullable SchemaFingerprint schema,
      VerifyOptions options,
      RunContext context,
      Snapshots snapshots,
      String lane,
      Cancellation cancellation)
      throws VerifyException {
    this.directory = directory;
    this.manifest = manifest;
    this.database = Objects.requireNonNull(manifest.database());
    this.contents = Objects.requireNonNull(manifest.contents());
    this.schema = schema;
    this.options = options;
    this.context = context;
    this.snapshots = snapshots;
    this.lane = lane;
    this.cancellation = cancellation;
    DatabaseTarget server = options.server();
    if (server == null) {
      throw new VerifyException(
          manifest.id()
              + ": found no server to restore it on; expected one. Name any database of a server"
              + " that may hold it for a while.");
    }
    this.place = server;
  }

  /**
   * Looks whether the server has room.
   *
   * @return what is not known about it
   * @throws VerifyException when it has not
   */
  public List<Finding> refuseFullServer() throws VerifyException {
    OptionalLong free;
    try {
      free = RestoreSpace.ofServer(place, applicationName());
    } catch (SQLException e) {
      throw new VerifyException(
          place
              + ": found no server that answers; expected one that restores the backup. (It said: "
              + e.getMessage()
              + ")");
    }
    long needed = RestoreSpace.needed(database.bytes());
    if (free.isEmpty()) {
      return List.of(
          Finding.of(
              Finding.Severity.INFO,
              "space-unknown",
              "UNKNOWN whether "
                  + place
                  + " has room for "
                  + (needed >> 20)
                  + " MiB: the server does not tell, and its disk is not one of this machine.",
              "Look at the server's disk."));
    }
    if (free.getAsLong() < needed) {
      throw new VerifyException(
          place
              + ": found "
              + (free.getAsLong() >> 20)
              + " MiB of free disk space on the server; expected "
              + (needed >> 20)
              + " MiB to restore a database of "
              + (database.bytes() >> 20)
              + " MiB. Free space there, or name another server as verify.server.");
    }
    return List.of();
  }

  public void restore()
      throws SnapshotException,
          IOException,
          ClientToolsException,
          VerifyException,
          BrokenBackupException {
    ClientProcess reader =
        new ClientProcess(
            ClientVariables.unconnected(context.variables()),
            context.redactor(),
            cancellation,
            options.timeout(),
            snapshots.children());
    try (DecryptedFile archive =
        DecryptedFile.open(
            directory,
            manifest.archive(),
            manifest.archive().path(),
            options,
            context,
            snapshots,
            cancellation)) {
      long start = System.nanoTime();
      ThrowAwayDatabase target = create();
      ClientInstallation client =
          snapshots.tools().forServers(version(manifest.archive().client()), target.version());
      ClientResult list = new PgRestore(client, reader).list(archive.path());
      if (!list.succeeded()) {
        throw failed(client, list);
      }
      target.prepare(needs(list.output()));
      restore(client, archive.path(), target);
      target.analyze();
      restoreTime = Duration.ofNanos(System.nanoTime() - start);
    }
  }

  private ThrowAwayDatabase create() throws SnapshotException, VerifyException {
    ThrowAwayDatabase target =
        snapshots.throwAway(
            lane,
            place,
            "backup " + manifest.id(),
            new ThrowAwayDatabase.Locale(database.encoding(), database.locale()),
            options.timeout().plus(TTL_GRACE),
            cancellation,
            text -> context.listener().message(lane, text));
    made = target;
    ServerVersion source = version(database.serverVersion());
    if (target.version().major() < source.major()) {
      throw new VerifyException(
          target.place()
              + ": found PostgreSQL "
              + target.version()
              + "; expected "
              + source.major()
              + " or newer, because a dump does not fit an older server. Name another one as"
              + " verify.server.");
    }
    return target;
  }

  private void restore(ClientInstallation client, Path archive, ThrowAwayDatabase target)
      throws IOException, ClientToolsException, BrokenBackupException, VerifyException {
    try (PasswordFile password = snapshots.passwordFile(target.target());
        TemporaryPath scratch = snapshots.temporary("restore")) {
      PrivateFiles.createDirectory(scratch.path());
      ClientProcess process =
          new ClientProcess(
              ClientVariables.of(
                  target.target(),
                  context.variables(),
                  applicationName(),
                  password.path(),
                  PgRestore.SETTINGS),
              context.redactor(),
              cancellation,
              options.timeout(),
              snapshots.children());
      ClientResult result =
          new PgRestore(client, process)
              .run(
                  archive,
                  target.target().database(),
                  target.version(),
                  options.jobs(),
                  // A subscription of a copy would take changes from the publisher.
                  List.of("--no-subscriptions"),
                  scratch.path());
      if (!result.succeeded()) {
        throw failed(client, result);
      }
    }
  }

  /** Which of the two it is depends on what was said. */
  private BrokenBackupException failed(ClientInstallation client, ClientResult result)
      throws VerifyException {
    String text =
        manifest.archive().path()
            + ": pg_restore "
            + client.version()
            + " failed, exit code "
            + result.exitCode()
            + ". It said: "
            + result.errors();
    if (result.exitCode() > BY_SIGNAL || OUTSIDE.matcher(result.errors()).find()) {
      throw new VerifyException(
          text + " (This says nothing about the backup: its hashes are right. Try again.)");
    }
    return new BrokenBackupException(text);
  }

  private ThrowAwayDatabase.Needs needs(String list) {
    SchemaRoles roles = schema == null ? new SchemaRoles(Set.of(), Set.of()) : schema.roles();
    Set<String> extensions = new TreeSet<>(contents.extensions().keySet());
    extensions.remove("plpgsql");
    return new ThrowAwayDatabase.Needs(
        roles.all(), roles.owners(), extensions, list, database.systemIdentifier());
  }

  private static ServerVersion version(String text) throws VerifyException {
    Matcher matcher = MAJOR.matcher(text);
    if (!matcher.find()) {
      throw new VerifyException("found version \"" + text + "\"; expected one such as 17.2");
    }
    return new ServerVersion(Integer.parseInt(matcher.group(1)) * 10_000);
  }

  /** The restored database. */
  public DatabaseTarget target() {
    return Objects.requireNonNull(made).target();
  }

  /** Version and place; null when nothing was made there. */
  public @Nullable String server() {
    ThrowAwayDatabase target = made;
    return target == null ? null : "PostgreSQL " + target.version() + " at " + target.place();
  }

  /** From creating the database to the end of ANALYZE; zero before. */
  public Duration restoreTime() {
    return restoreTime;
  }

  /** The name of its sessions. */
  public String applicationName() {
    return ApplicationName.of(context.run(), lane, "verify");
  }

  @Override
  public void close() throws SnapshotException {
    if (made != null) {
      made.close();
    }
  }
}
