package io.jenkins.plugins.orchestrator.engine.migration;

import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.migration.apply.PsqlCommand;
import io.jenkins.plugins.orchestrator.engine.postgres.ClientEnvironment;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.ServerVersion;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientTools;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientToolsException;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Snapshots;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;

/** How scripts of {@code runner: psql} get a psql. */
final class PsqlAccess {
  private PsqlAccess() {}

  /**
   * Why psql cannot run an environment's scripts: there is none, or none new enough for the server
   * on which its clone will stand. Reads the server's version and touches nothing.
   *
   * @return empty also when the environment does not want psql
   * @throws SQLException when the server cannot be asked
   */
  static Optional<String> refusal(
      EnvironmentConfiguration environment, Snapshots snapshots, String applicationName)
      throws SQLException {
    if (!environment.migrations().psql()) {
      return Optional.empty();
    }
    DatabaseTarget other = environment.snapshot().server();
    DatabaseTarget server = other == null ? environment.source() : other;
    try (Session session = Session.open(server, SessionSettings.readOnly(applicationName))) {
      return refusal(snapshots.tools(), session.version());
    }
  }

  /** The same for a server of a version. */
  static Optional<String> refusal(ClientTools tools, ServerVersion server) {
    try {
      tools.forServer(server);
      return Optional.empty();
    } catch (ClientToolsException e) {
      return Optional.of("migrations.runner: psql needs " + e.getMessage());
    }
  }

  /**
   * How psql is started for a clone.
   *
   * @param directory of the scripts
   * @throws SQLException when there is none for the server
   */
  static PsqlCommand command(
      Snapshots snapshots, DatabaseTarget clone, ServerVersion server, Path directory)
      throws SQLException {
    try {
      return new PsqlCommand(
          snapshots.tools().forServer(server).program("psql"),
          ClientEnvironment.of(clone),
          directory,
          snapshots::passwordFile,
          snapshots.children());
    } catch (ClientToolsException e) {
      throw new SQLException(e.getMessage(), e);
    }
  }
}
