package io.jenkins.plugins.orchestrator.cli.embedded;

import io.jenkins.plugins.orchestrator.engine.config.BackupSettings;
import io.jenkins.plugins.orchestrator.engine.config.EmbeddedSettings;
import io.jenkins.plugins.orchestrator.engine.config.EmbeddedSettings.InitScript;
import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.HealthSettings;
import io.jenkins.plugins.orchestrator.engine.config.MigrationSelection;
import io.jenkins.plugins.orchestrator.engine.config.MigrationSettings;
import io.jenkins.plugins.orchestrator.engine.config.Reversibility;
import io.jenkins.plugins.orchestrator.engine.config.SnapshotSettings;
import io.jenkins.plugins.orchestrator.engine.config.SnapshotStrategy;
import io.jenkins.plugins.orchestrator.engine.config.ValidationSettings;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Environments for tests of embedded servers. */
public final class Environments {
  private Environments() {}

  /** One whose embedded database is filled by one script. */
  public static EnvironmentConfiguration embedded(String name, int version, String sql) {
    return new EnvironmentConfiguration(
        name,
        "",
        new DatabaseTarget(
            List.of(new DatabaseTarget.Host("db.invalid", 5432)),
            "app of \"" + name + '"',
            "nobody",
            null,
            Map.of()),
        new MigrationSelection.AllPending(),
        new MigrationSettings(
            "db",
            "auto",
            Duration.ofSeconds(10),
            null,
            Duration.ofSeconds(1),
            null,
            null,
            false,
            false,
            null,
            null),
        new SnapshotSettings(
            SnapshotStrategy.AUTO, null, false, 1, Duration.ZERO, Duration.ofHours(1)),
        ValidationSettings.none(),
        List.of(),
        Reversibility.NONE,
        false,
        false,
        false,
        false,
        new EmbeddedSettings(version, List.of(new InitScript(name + ".sql", sql))),
        null,
        null,
        BackupSettings.byDefault(),
        false,
        null,
        HealthSettings.byDefault());
  }
}
