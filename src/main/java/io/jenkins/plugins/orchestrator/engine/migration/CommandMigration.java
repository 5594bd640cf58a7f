package io.jenkins.plugins.orchestrator.engine.migration;

import io.jenkins.plugins.orchestrator.engine.config.MigrationSettings;
import io.jenkins.plugins.orchestrator.engine.migration.apply.ObjectsLeftBehind;
import io.jenkins.plugins.orchestrator.engine.migration.integration.ShellCommand;
import io.jenkins.plugins.orchestrator.engine.migration.integration.ShellCommand.Ended;
import io.jenkins.plugins.orchestrator.engine.migration.script.MigrationScript;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientProcess;
import io.jenkins.plugins.orchestrator.engine.report.Direction;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.ScriptError;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.report.StatementReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Migrates by the user's own command, such as {@code alembic upgrade head}, and back. */
final class CommandMigration {
  /** The sessions of a command that was ended, where it heeds {@code PGAPPNAME}. 14 to 18. */
  private static final String END_SESSIONS =
      """
      SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity
      WHERE datname = pg_catalog.current_database() AND application_name = ?
        AND pid <> pg_catalog.pg_backend_pid()
      """;

  private final RunContext context;
  private final MigrationSettings migrations;
  private final DatabaseTarget clone;
  private final Session session;
  private final Cancellation cancellation;
  private final String applicationName;
  private final ShellCommand shell;

  /**
   * @param session to look at the clone with
   * @param applicationName of the command's sessions and nobody else's
   */
  CommandMigration(
      RunContext context,
      MigrationSettings migrations,
      DatabaseTarget clone,
      Session session,
      Cancellation cancellation,
      String applicationName,
      ClientProcess.Listener children) {
    this.context = context;
    this.migrations = migrations;
    this.clone = clone;
    this.session = session;
    this.cancellation = cancellation;
    this.applicationName = applicationName;
    this.shell = new ShellCommand(context, applicationName, settings(migrations), children);
  }

  /** What a command's sessions begin with; it may have its own opinion. */
  private static Map<String, String> settings(MigrationSettings migrations) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("lock_timeout", Long.toString(migrations.lockTimeout().toMillis()));
    if (migrations.role() != null) {
      settings.put("role", migrations.role());
    }
    return settings;
  }

  /**
   * Runs the command of a direction.
   *
   * @param name of the script that stands for it in the report
   * @return also when it failed or ran into its time limit; its processes have ended then
   * @throws io.jenkins.plugins.orchestrator.engine.run.CancelledException when the run was
   *     cancelled, after ending the command's processes and sessions
   */
  ScriptReport run(MigrationScript script, String name, Direction direction) throws SQLException {
    cancellation.check();
    Duration start = context.clock().elapsed();
    ObjectsLeftBehind before = ObjectsLeftBehind.before(session);
    String command =
        Objects.requireNonNull(
            direction == Direction.DOWN ? migrations.downCommand() : migrations.command());
    Ended ended = shell.run(command, migrations.timeout(), clone, cancellation);
    if (ended.exitCode() == null) {
      endSessions();
    }
    cancellation.check();
    Duration duration = context.clock().elapsed().minus(start);
    List<Finding> findings = new ArrayList<>(before.after(session, name, context.redactor()));
    if (ended.status() == Status.PASSED && !ended.outputEnd().isBlank()) {
      findings.add(
          Finding.of(
              Finding.Severity.INFO,
              "command-output",
              "The end of what the command printed: " + ended.outputEnd().strip(),
              null));
    }
    String excerpt = excerpt(command);
    return new ScriptReport(
        script.version(),
        name,
        direction,
        ended.status(),
        start,
        duration,
        false,
        List.of(new StatementReport(1, 1, 1, excerpt, ended.status(), duration, -1)),
        error(name, ended),
        findings);
  }

  private @Nullable ScriptError error(String name, Ended ended) {
    return ended.status() == Status.PASSED
        ? null
        : new ScriptError(
            name,
            1,
            1,
            ended.outputEnd().stripTrailing(),
            null,
            "the command " + ended.message(),
            null,
            null,
            null);
  }

  private String excerpt(String command) {
    String line = context.redactor().redact(command.strip().replaceAll("\\s+", " "));
    return line.length() <= StatementReport.MAX_EXCERPT
        ? line
        : line.substring(0, StatementReport.MAX_EXCERPT - 1) + "…";
  }

  /** The server would go on with a statement whose client is gone. */
  private void endSessions() throws SQLException {
    try (PreparedStatement statement = session.connection().prepareStatement(END_SESSIONS)) {
      statement.setString(1, applicationName);
      statement.execute();
    }
  }
}
