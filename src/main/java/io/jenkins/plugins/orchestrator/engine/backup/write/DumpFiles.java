package io.jenkins.plugins.orchestrator.engine.backup.write;

import io.jenkins.plugins.orchestrator.engine.files.PrivateFiles;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientToolsException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files of a backup that is being written; for their owner alone. */
final class DumpFiles {
  private DumpFiles() {}

  static OutputStream create(Path file) throws IOException {
    return Channels.newOutputStream(
        PrivateFiles.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
  }

  /**
   * Writes a file.
   *
   * @param encryptor null when it is written as it is
   * @return its name
   */
  static String write(
      BackupWork work, @Nullable Encryptor encryptor, Path directory, String name, byte[] content)
      throws IOException, ClientToolsException, BackupException {
    if (encryptor == null) {
      try (OutputStream file = create(directory.resolve(name))) {
        file.write(content);
      }
      return name;
    }
    String encrypted = encryptor.file(name);
    ProcessChain.Ended ended;
    try (OutputStream file = create(directory.resolve(encrypted))) {
      ended =
          ProcessChain.run(
                  work, List.of(encryptor.stage()), content, ProcessChain.Way.STRAIGHT, file)
              .get(0);
    }
    if (ended.exitCode() != 0) {
      throw new BackupException(
          ended.program()
              + " could not encrypt "
              + name
              + ", exit code "
              + ended.exitCode()
              + ". Look whether backup.encryption.recipients are keys that it knows. It said: "
              + ended.errors());
    }
    return encrypted;
  }

  /** Deletes all that is in a directory. */
  static void empty(Path directory) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(directory)) {
      all = walk.sorted(Comparator.reverseOrder()).filter(each -> !each.equals(directory)).toList();
    }
    for (Path each : all) {
      Files.deleteIfExists(each);
    }
  }
}
