package io.jenkins.plugins.orchestrator.engine.backup.manifest;

import java.io.Serializable;

/**
 * A sequence as the archive sets it: sequences ignore snapshots, so that what the source says a
 * moment later may be more.
 *
 * @param schema its schema
 * @param name its name
 * @param lastValue the second argument of {@code setval}
 * @param isCalled the third
 */
public record SequenceValue(String schema, String name, long lastValue, boolean isCalled)
    implements Serializable {}
