package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.config.BackupSettings;
import io.jenkins.plugins.orchestrator.engine.config.EmbeddedSettings;
import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.HealthSettings;
import io.jenkins.plugins.orchestrator.engine.config.MigrationSelection;
import io.jenkins.plugins.orchestrator.engine.config.MigrationSettings;
import io.jenkins.plugins.orchestrator.engine.config.Reversibility;
import io.jenkins.plugins.orchestrator.engine.config.SnapshotSettings;
import io.jenkins.plugins.orchestrator.engine.config.SnapshotStrategy;
import io.jenkins.plugins.orchestrator.engine.config.ValidationSettings;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Environments of tests, one word at a time. */
record Environments(
    DatabaseTarget source,
    SnapshotStrategy strategy,
    boolean exclusive,
    boolean disposable,
    boolean isProtected,
    boolean sameServer,
    @Nullable DatabaseTarget server,
    Duration maxAge,
    Duration ttl) {

  static Environments of(TestServer server, String database) {
    return of(target(server, database));
  }

  static Environments of(DatabaseTarget source) {
    return new Environments(
        source,
        SnapshotStrategy.AUTO,
        false,
        false,
        false,
        false,
        null,
        Duration.ZERO,
        Duration.ofHours(1));
  }

  static DatabaseTarget target(TestServer server, String database) {
    return new DatabaseTarget(
        List.of(new DatabaseTarget.Host("127.0.0.1", server.port())),
        database,
        "postgres",
        null,
        Map.of());
  }

  static DatabaseTarget as(DatabaseTarget target, String role, String password) {
    return target.withCredentials(role, Secret.of(password));
  }

  Environments with(SnapshotStrategy newStrategy) {
    return new Environments(
        source, newStrategy, exclusive, disposable, isProtected, sameServer, server, maxAge, ttl);
  }

  Environments exclusively() {
    return new Environments(
        source, strategy, true, disposable, isProtected, sameServer, server, maxAge, ttl);
  }

  Environments disposably() {
    return new Environments(
        source, strategy, exclusive, true, isProtected, sameServer, server, maxAge, ttl);
  }

  Environments protectedly() {
    return new Environments(
        source, strategy, exclusive, disposable, true, sameServer, server, maxAge, ttl);
  }

  Environments onSameServer() {
    return new Environments(
        source, strategy, exclusive, disposable, isProtected, true, server, maxAge, ttl);
  }

  Environments on(DatabaseTarget newServer) {
    return new Environments(
        source, strategy, exclusive, disposable, isProtected, sameServer, newServer, maxAge, ttl);
  }

  Environments maxAge(Duration newAge) {
    return new Environments(
        source, strategy, exclusive, disposable, isProtected, sameServer, server, newAge, ttl);
  }

  Environments ttl(Duration newTtl) {
    return new Environments(
        source, strategy, exclusive, disposable, isProtected, sameServer, server, maxAge, newTtl);
  }

  EnvironmentConfiguration build() {
    return new EnvironmentConfiguration(
        "staging_clone",
        "",
        source,
        new MigrationSelection.AllPending(),
        new MigrationSettings(
            "db/migrations",
            "auto",
            Duration.ofMinutes(5),
            null,
            Duration.ofSeconds(1),
            null,
            null,
            false,
            false,
            null,
            null),
        new SnapshotSettings(strategy, server, sameServer, 2, maxAge, ttl),
        ValidationSettings.none(),
        List.of(),
        Reversibility.UP_DOWN_UP,
        isProtected,
        exclusive,
        false,
        disposable,
        new EmbeddedSettings(17, List.of()),
        null,
        null,
        BackupSettings.byDefault(),
        false,
        null,
        HealthSettings.byDefault());
  }
}
