package io.jenkins.plugins.orchestrator.engine.backup.manifest;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The large objects of a database.
 *
 * @param count how many
 * @param checksum of their numbers and contents; null when none was asked for or there are none
 */
public record LargeObjects(long count, @Nullable String checksum) implements Serializable {}
