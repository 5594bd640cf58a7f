package io.jenkins.plugins.orchestrator.engine.backup.contents;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.DatabaseContents;
import io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SchemaFingerprint;

/**
 * What was read of a database.
 *
 * @param contents with the schema's hash, without the fingerprint's file
 * @param schema as the server prints it
 */
public record ReadContents(DatabaseContents contents, SchemaFingerprint schema) {
  /** The contents of a backup that keeps {@link SchemaFingerprint#toBytes} in a file. */
  public DatabaseContents withFile(String path) {
    return new DatabaseContents(
        contents.tables(),
        contents.sequences(),
        contents.largeObjects(),
        contents.extensions(),
        contents.fingerprint(),
        path,
        contents.invalid(),
        contents.notCompared());
  }
}
