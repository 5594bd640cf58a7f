package io.jenkins.plugins.orchestrator.engine.config;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the throw-away database of an environment is made.
 *
 * @param strategy which way
 * @param server any database of the server that is to hold the clones (its maintenance database);
 *     null for the source's own server
 * @param sameServer the clones of a protected environment may stand on its own server
 * @param jobs parallel jobs of {@code pg_dump} and {@code pg_restore}, and sessions that copy
 *     tables; at least 1
 * @param maxAge a golden database older than its source is still good for so long; zero: it must
 *     hold exactly what the source holds
 * @param ttl after this the reaper may drop the clone
 */
public record SnapshotSettings(
    SnapshotStrategy strategy,
    @Nullable DatabaseTarget server,
    boolean sameServer,
    int jobs,
    Duration maxAge,
    Duration ttl)
    implements Serializable {}
