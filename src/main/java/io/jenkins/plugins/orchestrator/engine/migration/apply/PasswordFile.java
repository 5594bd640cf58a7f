package io.jenkins.plugins.orchestrator.engine.migration.apply;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * A {@code PGPASSFILE} that only its owner can read, for one child process: the one way to give it
 * a password that no process list shows. Deleted when closed.
 *
 * @param path null when there is no password to give
 */
record PasswordFile(@Nullable Path path) implements AutoCloseable {
  static PasswordFile of(DatabaseTarget target) throws IOException {
    Secret password = target.password();
    if (password == null) {
      return new PasswordFile(null);
    }
    Path file =
        Files.createTempFile(
            "orchestrate",
            ".pgpass",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    String escaped = password.reveal().replace("\\", "\\\\").replace(":", "\\:");
    Files.writeString(file, "*:*:*:*:" + escaped + "\n", StandardCharsets.UTF_8);
    return new PasswordFile(file);
  }

  @Override
  public void close() throws IOException {
    if (path != null) {
      Files.deleteIfExists(path);
    }
  }
}
