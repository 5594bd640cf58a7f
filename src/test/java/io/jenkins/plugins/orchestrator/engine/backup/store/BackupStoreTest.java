package io.jenkins.plugins.orchestrator.engine.backup.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupFile;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupId;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupState;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.ManifestFile;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.Manifests;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.StoredBackup;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.Verification;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupStoreTest {
  @TempDir private Path directory;

  private BackupStore store() {
    return new BackupStore(directory.resolve("backups"));
  }

  private static BackupId id() {
    return BackupId.of(Instant.parse("2026-11-21T10:15:00Z"), "shop", RunId.random());
  }

  private StoredBackup published() throws IOException {
    BackupId id = id();
    try (PartialBackup partial = store().begin(id)) {
      Files.createDirectory(partial.directory().resolve("archive"));
      Files.writeString(partial.directory().resolve("archive/1.dat"), "content");
      return partial.publish(
          Manifests.ofDatabase(
              id, "shop", List.of(new BackupFile("archive/1.dat", 7, "0".repeat(64)))));
    }
  }

  private static Verification verification(StoredBackup backup, BackupState state) {
    return new Verification(
        backup.sha256(),
        Instant.now(),
        "run",
        state,
        "17.2",
        Duration.ofMillis(1500),
        null,
        List.of());
  }

  @Test
  void aFolderThatIsNotThereHoldsNothing() throws IOException {
    assertThat(store().list().backups()).isEmpty();
    assertThat(store().sweep()).isEmpty();
  }

  @Test
  void aPublishedBackupIsListedAndNothingElseIsLeftBesideIt() throws IOException {
    StoredBackup backup = published();
    assertThat(store().list().backups()).containsExactly(backup);
    assertThat(store().list().of("shop")).containsExactly(backup);
    assertThat(store().list().of("other")).isEmpty();
    assertThat(backup.state()).isEqualTo(BackupState.HASHED);
    assertThat(directory.resolve("backups").toFile().list())
        .containsExactly(backup.manifest().id().value());
  }

  @Test
  void whatIsBeingWrittenIsNoBackupAndSaidToBeNone() throws IOException {
    BackupId id = id();
    try (PartialBackup partial = store().begin(id)) {
      Files.write(
          partial.directory().resolve(ManifestFile.NAME),
          ManifestFile.encode(Manifests.ofDatabase(id, "shop", List.of())));
      assertThat(store().list().backups()).isEmpty();
      assertThat(store().list().unusable())
          .singleElement()
          .satisfies(each -> assertThat(each.name()).isEqualTo(id + ".partial"));
      assertThat(store().sweep()).singleElement().asString().contains("this process writes it");
      assertThat(partial.directory()).exists();
    }
    assertThat(directory.resolve("backups")).isEmptyDirectory();
  }

  @Test
  void nothingOfABackupThatCannotLoseItsNameFirstIsDeleted() throws IOException {
    StoredBackup backup = published();
    BackupId id = backup.manifest().id();
    Path taken = directory.resolve("backups").resolve(id + ".deleted");
    Files.createDirectories(taken.resolve("of somebody else"));
    assertThatThrownBy(() -> store().delete(id)).isInstanceOf(IOException.class);
    assertThat(store().list().backups()).containsExactly(backup);
    assertThat(store().directoryOf(id).resolve("archive/1.dat")).hasContent("content");
  }

  @Test
  void aBackupsNameAloneMakesNoBackup() throws IOException {
    Path backups = Files.createDirectories(directory.resolve("backups"));
    BackupId empty = id();
    Files.createDirectory(backups.resolve(empty.value()));
    BackupId file = id();
    Files.createFile(backups.resolve(file.value()));
    BackupId link = id();
    Files.createSymbolicLink(
        backups.resolve(link.value()), store().directoryOf(published().manifest().id()));
    Files.createDirectory(backups.resolve("notes"));
    BackupStore.Listing listing = store().list();
    assertThat(listing.backups()).hasSize(1);
    assertThat(listing.unusable().stream().map(BackupStore.Unusable::name))
        .containsExactlyInAnyOrder(empty.value(), file.value(), link.value());
    assertThat(listing.unusable()).allSatisfy(each -> assertThat(each.why()).contains("expected"));
  }

  @Test
  void aCopyUnderAnotherNameIsNotTakenForASecondBackup() throws IOException {
    StoredBackup backup = published();
    BackupId other = id();
    Files.move(store().directoryOf(backup.manifest().id()), store().directoryOf(other));
    assertThat(store().list().backups()).isEmpty();
    assertThat(store().list().unusable().get(0).why()).contains(backup.manifest().id().value());
  }

  @Test
  void verificationsAreKeptInTheirOrder() throws IOException {
    StoredBackup backup = published();
    BackupId id = backup.manifest().id();
    Verification first = verification(backup, BackupState.VERIFIED);
    Verification second = verification(backup, BackupState.HASHED);
    store().append(id, first);
    store().append(id, second);
    assertThat(store().read(id).verifications()).containsExactly(first, second);
    assertThat(store().read(id).state()).isEqualTo(BackupState.VERIFIED);
  }

  @Test
  void halfALineIsPassedOverAndHidesNoOther() throws IOException {
    StoredBackup backup = published();
    BackupId id = backup.manifest().id();
    store().append(id, verification(backup, BackupState.RESTORED));
    Path file = store().directoryOf(id).resolve("verifications.jsonl");
    Files.writeString(file, "{\"manifest\":\"" + backup.sha256(), StandardOpenOption.APPEND);
    assertThat(store().read(id).verifications()).hasSize(1);
    store().append(id, verification(backup, BackupState.VERIFIED));
    assertThat(store().read(id).verifications()).hasSize(2);
    assertThat(store().read(id).state()).isEqualTo(BackupState.VERIFIED);
  }

  @Test
  void aVerificationOfAnotherManifestProvesNothing() throws IOException {
    StoredBackup backup = published();
    BackupId id = backup.manifest().id();
    Verification other =
        new Verification(
            "0".repeat(64), Instant.now(), "r", BackupState.VERIFIED, null, null, null, List.of());
    store().append(id, other);
    assertThat(store().read(id).state()).isEqualTo(BackupState.HASHED);
  }

  @Test
  void aDeletedBackupLeavesNothing() throws IOException {
    StoredBackup backup = published();
    store().append(backup.manifest().id(), verification(backup, BackupState.VERIFIED));
    store().delete(backup.manifest().id());
    assertThat(directory.resolve("backups")).isEmptyDirectory();
  }

  @Test
  void aFileOfSomebodyElseKeepsTheWholeBackup() throws IOException {
    StoredBackup backup = published();
    Path place = store().directoryOf(backup.manifest().id());
    Files.writeString(place.resolve("archive/my-notes.txt"), "mine");
    assertThatThrownBy(() -> store().delete(backup.manifest().id()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("my-notes.txt");
    assertThat(store().list().backups()).hasSize(1);
    assertThat(place.resolve("archive/1.dat")).exists();
  }

  @Test
  void aLinkInsideIsNotFollowedWhenItsBackupGoes() throws IOException {
    Path precious = Files.createDirectory(directory.resolve("precious"));
    Files.writeString(precious.resolve("file"), "precious");
    StoredBackup backup = published();
    Path part = store().directoryOf(backup.manifest().id()).resolve("archive/1.dat");
    Files.delete(part);
    Files.createSymbolicLink(part, precious);
    store().delete(backup.manifest().id());
    assertThat(precious.resolve("file")).exists();
    assertThat(directory.resolve("backups")).isEmptyDirectory();
  }

  @Test
  void whatIsNoBackupIsNotDeleted() throws IOException {
    BackupId id = id();
    Path place = Files.createDirectories(store().directoryOf(id));
    Files.writeString(place.resolve("file"), "x");
    assertThatThrownBy(() -> store().delete(id)).isInstanceOf(IOException.class);
    assertThat(place.resolve("file")).exists();
  }

  @Test
  void ahalfDeletedBackupIsDeletedToItsEnd() throws IOException {
    StoredBackup backup = published();
    Path place = store().directoryOf(backup.manifest().id());
    Files.move(place, place.resolveSibling(place.getFileName() + ".deleted"));
    assertThat(store().list().backups()).isEmpty();
    assertThat(store().sweep()).hasSize(1);
    assertThat(directory.resolve("backups")).isEmptyDirectory();
  }

  @Test
  void aPartialOfUnknownOriginStaysUntilNobodyWroteToItForADay() throws IOException {
    Path partial = Files.createDirectories(directory.resolve("backups").resolve(id() + ".partial"));
    Path file = Files.writeString(partial.resolve("toc.dat"), "x");
    assertThat(store().sweep()).singleElement().asString().contains("kept");
    FileTime before = FileTime.from(Instant.now().minus(Duration.ofHours(25)));
    Files.setLastModifiedTime(partial, before);
    assertThat(store().sweep()).singleElement().asString().contains("kept");
    Files.setLastModifiedTime(file, before);
    assertThat(store().sweep()).singleElement().asString().contains("deleted");
    assertThat(partial).doesNotExist();
  }

  @Test
  void aPartialOfAKilledProcessIsTakenAwayAndThatOfALivingOneIsNot() throws Exception {
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                BackupWriter.class.getName(),
                store().directory().toString(),
                id().value())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(writer.getInputStream().read()).as("the writer's sign").isEqualTo('w');
    assertThat(store().sweep()).singleElement().asString().contains("at work");
    writer.destroyForcibly().waitFor();
    assertThat(store().list().backups()).isEmpty();
    assertThat(store().sweep()).singleElement().asString().contains("killed");
    assertThat(store().directory()).isEmptyDirectory();
  }
}
