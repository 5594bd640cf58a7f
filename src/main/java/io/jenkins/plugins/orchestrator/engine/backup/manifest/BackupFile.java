package io.jenkins.plugins.orchestrator.engine.backup.manifest;

import java.io.Serializable;

/**
 * A file of a backup, as it lies there: compressed, and encrypted where the backup is.
 *
 * @param path relative to the backup's directory, with slashes
 * @param bytes its size
 * @param sha256 of all its bytes, in hexadecimal
 */
public record BackupFile(String path, long bytes, String sha256) implements Serializable {}
