package io.jenkins.plugins.orchestrator.engine.backup.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupId;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.StoredBackup;
import io.jenkins.plugins.orchestrator.engine.config.BackupSettings.Keep;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is deleted, and what the report says of it. */
class RetentionRunTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Keep ONE_DAY = new Keep(1, 0, 0, 0);

  @TempDir private Path directory;
  private final Cancellation cancellation = new Cancellation();
  private final StoredBackup last = Backups.verified("2026-11-21T11:00:00Z");
  private final StoredBackup older = Backups.hashed("2026-11-10T00:00:00Z");
  private final StoredBackup oldest = Backups.verified("2026-11-01T00:00:00Z");
  private final List<StoredBackup> all = List.of(last, older, oldest);

  /** Backups as empty directories. */
  private class Directories implements RetentionStore {
    @Override
    public boolean isPinned(BackupId id) throws IOException {
      return Files.exists(directory.resolve(id.value()).resolve("pinned"));
    }

    @Override
    public StoredBackup read(StoredBackup backup) throws IOException {
      if (Files.notExists(path(backup))) {
        throw new NoSuchFileException(path(backup).toString());
      }
      return backup;
    }

    @Override
    public void delete(BackupId id) throws IOException {
      Files.delete(directory.resolve(id.value()));
    }
  }

  @BeforeEach
  void prepare() throws IOException {
    for (StoredBackup backup : all) {
      Files.createDirectory(path(backup));
    }
  }

  private Path path(StoredBackup backup) {
    return directory.resolve(backup.manifest().id().value());
  }

  private List<String> present() throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(entry -> entry.getFileName().toString().substring(0, 8)).sorted().toList();
    }
  }

  private RetentionResult run(RetentionStore store, @Nullable Keep keep, boolean dryRun) {
    return new RetentionRun(store, keep, Set.of(), dryRun, cancellation).apply(all, NOW);
  }

  @Test
  void deletesWhatNothingKeepsAndReportsOnAll() throws Exception {
    RetentionResult result = run(new Directories(), ONE_DAY, false);
    assertThat(present()).containsExactly("20261121");
    assertThat(result.deleted()).containsExactly(oldest.manifest().id(), older.manifest().id());
    assertThat(result.findings()).isEmpty();
    assertThat(result.table().note()).isEqualTo("keep: {days: 1}; days, weeks and months in UTC.");
    assertThat(result.table().rows())
        .containsExactly(
            List.of(
                "20261121T110000Z-production-aaaaaaaaaa",
                "3600",
                "verified",
                "1000",
                "kept",
                "the last verified one, not older than 1 day"),
            List.of(
                "20261110T000000Z-production-aaaaaaaaaa",
                "993600",
                "hashed",
                "1000",
                "deleted",
                "older than 1 day, and in no class"),
            List.of(
                "20261101T000000Z-production-aaaaaaaaaa",
                "1771200",
                "verified",
                "1000",
                "deleted",
                "older than 1 day, and in no class"));
  }

  @Test
  void deletesNothingInADryRunAndSaysWhatWouldBe() throws Exception {
    RetentionResult result = run(new Directories(), ONE_DAY, true);
    assertThat(present()).hasSize(3);
    assertThat(result.deleted()).isEmpty();
    assertThat(result.table().title()).isEqualTo("Retention (dry run)");
    assertThat(result.table().rows())
        .extracting(row -> row.get(4))
        .containsExactly("kept", "would be deleted", "would be deleted");
  }

  @Test
  void deletesNothingWithoutKeep() throws Exception {
    assertThat(run(new Directories(), null, false).deleted()).isEmpty();
    assertThat(present()).hasSize(3);
  }

  @Test
  void keepsWhatIsPinnedInItsDirectoryOrByTheCaller() throws Exception {
    Files.createFile(path(older).resolve("pinned"));
    RetentionResult result =
        new RetentionRun(
                new Directories(), ONE_DAY, Set.of(oldest.manifest().id()), false, cancellation)
            .apply(all, NOW);
    assertThat(present()).hasSize(3);
    assertThat(result.table().rows())
        .extracting(row -> row.get(5))
        .containsExactly(
            "the last verified one, not older than 1 day",
            "a rollback points to it",
            "a rollback points to it");
  }

  @Test
  void keepsWhatARollbackBeginsToPointToWhileOthersAreDeleted() throws Exception {
    RetentionStore store =
        new Directories() {
          @Override
          public void delete(BackupId id) throws IOException {
            super.delete(id);
            Files.createFile(path(older).resolve("pinned"));
          }
        };
    RetentionResult result = run(store, ONE_DAY, false);
    assertThat(present()).containsExactly("20261110", "20261121");
    assertThat(result.table().rows().get(1).subList(4, 6))
        .containsExactly("kept", "a rollback points to it");
  }

  @Test
  void keepsThatOfWhichNobodyCanTellWhetherItIsPinned() throws Exception {
    RetentionStore store =
        new Directories() {
          @Override
          public boolean isPinned(BackupId id) throws IOException {
            if (id.equals(oldest.manifest().id())) {
              throw new NoSuchFileException(id.value());
            }
            return super.isPinned(id);
          }
        };
    RetentionResult result = run(store, ONE_DAY, false);
    assertThat(present()).containsExactly("20261101", "20261121");
    assertThat(result.table().rows().get(2).subList(4, 6))
        .containsExactly("kept", "whether a rollback points to it cannot be told");
    assertThat(result.findings()).extracting(Finding::code).containsExactly("backup-pin-unknown");
  }

  @Test
  void reportsWhatCannotBeDeletedAndGoesOnWithTheOthers() throws Exception {
    Files.createFile(path(oldest).resolve("in the way"));
    RetentionResult result = run(new Directories(), ONE_DAY, false);
    assertThat(present()).containsExactly("20261101", "20261121");
    assertThat(result.deleted()).containsExactly(older.manifest().id());
    assertThat(result.table().rows()).extracting(row -> row.get(4)).contains("not deleted");
    assertThat(result.findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.code()).isEqualTo("backup-not-deleted");
              assertThat(finding.message())
                  .contains(oldest.manifest().id().value())
                  .contains("older than 1 day, and in no class");
            });
  }

  @Test
  void deletesNothingMoreOnceTheRunIsCancelled() throws Exception {
    RetentionStore store =
        new Directories() {
          @Override
          public void delete(BackupId id) throws IOException {
            super.delete(id);
            cancellation.cancel("somebody pressed stop");
          }
        };
    RetentionResult result = run(store, ONE_DAY, false);
    assertThat(present()).containsExactly("20261110", "20261121");
    assertThat(result.table().rows().get(1).subList(4, 6))
        .containsExactly("not deleted", "the run was cancelled: somebody pressed stop");
  }

  /** A nightly verification beside a backup's retention. */
  @Test
  void keepsTheVerifiedOneWhenTheNewerOneTurnsOutToBeBrokenMeanwhile() throws Exception {
    RetentionStore store =
        new Directories() {
          @Override
          public StoredBackup read(StoredBackup backup) throws IOException {
            return backup.equals(last)
                ? Backups.broken("2026-11-21T11:00:00Z")
                : super.read(backup);
          }
        };
    RetentionResult result = run(store, ONE_DAY, false);
    assertThat(result.deleted()).containsExactly(older.manifest().id());
    assertThat(present()).containsExactly("20261101", "20261121");
    assertThat(result.table().rows().get(2))
        .endsWith("kept", "none of those that stay is verified any more");
  }

  @Test
  void keepsTheVerifiedOneWhenTheNewerOneIsGoneMeanwhile() throws Exception {
    Files.delete(path(last));
    RetentionResult result = run(new Directories(), ONE_DAY, false);
    assertThat(result.deleted()).containsExactly(older.manifest().id());
    assertThat(present()).containsExactly("20261101");
  }
}
