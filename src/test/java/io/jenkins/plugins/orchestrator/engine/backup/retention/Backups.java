package io.jenkins.plugins.orchestrator.engine.backup.retention;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.ArchiveFacts;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupFile;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupId;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupState;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.DatabaseFacts;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.Manifest;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.StoredBackup;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.Verification;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes backups as a store would list them. */
final class Backups {
  static final RunId RUN = new RunId("aaaaaaaaaa");

  private Backups() {}

  static StoredBackup verified(String startedAt) {
    return of("production", startedAt, RUN, BackupState.VERIFIED);
  }

  static StoredBackup hashed(String startedAt) {
    return of("production", startedAt, RUN, BackupState.HASHED);
  }

  static StoredBackup broken(String startedAt) {
    return of("production", startedAt, RUN, BackupState.BROKEN);
  }

  /** One of a database. */
  static StoredBackup ofDatabase(
      @Nullable String cluster, String name, String startedAt, RunId random, BackupState state) {
    StoredBackup folder = of("production", startedAt, random, state);
    Manifest manifest = folder.manifest();
    DatabaseFacts database =
        new DatabaseFacts(
            name,
            16384,
            "postgresql://db.example/" + name,
            cluster,
            "17.2",
            "UTF8",
            Map.of(),
            "owner",
            -1,
            null,
            List.of(),
            List.of(),
            1000,
            "1:1:",
            "0/0",
            manifest.startedAt());
    return new StoredBackup(
        new Manifest(
            manifest.form(),
            manifest.id(),
            manifest.environment(),
            manifest.purpose(),
            manifest.run(),
            manifest.startedAt(),
            manifest.duration(),
            manifest.tool(),
            manifest.archive(),
            database,
            null,
            null,
            manifest.files(),
            null,
            List.of()),
        folder.sha256(),
        folder.verifications());
  }

  /** Of a database or a folder: for retention they are the same. */
  static StoredBackup of(String environment, String startedAt, RunId random, BackupState state) {
    Instant start = Instant.parse(startedAt);
    Manifest manifest =
        new Manifest(
            Manifest.FORM,
            BackupId.of(start, environment, random),
            environment,
            "",
            RUN,
            start,
            Duration.ofMinutes(1),
            "test",
            new ArchiveFacts("tar", "files.tar.zst", "zstd", 3, null, "tar", 1),
            null,
            null,
            "files",
            List.of(new BackupFile("files.tar.zst", 1000, "00")),
            null,
            List.of());
    Verification look =
        new Verification(
            "sha", start.plusSeconds(90), RUN.value(), state, null, null, null, List.of());
    return new StoredBackup(
        manifest, "sha", state == BackupState.HASHED ? List.of() : List.of(look));
  }
}
