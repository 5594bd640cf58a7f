package io.jenkins.plugins.orchestrator.engine.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFilesTest {
  @TempDir private Path directory;

  @Test
  void aDirectoryAndThoseAboveItAreTheirOwnersAlone() throws IOException {
    PrivateFiles.createDirectories(directory.resolve("a/b"));
    PrivateFiles.createDirectory(directory.resolve("a/b/c"));

    assertThat(permissions("a")).isEqualTo("rwx------");
    assertThat(permissions("a/b")).isEqualTo("rwx------");
    assertThat(permissions("a/b/c")).isEqualTo("rwx------");
  }

  @Test
  void aDirectoryThatIsThereKeepsItsRights() throws IOException {
    Path shared = Files.createDirectory(directory.resolve("shared"));
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));

    PrivateFiles.createDirectories(shared);

    assertThat(permissions("shared")).isEqualTo("rwxr-xr-x");
    assertThatThrownBy(() -> PrivateFiles.createDirectory(shared))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void aFileIsItsOwnersAloneFromItsCreationOn() throws IOException {
    PrivateFiles.createFile(directory.resolve("empty"));
    write(directory.resolve("written"));

    assertThat(permissions("empty")).isEqualTo("rw-------");
    assertThat(permissions("written")).isEqualTo("rw-------");
    assertThatThrownBy(() -> PrivateFiles.createFile(directory.resolve("empty")))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void namesAndContentsAreBroughtToTheDisk() throws IOException {
    Path file = directory.resolve("file");
    write(file);

    PrivateFiles.sync(file);
    PrivateFiles.sync(directory);

    assertThatThrownBy(() -> PrivateFiles.sync(directory.resolve("missing")))
        .isInstanceOf(IOException.class);
  }

  /** As on Windows: an archive's file system knows no such rights, and opens no directory. */
  @Test
  void withoutPosixPermissionsTheOwnersDefaultsHold() throws IOException {
    try (FileSystem archive =
        FileSystems.newFileSystem(directory.resolve("a.zip"), Map.of("create", "true"))) {
      assertThat(archive.supportedFileAttributeViews()).doesNotContain("posix");
      Path journals = archive.getPath("/state/journals");

      PrivateFiles.createDirectories(journals);
      PrivateFiles.createDirectory(journals.resolve("run"));
      PrivateFiles.createFile(journals.resolve("run/empty"));
      write(journals.resolve("run/written"));
      PrivateFiles.sync(journals);

      assertThat(journals.resolve("run/empty")).isEmptyFile();
      assertThat(Files.readString(journals.resolve("run/written"))).isEqualTo("x");
    }
  }

  private static void write(Path file) throws IOException {
    try (FileChannel channel =
        PrivateFiles.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {'x'}));
    }
  }

  private String permissions(String name) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name)));
  }
}
