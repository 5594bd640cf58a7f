package io.jenkins.plugins.orchestrator.engine.report;

import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the throw-away database of a branch came to be.
 *
 * @param strategy {@code template}, {@code dump}, {@code schema} or {@code none}
 * @param reason why this one, a sentence for people
 * @param source the database that was copied, without user and password: {@code host:port/name}
 * @param copy the throw-away database, likewise
 * @param serverVersion of the clone's server, such as {@code 17.7}
 * @param bytes {@code pg_database_size} of the clone, null when it could not be read
 * @param goldenReused whether a warm golden database was cloned
 * @param goldenAge how old that one is, null when none was used
 */
public record SnapshotReport(
    String strategy,
    String reason,
    String source,
    String copy,
    String serverVersion,
    @Nullable Long bytes,
    boolean goldenReused,
    @Nullable Duration goldenAge)
    implements Serializable {}
