package io.jenkins.plugins.orchestrator.engine.backup.manifest;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How the contents lie in the files.
 *
 * @param format {@code directory} or {@code custom} of {@code pg_dump}, or {@code tar}
 * @param path of the archive, relative to the backup's directory
 * @param compression {@code zstd}, {@code lz4}, {@code gzip} or {@code none}
 * @param level of the compression
 * @param encryption {@code age} or {@code gpg}, null when it is not encrypted
 * @param client version of the program that wrote it, such as {@code pg_dump 17.2}
 * @param jobs how many sessions dumped in parallel
 */
public record ArchiveFacts(
    String format,
    String path,
    String compression,
    int level,
    @Nullable String encryption,
    String client,
    int jobs)
    implements Serializable {}
