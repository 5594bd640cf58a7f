package io.jenkins.plugins.orchestrator.engine.migration;

import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.MigrationSettings;
import io.jenkins.plugins.orchestrator.engine.migration.apply.ApplySettings;
import io.jenkins.plugins.orchestrator.engine.migration.apply.PsqlCommand;
import io.jenkins.plugins.orchestrator.engine.migration.apply.ScriptRunner;
import io.jenkins.plugins.orchestrator.engine.migration.apply.Watchdog;
import io.jenkins.plugins.orchestrator.engine.migration.script.MigrationScript;
import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText;
import io.jenkins.plugins.orchestrator.engine.postgres.ApplicationName;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Snapshot;
import io.jenkins.plugins.orchestrator.engine.report.Direction;
import io.jenkins.plugins.orchestrator.engine.report.ProgressListener;
import io.jenkins.plugins.orchestrator.engine.report.ScriptError;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs scripts on a clone, one after the other, in one session under one watchdog. */
final class ScriptPass implements AutoCloseable {
  /** The first version with {@code pg_stat_force_next_flush()}. */
  private static final int FLUSHES = 15;

  private final EnvironmentConfiguration environment;
  private final Snapshot copy;
  private final CloneSite site;
  private final Cancellation cancellation;
  private final Consumer<ScriptReport> record;
  private final ProgressListener listener;
  private final KeptLedger ledger;
  private @Nullable Session session;
  private @Nullable Watchdog watchdog;
  private @Nullable ScriptRunner runner;

  /** One for a database that is thrown away whatever becomes of it; tells nobody of it. */
  static ScriptPass unheard(
      EnvironmentConfiguration environment,
      String format,
      Snapshot copy,
      CloneSite site,
      Cancellation cancellation) {
    return new ScriptPass(
        environment, format, copy, site, cancellation, script -> {}, ProgressListener.silent());
  }

  ScriptPass(
      EnvironmentConfiguration environment,
      String format,
      Snapshot copy,
      CloneSite site,
      Cancellation cancellation,
      Consumer<ScriptReport> record,
      ProgressListener listener) {
    this.environment = environment;
    this.copy = copy;
    this.site = site;
    this.cancellation = cancellation;
    this.record = record;
    this.listener = listener;
    this.ledger = new KeptLedger(copy, settings("ledger"), format, site.context().run());
  }

  /** One sentence that says which script failed where and why. */
  static String failure(ScriptReport script) {
    ScriptError error = script.error();
    if (error == null) {
      return script.name() + " ended " + script.status();
    }
    return error.script()
        + ":"
        + error.line()
        + ":"
        + error.column()
        + ": "
        + error.message()
        + (error.sqlState() == null ? "" : " (SQLSTATE " + error.sqlState() + ")");
  }

  /**
   * Runs a script and records it.
   *
   * @param index from 1 in the pass
   * @param count how many the pass has
   */
  ScriptReport run(MigrationScript script, Direction direction, int index, int count)
      throws SQLException {
    ScriptText text = direction == Direction.DOWN ? script.down().orElseThrow() : script.up();
    listener.scriptStarted(environment.name(), text.file(), index, count);
    ScriptReport report =
        environment.migrations().command() == null
            ? apply(script, text, direction)
            : command().run(script, text.file(), direction);
    record.accept(report);
    listener.scriptFinished(environment.name(), report);
    return report;
  }

  /**
   * Runs a script that is no migration, and records it.
   *
   * @param version for people
   */
  ScriptReport runOther(String version, ScriptText text) throws SQLException {
    listener.scriptStarted(environment.name(), text.file(), 1, 1);
    ScriptReport report = runner().run(version, text, Direction.UP);
    record.accept(report);
    listener.scriptFinished(environment.name(), report);
    return report;
  }

  private ScriptReport apply(MigrationScript script, ScriptText text, Direction direction)
      throws SQLException {
    ScriptRunner opened = runner();
    ledger.started(script);
    ScriptReport report = opened.run(script.version(), text, direction);
    ledger.ended(script, report);
    return report;
  }

  /** Makes the server's counters of written rows exact, where its version can. */
  void flushStatistics() throws SQLException {
    Session open = session;
    if (open != null && open.version().isAtLeast(FLUSHES)) {
      open.execute("SELECT pg_catalog.pg_stat_force_next_flush()");
    }
  }

  private ScriptRunner runner() throws SQLException {
    ScriptRunner open = runner;
    if (open == null) {
      Session opened =
          Session.open(copy.target(), settings("apply").withRole(environment.migrations().role()));
      session = opened;
      watchdog = Watchdog.start(copy.target(), settings("watchdog").applicationName());
      open =
          new ScriptRunner(
              opened,
              limits(environment.migrations()),
              watchdog,
              site.context().redactor(),
              site.context().clock(),
              cancellation,
              environment.migrations().psql() ? psql(opened) : null);
      runner = open;
    }
    return open;
  }

  private PsqlCommand psql(Session opened) throws SQLException {
    Path directory =
        environment
            .migrations()
            .directory(site.configurationDirectory(), site.context().workingDirectory());
    return PsqlAccess.command(site.snapshots(), copy.target(), opened.version(), directory);
  }

  private CommandMigration command() throws SQLException {
    Session open = session;
    if (open == null) {
      open = Session.open(copy.target(), settings("apply"));
      session = open;
    }
    return new CommandMigration(
        site.context(),
        environment.migrations(),
        copy.target(),
        open,
        cancellation,
        ApplicationName.of(site.context().run(), environment.name(), "migrate"),
        site.snapshots().children());
  }

  private ApplySettings limits(MigrationSettings migrations) {
    return new ApplySettings(
        migrations.timeout(),
        migrations.statementTimeout().orElse(null),
        migrations.lockTimeout(),
        copy.sharedServer() && !environment.dedicatedServer(),
        migrations.psql());
  }

  private SessionSettings settings(String purpose) {
    return SessionSettings.named(
        ApplicationName.of(site.context().run(), environment.name(), purpose));
  }

  @Override
  public void close() {
    ledger.close();
    Watchdog dog = watchdog;
    if (dog != null) {
      dog.close();
    }
    Session open = session;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        // It was lost; the clone's drop ends what is left of it on the server.
        session = null;
      }
    }
  }
}
