package io.jenkins.plugins.orchestrator.engine.backup.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.run.RunId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestFileTest {
  private static final BackupId ID = BackupId.of(Instant.EPOCH, "x", RunId.random());
  private static final BackupFile FILE = new BackupFile("archive/1.dat", 7, "0".repeat(64));

  private final Manifest manifest = Manifests.ofDatabase(ID, Manifests.HOSTILE, List.of(FILE));

  @Test
  void isReadAsItWasWritten() throws IOException {
    byte[] json = ManifestFile.encode(manifest);
    ManifestFile read = ManifestFile.decode(json, "here");
    assertThat(read.manifest()).isEqualTo(manifest);
    assertThat(read.sha256()).matches("[0-9a-f]{64}");
  }

  @Test
  void ofAFolderTooIsReadAsItWasWritten() throws IOException {
    Manifest folder =
        new Manifest(
            1,
            ID,
            "pgdata",
            "",
            RunId.random(),
            Instant.EPOCH,
            Duration.ZERO,
            "tool",
            new ArchiveFacts("tar", "files.tar.zst.age", "zstd", 3, "age", "tar 1.34", 1),
            null,
            null,
            "pgdata/",
            List.of(FILE),
            "1".repeat(64),
            List.of("tar"));
    assertThat(ManifestFile.decode(ManifestFile.encode(folder), "here").manifest())
        .isEqualTo(folder);
  }

  @Test
  void keysOfANewerWriterArePassedOver() throws IOException {
    String json = new String(ManifestFile.encode(manifest), UTF_8);
    String newer = json.replaceFirst("\\{", "{ \"weather\": {\"sun\": [1, 2]},");
    assertThat(ManifestFile.decode(newer.getBytes(UTF_8), "here").manifest()).isEqualTo(manifest);
  }

  @Test
  void aNewerFormIsRefusedByItsNumber() throws IOException {
    String json = new String(ManifestFile.encode(manifest), UTF_8);
    String newer = json.replaceFirst("\"form\" : 1", "\"form\" : 2");
    assertThatThrownBy(() -> ManifestFile.decode(newer.getBytes(UTF_8), "here"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("form 2")
        .hasMessageContaining("newer version");
  }

  @Test
  void aCutFileIsToldToBeDamagedWhereverItIsCut() throws IOException {
    byte[] json = ManifestFile.encode(manifest);
    // Without its last line break it is whole.
    for (int length = 0; length < json.length - 2; length++) {
      byte[] cut = Arrays.copyOf(json, length);
      assertThatThrownBy(() -> ManifestFile.decode(cut, "here"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("damaged");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id",
        "environment",
        "purpose",
        "run",
        "started_at",
        "duration",
        "tool",
        "archive",
        "files",
        "restore",
        "contents",
        "database"
      })
  void aMissingPartIsDamage(String key) throws IOException {
    String json = new String(ManifestFile.encode(manifest), UTF_8);
    String without = json.replaceFirst("\"" + key + "\" :", "\"other\" :");
    assertThat(without).isNotEqualTo(json);
    assertThatThrownBy(() -> ManifestFile.decode(without.getBytes(UTF_8), "here"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("damaged");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc/passwd", "../x", "a/../../x", "a//b", "./a", "", "a\\b"})
  void aPathThatLeadsOutOfTheDirectoryIsDamage(String path) throws IOException {
    BackupFile outside = new BackupFile(path, 7, "0".repeat(64));
    byte[] json = ManifestFile.encode(Manifests.ofDatabase(ID, "x", List.of(outside)));
    assertThatThrownBy(() -> ManifestFile.decode(json, "here"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("outside");
  }

  @ParameterizedTest
  @CsvSource({"1e999999999", "1e13", "\"soon\"", "null"})
  void aDurationThatIsNoneIsDamage(String duration) throws IOException {
    String json = new String(ManifestFile.encode(manifest), UTF_8);
    String wrong = json.replaceFirst("\"duration\" : [0-9.]+", "\"duration\" : " + duration);
    assertThat(wrong).isNotEqualTo(json);
    assertThatThrownBy(() -> ManifestFile.decode(wrong.getBytes(UTF_8), "here"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("damaged");
  }

  @Test
  void theTextForPeopleShowsNoControlCharacterOfAName() {
    assertThat(ManifestText.of(manifest))
        .contains("\\u001b[31m")
        .doesNotContain("\u001b")
        .contains("3  public.a'b");
  }

  @Test
  void theCommandsAreOneWordPerNameForAShell() throws Exception {
    List<String> commands =
        RestoreCommands.ofDatabase(
            java.util.Objects.requireNonNull(manifest.database()),
            manifest.archive(),
            null,
            "settings.sql");
    String createdb = commands.get(0).replaceFirst("createdb", "printf '<%s>'");
    Process shell = new ProcessBuilder("sh", "-c", createdb).start();
    String said = new String(shell.getInputStream().readAllBytes(), UTF_8);
    assertThat(said)
        .contains("<--lc-collate=C.UTF-8>")
        .contains("<--owner=owner \"1\">")
        .endsWith("<--><" + Manifests.HOSTILE + ">");
    assertThat(commands.get(1)).startsWith("pg_restore --exit-on-error --jobs=4 --dbname=");
  }
}
