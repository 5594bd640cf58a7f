package io.jenkins.plugins.orchestrator.engine.backup.verify;

import io.jenkins.plugins.orchestrator.engine.backup.contents.ContentsComparison;
import io.jenkins.plugins.orchestrator.engine.backup.contents.ContentsReader;
import io.jenkins.plugins.orchestrator.engine.backup.contents.ReadContents;
import io.jenkins.plugins.orchestrator.engine.backup.contents.SchemaComparison;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.DatabaseContents;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SchemaFingerprint;
import io.jenkins.plugins.orchestrator.engine.report.ObjectDifference;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds a restored database, which nobody else uses, against what was backed up. */
public final class RestoredCopy {
  private RestoredCopy() {}

  /**
   * Reads and compares it.
   *
   * @param schema of the original, null when the backup holds none: then it is not compared
   * @param jobs how many sessions read
   */
  public static ContentsComparison compare(
      DatabaseTarget restored,
      String applicationName,
      DatabaseContents expected,
      @Nullable SchemaFingerprint schema,
      int jobs,
      Cancellation cancellation)
      throws SQLException {
    List<Session> sessions = new ArrayList<>();
    try {
      for (int i = 0; i < jobs; i++) {
        sessions.add(Session.open(restored, SessionSettings.named(applicationName)));
      }
      List<Connection> connections = sessions.stream().map(Session::connection).toList();
      boolean checksums = expected.tables().stream().anyMatch(each -> each.checksum() != null);
      ReadContents found = ContentsReader.readWithSchema(connections, checksums, cancellation);
      cancellation.check();
      List<ObjectDifference> differences =
          schema == null ? List.of() : SchemaComparison.of(schema, connections.get(0));
      return ContentsComparison.of(expected, found.contents(), differences);
    } finally {
      close(sessions);
    }
  }

  private static void close(List<Session> sessions) {
    sessions.forEach(RestoredCopy::close);
  }

  private static void close(Session session) {
    try {
      session.close();
    } catch (SQLException e) {
      // The database is dropped next, and with it every session.
      return;
    }
  }
}
