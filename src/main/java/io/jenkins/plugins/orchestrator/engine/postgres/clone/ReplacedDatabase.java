package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import java.io.Serializable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A database that was in use until another one took its name.
 *
 * @param name that it has since
 * @param before the name under which it was in use
 * @param replacedAt when, on the clock of the machine that swapped
 * @param run which did
 * @param origin what took its place: a backup's id, or the name of a database that was swapped
 *     back; null when that was not written down
 * @param bytes of {@code pg_database_size}, -1 where the role may not know
 */
public record ReplacedDatabase(
    String name, String before, Instant replacedAt, String run, @Nullable String origin, long bytes)
    implements Serializable {}
