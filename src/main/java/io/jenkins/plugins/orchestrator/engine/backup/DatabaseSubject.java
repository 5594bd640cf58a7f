package io.jenkins.plugins.orchestrator.engine.backup;

import io.jenkins.plugins.orchestrator.engine.backup.write.BackupDraft;
import io.jenkins.plugins.orchestrator.engine.backup.write.BackupException;
import io.jenkins.plugins.orchestrator.engine.backup.write.BackupWork;
import io.jenkins.plugins.orchestrator.engine.config.BackupSettings;
import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.PoolerDetection;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.ServerErrors;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.SnapshotException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.List;
import java.util.Optional;

/** The database of an environment. */
record DatabaseSubject(EnvironmentConfiguration environment) implements BackupSubject {
  private static final String NO_SUCH_DATABASE = "3D000";

  /** Only sessions of the own role, by their names. Holds for 14 to 18. */
  private static final String END =
      "SELECT pg_catalog.pg_terminate_backend(a.pid) FROM pg_catalog.pg_stat_activity a"
          + " WHERE a.application_name IN (?, ?, ?) AND a.usename = current_user"
          + " AND a.pid <> pg_catalog.pg_backend_pid()";

  @Override
  public String name() {
    return environment.name();
  }

  @Override
  public String purpose() {
    return environment.purpose();
  }

  @Override
  public BackupSettings settings() {
    return environment.backup();
  }

  @Override
  public String description() {
    return environment.source().toString();
  }

  @Override
  public Optional<String> absent(BackupWork work) throws SQLException, SnapshotException {
    try {
      PoolerDetection.refuse(environment.source(), work.applicationName("look"));
      return Optional.empty();
    } catch (SQLFeatureNotSupportedException e) {
      throw e;
    } catch (SQLException e) {
      if (environment.optional() && NO_SUCH_DATABASE.equals(e.getSQLState())) {
        return Optional.of("there is no database " + description() + ", which is optional");
      }
      throw ServerErrors.connecting(environment.source(), e, work.context().redactor());
    }
  }

  @Override
  public List<String> write(BackupWork work, BackupDraft draft)
      throws SQLException, BackupException {
    draft.dump(environment.source());
    return List.of();
  }

  @Override
  public DatabaseTarget verifyServer() {
    DatabaseTarget named = settings().verify().server();
    // Planning refuses the source's own server where that is not wanted.
    return named == null ? environment.source() : named;
  }

  @Override
  public void giveUp(BackupWork work) throws SQLException {
    String application = work.applicationName("cleanup");
    try (Session session =
            Session.open(environment.source(), SessionSettings.readOnly(application));
        PreparedStatement statement = session.connection().prepareStatement(END)) {
      statement.setString(1, work.applicationName("dump"));
      statement.setString(2, work.applicationName("contents"));
      statement.setString(3, work.applicationName("globals"));
      statement.execute();
    }
  }
}
