package io.jenkins.plugins.orchestrator.testing;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A hot standby that streams from a primary of a test. The embedded programs have no pg_basebackup,
 * so its files are copied as the manual's "Making a Base Backup Using the Low Level API" says.
 */
public final class StandbyServer implements AutoCloseable {
  /** What a base backup leaves out: it belongs to the running primary. */
  private static final Set<String> LEFT_OUT =
      Set.of("postmaster.pid", "postmaster.opts", "epg-lock");

  /** Directories of which only the directory is copied. */
  private static final Set<String> EMPTIED = Set.of("pg_wal", "pg_replslot", "pg_stat_tmp");

  private final TestServer server;

  private StandbyServer(TestServer server) {
    this.server = server;
  }

  /**
   * Makes a standby and starts it.
   *
   * @param directory an empty one, which the test removes
   * @param name as which it is known to the primary
   * @param settings further ones; those that must not be less than the primary's are the test's
   *     business
   */
  public static StandbyServer of(
      TestServer primary, Path directory, String name, Map<String, String> settings)
      throws IOException, SQLException {
    Path data = Files.createDirectories(directory.resolve(name));
    copy(primary, data);
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
    Files.createFile(data.resolve("standby.signal"));
    Map<String, String> all = new HashMap<>(settings);
    all.putIfAbsent("primary_conninfo", connection(primary, name));
    StringBuilder text = new StringBuilder();
    all.forEach((key, value) -> text.append(key + " = '" + value + "'\n"));
    // Where ALTER SYSTEM changes them.
    Files.writeString(data.resolve("postgresql.auto.conf"), text);
    return new StandbyServer(TestServer.startOn(data, primary.major()));
  }

  /** How a standby reaches its primary. */
  public static String connection(TestServer primary, String name) {
    return "host=127.0.0.1 port="
        + primary.port()
        + " user=postgres dbname=postgres application_name="
        + name;
  }

  private static void copy(TestServer primary, Path target) throws IOException, SQLException {
    boolean renamed = primary.major() >= 15;
    try (Connection connection = primary.connect("postgres");
        Statement statement = connection.createStatement()) {
      Path source;
      try (ResultSet row = statement.executeQuery("SHOW data_directory")) {
        row.next();
        source = Path.of(row.getString(1));
      }
      statement.execute(
          renamed
              ? "SELECT pg_backup_start('standby', true)"
              : "SELECT pg_start_backup('standby', true, false)");
      Files.walkFileTree(source, new Copy(source, target));
      try (ResultSet row =
          statement.executeQuery(
              renamed
                  ? "SELECT labelfile FROM pg_backup_stop(false)"
                  : "SELECT labelfile FROM pg_stop_backup(false, false)")) {
        row.next();
        Files.writeString(target.resolve("backup_label"), row.getString(1));
      }
    }
  }

  /** Copies a directory that changes meanwhile: what goes while it is read is not needed. */
  private static final class Copy extends SimpleFileVisitor<Path> {
    private final Path source;
    private final Path target;

    Copy(Path source, Path target) {
      this.source = source;
      this.target = target;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
        throws IOException {
      Files.createDirectories(target.resolve(source.relativize(directory)));
      return EMPTIED.contains(String.valueOf(directory.getFileName()))
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (!LEFT_OUT.contains(String.valueOf(file.getFileName()))) {
        try {
          Files.copy(file, target.resolve(source.relativize(file)));
        } catch (NoSuchFileException e) {
          return FileVisitResult.CONTINUE;
        }
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }
  }

  public String url(String database) {
    return server.url(database);
  }

  public int port() {
    return server.port();
  }

  /** Opens a connection as superuser, which can only read. */
  public Connection connect(String database) throws SQLException {
    return server.connect(database);
  }

  /** Runs statements as superuser. */
  public void execute(String database, String sql) {
    server.execute(database, sql);
  }

  @Override
  public void close() {
    server.close();
  }
}
