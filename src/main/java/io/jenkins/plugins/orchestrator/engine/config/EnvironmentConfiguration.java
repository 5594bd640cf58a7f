package io.jenkins.plugins.orchestrator.engine.config;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One environment, with every default filled in.
 *
 * @param name as in {@code test_environments} or {@code environments}
 * @param purpose the user's words, may be empty
 * @param source the database that is copied; never written to, unless it is disposable
 * @param selection which migrations are tested
 * @param migrations where they are and how they run
 * @param snapshot how the clone is made
 * @param validate what must be there afterwards
 * @param integrationTests the user's tests, in order
 * @param reversibility how far to go back
 * @param isProtected clones go to another server unless {@code snapshot.sameServer}
 * @param exclusive nobody else uses the source: it may be a template itself
 * @param dedicatedServer nobody else uses the source's whole server: scripts may touch its roles
 * @param disposable the source may be migrated itself (strategy {@code none})
 * @param embedded what {@code --embedded} starts instead
 * @param agent label of the Jenkins agents that may run the branch, null for any
 * @param credentialsId of Jenkins' credentials for the source, null when none are named
 * @param backup how it is backed up
 * @param optional whether the database may be absent: then its backup is skipped
 * @param anonymize what makes the data of a copy nobody's; null when nothing does
 * @param health what is looked at when its health is checked
 */
public record EnvironmentConfiguration(
    String name,
    String purpose,
    DatabaseTarget source,
    MigrationSelection selection,
    MigrationSettings migrations,
    SnapshotSettings snapshot,
    ValidationSettings validate,
    List<IntegrationTest> integrationTests,
    Reversibility reversibility,
    boolean isProtected,
    boolean exclusive,
    boolean dedicatedServer,
    boolean disposable,
    EmbeddedSettings embedded,
    @Nullable String agent,
    @Nullable String credentialsId,
    BackupSettings backup,
    boolean optional,
    @Nullable AnonymizeSettings anonymize,
    HealthSettings health)
    implements Serializable {
  public EnvironmentConfiguration {
    integrationTests = List.copyOf(integrationTests);
  }

  /** The same on a server of its own, which nobody else uses, such as an embedded one. */
  public EnvironmentConfiguration onDedicatedServer(DatabaseTarget newSource) {
    return with(newSource, true, selection, migrations, agent);
  }

  /** The same database, as somebody else. */
  public EnvironmentConfiguration withCredentials(String user, Secret password) {
    return with(source.withCredentials(user, password), false, selection, migrations, agent);
  }

  /** The same with other migrations, of which all that are pending are meant. */
  public EnvironmentConfiguration withAllOf(MigrationSettings others) {
    return with(source, false, new MigrationSelection.AllPending(), others, agent);
  }

  /** The same, whose scripts neither psql nor a command runs. */
  public EnvironmentConfiguration withBuiltInRunner() {
    return withAllOf(migrations.withBuiltInRunner());
  }

  /** The same for other agents. */
  public EnvironmentConfiguration withAgent(String label) {
    return with(source, false, selection, migrations, label);
  }

  /**
   * A copy.
   *
   * @param dedicated whether the server has become one that nobody else uses
   */
  private EnvironmentConfiguration with(
      DatabaseTarget newSource,
      boolean dedicated,
      MigrationSelection newSelection,
      MigrationSettings newMigrations,
      @Nullable String label) {
    return new EnvironmentConfiguration(
        name,
        purpose,
        newSource,
        newSelection,
        newMigrations,
        snapshot,
        validate,
        integrationTests,
        reversibility,
        isProtected && !dedicated,
        exclusive || dedicated,
        dedicatedServer || dedicated,
        disposable,
        embedded,
        label,
        credentialsId,
        backup,
        optional,
        anonymize,
        health);
  }
}
