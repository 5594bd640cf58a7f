package io.jenkins.plugins.orchestrator.engine.backup.verify;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.Manifest;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientToolsException;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Snapshots;
import io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SchemaFingerprint;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The fingerprint of the schema that a backup holds.
 *
 * @param schema null when there is none that can be read
 * @param missing why there is none; null when there is one
 */
public record BackedUpSchema(@Nullable SchemaFingerprint schema, @Nullable String missing) {
  /**
   * Reads it; encrypted like the archive, it is decrypted first.
   *
   * @param directory of the backup
   * @param manifest of a backup of a database
   * @throws VerifyException when it cannot be decrypted: that says nothing about the backup
   */
  public static BackedUpSchema read(
      Path directory,
      Manifest manifest,
      VerifyOptions options,
      RunContext context,
      Snapshots snapshots,
      Cancellation cancellation)
      throws IOException, ClientToolsException, VerifyException {
    String file = Objects.requireNonNull(manifest.contents()).fingerprintFile();
    if (file == null) {
      return without("the backup holds no fingerprint of it");
    }
    try (DecryptedFile plain =
        DecryptedFile.open(
            directory, manifest.archive(), file, options, context, snapshots, cancellation)) {
      return new BackedUpSchema(
          SchemaFingerprint.fromBytes(Files.readAllBytes(plain.path())), null);
    } catch (NoSuchFileException e) {
      return without(file + " is not there");
    } catch (IllegalArgumentException e) {
      return without(file + ": " + e.getMessage());
    }
  }

  private static BackedUpSchema without(String why) {
    return new BackedUpSchema(null, "the schema was not compared: " + why);
  }
}
