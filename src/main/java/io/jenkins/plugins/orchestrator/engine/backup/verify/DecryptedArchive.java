package io.jenkins.plugins.orchestrator.engine.backup.verify;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.ArchiveFacts;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientProcess;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientResult;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientToolsException;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Snapshots;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.TemporaryPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An archive as {@code pg_restore} reads it: as it lies there, or decrypted into a file of ours,
 * because only a file can be restored by several sessions. Closing deletes that.
 */
final class DecryptedArchive implements AutoCloseable {
  private static final String PROGRAMS = "age or gpg";

  private final Path path;
  private final @Nullable TemporaryPath temporary;

  private DecryptedArchive(Path path, @Nullable TemporaryPath temporary) {
    this.path = path;
    this.temporary = temporary;
  }

  /**
   * Decrypts where that is needed.
   *
   * @param identity of age, null for none
   * @throws VerifyException when it cannot be: that says nothing about the backup
   */
  static DecryptedArchive open(
      Path directory,
      ArchiveFacts archive,
      @Nullable String identity,
      Map<String, String> variables,
      ClientProcess process,
      Snapshots snapshots)
      throws IOException, ClientToolsException, VerifyException {
    Path file = directory.resolve(archive.path());
    String program = archive.encryption();
    if (program == null) {
      return new DecryptedArchive(file, null);
    }
    if (!program.equals("age") && !program.equals("gpg")) {
      throw new VerifyException(
          file + ": found encryption by " + program + "; expected " + PROGRAMS + ".");
    }
    if (program.equals("age") && identity == null) {
      throw new VerifyException(
          file
              + ": found encryption by age and no identity; expected the file with the private key."
              + " Name it as encryption.identity, or verify the hashes alone.");
    }
    TemporaryPath temporary = snapshots.temporary("decrypted");
    boolean done = false;
    try {
      Files.createDirectory(
          temporary.path(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      refuseFullDisk(temporary.path(), Files.size(file));
      Path plain = temporary.path().resolve("archive");
      ClientResult result =
          process.run(Programs.find(program, variables), arguments(program, identity, plain, file));
      if (!result.succeeded()) {
        throw new VerifyException(
            file
                + ": "
                + program
                + " could not decrypt it, exit code "
                + result.exitCode()
                + ". Is the key the one that it was encrypted for? It said: "
                + result.errors());
      }
      done = true;
      return new DecryptedArchive(plain, temporary);
    } finally {
      if (!done) {
        temporary.close();
      }
    }
  }

  private static List<String> arguments(
      String program, @Nullable String identity, Path plain, Path file) {
    List<String> arguments = new ArrayList<>();
    if (program.equals("age")) {
      arguments.addAll(List.of("--decrypt", "--identity", String.valueOf(identity)));
    } else {
      arguments.addAll(List.of("--batch", "--quiet", "--decrypt"));
    }
    arguments.addAll(List.of("--output", plain.toString(), file.toString()));
    return arguments;
  }

  /** It is about as large as what is encrypted: it is compressed before. */
  private static void refuseFullDisk(Path directory, long bytes) throws VerifyException {
    OptionalLong free = RestoreSpace.free(directory);
    if (free.isPresent() && free.getAsLong() < bytes) {
      throw new VerifyException(
          directory
              + ": found "
              + (free.getAsLong() >> 20)
              + " MiB of free disk space; expected "
              + (bytes >> 20)
              + " MiB for the decrypted archive. Free space there, or put the state directory"
              + " elsewhere (ORCHESTRATE_STATE).");
    }
  }

  Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    if (temporary != null) {
      temporary.close();
    }
  }
}
