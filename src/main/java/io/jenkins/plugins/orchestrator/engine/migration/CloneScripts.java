package io.jenkins.plugins.orchestrator.engine.migration;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.migration.history.PendingMigrations;
import io.jenkins.plugins.orchestrator.engine.migration.script.MigrationDirectory;
import io.jenkins.plugins.orchestrator.engine.migration.script.MigrationScript;
import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText;
import io.jenkins.plugins.orchestrator.engine.postgres.ApplicationName;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Snapshot;
import io.jenkins.plugins.orchestrator.engine.report.Direction;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs scripts on a clone for other operations than a migration test: forward only, without any
 * proof that they can be taken back. What they do ends with the run's cancellation.
 */
public final class CloneScripts {
  private final EnvironmentConfiguration environment;
  private final Snapshot copy;
  private final CloneSite site;
  private final Cancellation cancellation;
  private final Consumer<ScriptReport> scripts;
  private final Consumer<Finding> findings;

  /**
   * @param scripts hears of every script that has ended
   * @param findings hears what a person should know besides
   */
  public CloneScripts(
      EnvironmentConfiguration environment,
      Snapshot copy,
      CloneSite site,
      Cancellation cancellation,
      Consumer<ScriptReport> scripts,
      Consumer<Finding> findings) {
    this.environment = environment;
    this.copy = copy;
    this.site = site;
    this.cancellation = cancellation;
    this.scripts = scripts;
    this.findings = findings;
  }

  /**
   * How running scripts ended.
   *
   * @param message which one failed where and why, or what was done
   */
  public record Ended(Status status, @Nullable String message) {
    static Ended of(ScriptReport last) {
      return new Ended(last.status(), ScriptPass.failure(last));
    }
  }

  /**
   * Applies the migrations of a directory that the clone lacks.
   *
   * @throws io.jenkins.plugins.orchestrator.engine.run.CancelledException after rolling back
   */
  public Ended migrate(MigrationDirectory directory) throws SQLException {
    List<MigrationScript> pending;
    try (Session session = CancellableSession.open(copy.target(), settings(), cancellation)) {
      PendingScripts all = new PendingScripts(environment, directory, copy, site);
      PendingMigrations decided = all.read(session, cancellation);
      decided.findings().forEach(findings);
      Optional<Finding> refusal = decided.refusal();
      if (refusal.isPresent()) {
        return new Ended(Status.FAILED, refusal.get().message());
      }
      pending = decided.scripts();
      all.inspect(pending).forEach(findings);
    } catch (ConfigurationException e) {
      return new Ended(Status.FAILED, e.getMessage());
    }
    try (ScriptPass pass = pass(directory.format(), environment)) {
      for (int i = 0; i < pending.size(); i++) {
        ScriptReport report = pass.run(pending.get(i), Direction.UP, i + 1, pending.size());
        if (report.status() != Status.PASSED) {
          return Ended.of(report);
        }
      }
    }
    return new Ended(
        Status.PASSED, pending.isEmpty() ? "nothing is pending" : pending.size() + " scripts");
  }

  /**
   * Runs a script of the user's that is no migration, under the limits of the migrations and as
   * their role, by the built-in runner.
   *
   * @throws io.jenkins.plugins.orchestrator.engine.run.CancelledException after rolling back
   */
  public Ended run(ScriptText script) throws SQLException {
    try (ScriptPass pass = pass("plain", environment.withBuiltInRunner())) {
      ScriptReport report = pass.runOther("", script);
      return report.status() == Status.PASSED
          ? new Ended(
              Status.PASSED,
              report.transactional() ? "in one transaction" : "not in one transaction")
          : Ended.of(report);
    }
  }

  private ScriptPass pass(String format, EnvironmentConfiguration how) {
    return new ScriptPass(
        how, format, copy, site, cancellation, scripts, site.context().listener());
  }

  private SessionSettings settings() {
    return SessionSettings.named(
        ApplicationName.of(site.context().run(), environment.name(), "pending"));
  }

  /**
   * Why the scripts of an environment cannot run for want of a psql; reads the server's version and
   * touches nothing.
   *
   * @return empty also when the environment does not want psql
   */
  public static Optional<String> refusal(EnvironmentConfiguration environment, CloneSite site)
      throws SQLException {
    return PsqlAccess.refusal(
        environment,
        site.snapshots(),
        ApplicationName.of(site.context().run(), environment.name(), "look"));
  }
}
