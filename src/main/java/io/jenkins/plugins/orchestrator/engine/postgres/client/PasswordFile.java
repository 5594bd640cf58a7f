package io.jenkins.plugins.orchestrator.engine.postgres.client;

import io.jenkins.plugins.orchestrator.engine.files.PrivateFiles;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A {@code PGPASSFILE} of one target: the only way a password reaches a client program. Readable by
 * its owner alone from its creation on; closing deletes it.
 */
public final class PasswordFile implements AutoCloseable {
  private final @Nullable Path path;
  private final Settlement settlement;

  /** What remains to be done when the file is deleted. */
  public interface Settlement {
    /** The file is gone. */
    void deleted() throws IOException;
  }

  private PasswordFile(@Nullable Path path, Settlement settlement) {
    this.path = path;
    this.settlement = settlement;
  }

  /** The one of a target without a password: none. */
  public static PasswordFile none() {
    return new PasswordFile(null, () -> {});
  }

  /**
   * Writes the file; for a target without a password there is none.
   *
   * @param path does not exist yet; its directory exists
   * @throws IOException when it cannot be written, or the password contains a line break, which the
   *     format cannot hold
   */
  public static PasswordFile write(Path path, DatabaseTarget target) throws IOException {
    return write(path, target, () -> {});
  }

  /**
   * The same for a file that is written down somewhere.
   *
   * @param settlement called when it is closed
   * @throws IOException as above
   */
  public static PasswordFile write(Path path, DatabaseTarget target, Settlement settlement)
      throws IOException {
    Secret password = target.password();
    if (password == null) {
      return new PasswordFile(null, settlement);
    }
    String text = password.reveal();
    if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
      throw new IOException(
          "the password for " + target + " contains a line break, which a PGPASSFILE cannot hold");
    }
    String line = "*:*:*:" + escape(target.user()) + ":" + escape(text) + "\n";
    PrivateFiles.createFile(path);
    Files.write(path, line.getBytes(StandardCharsets.UTF_8), StandardOpenOption.WRITE);
    return new PasswordFile(path, settlement);
  }

  /** Where it is; null when the target needs none. */
  public @Nullable Path path() {
    return path;
  }

  private static String escape(String text) {
    return text.replace("\\", "\\\\").replace(":", "\\:");
  }

  @Override
  public void close() throws IOException {
    if (path != null) {
      Files.deleteIfExists(path);
    }
    settlement.deleted();
  }
}
