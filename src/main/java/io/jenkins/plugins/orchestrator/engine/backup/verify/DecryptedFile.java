package io.jenkins.plugins.orchestrator.engine.backup.verify;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.ArchiveFacts;
import io.jenkins.plugins.orchestrator.engine.files.PrivateFiles;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientProcess;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientResult;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientToolsException;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientVariables;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Snapshots;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.TemporaryPath;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file or directory of a backup as it was before it was encrypted: as it lies there, or decrypted
 * into a file of ours, because only a file can be restored by several sessions. Closing deletes
 * that.
 */
final class DecryptedFile implements AutoCloseable {
  private static final String PROGRAMS = "age or gpg";

  private final Path path;
  private final @Nullable TemporaryPath temporary;

  private DecryptedFile(Path path, @Nullable TemporaryPath temporary) {
    this.path = path;
    this.temporary = temporary;
  }

  /**
   * Decrypts where that is needed.
   *
   * @param archive tells how the backup's files are encrypted
   * @param path of the file, relative to the directory
   * @param cancellation ends it
   * @throws VerifyException when it cannot be: that says nothing about the backup
   */
  static DecryptedFile open(
      Path directory,
      ArchiveFacts archive,
      String path,
      VerifyOptions options,
      RunContext context,
      Snapshots snapshots,
      Cancellation cancellation)
      throws IOException, ClientToolsException, VerifyException {
    Path file = directory.resolve(path);
    String identity = options.identity();
    String program = archive.encryption();
    if (program == null) {
      return new DecryptedFile(file, null);
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
      PrivateFiles.createDirectory(temporary.path());
      // It is about as large as what is encrypted: it is compressed before.
      RestoreSpace.refuseFullDisk(temporary.path(), Files.size(file), "the decrypted file");
      Path plain = temporary.path().resolve("archive");
      ClientResult result =
          new ClientProcess(
                  ClientVariables.unconnected(context.variables()),
                  context.redactor(),
                  cancellation,
                  options.timeout(),
                  snapshots.children())
              .run(
                  Programs.find(program, context.variables()),
                  arguments(program, identity, plain, file));
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
      return new DecryptedFile(plain, temporary);
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
