package io.jenkins.plugins.orchestrator.engine.backup.verify;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Looks for room before a restore fills a disk that others need too. */
final class RestoreSpace {
  /** Null for a role that may not read it. Holds for 14 to 18. */
  private static final String DATA_DIRECTORY =
      "SELECT s.setting FROM pg_catalog.pg_settings s WHERE s.name = 'data_directory'";

  /** Indexes are built by sorting in files, and the log of changes is written besides. */
  private static final double SHARE = 1.3;

  private RestoreSpace() {}

  /** How many bytes a restored database of a size needs meanwhile. */
  static long needed(long databaseBytes) {
    return (long) (databaseBytes * SHARE);
  }

  /**
   * The free bytes of the server's disk. SQL does not tell them; only where the server's directory
   * is one of this machine can they be known.
   */
  static OptionalLong ofServer(DatabaseTarget server, String applicationName) throws SQLException {
    if (!isLocal(server)) {
      return OptionalLong.empty();
    }
    try (Session session = Session.open(server, SessionSettings.readOnly(applicationName));
        Statement statement = session.connection().createStatement();
        ResultSet row = statement.executeQuery(DATA_DIRECTORY)) {
      @Nullable String directory = row.next() ? row.getString(1) : null;
      return directory == null ? OptionalLong.empty() : free(Path.of(directory));
    }
  }

  /** The free bytes of the file system of a directory; empty when it cannot be looked at. */
  static OptionalLong free(Path directory) {
    try {
      if (!Files.isDirectory(directory)) {
        return OptionalLong.empty();
      }
      FileStore store = Files.getFileStore(directory);
      return OptionalLong.of(store.getUsableSpace());
    } catch (IOException | RuntimeException e) {
      return OptionalLong.empty();
    }
  }

  private static boolean isLocal(DatabaseTarget server) {
    return server.hosts().stream().allMatch(host -> host.isSocket() || isLoopback(host.name()));
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (IOException e) {
      return false;
    }
  }
}
