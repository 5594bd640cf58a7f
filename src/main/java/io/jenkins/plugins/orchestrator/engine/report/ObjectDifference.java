package io.jenkins.plugins.orchestrator.engine.report;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * One object that is not the same in two schemas.
 *
 * @param kind what it is, in PostgreSQL's words: {@code table}, {@code column}, {@code index}, …
 * @param object its name, qualified and quoted where needed: {@code public.plays.epa}
 * @param property what differs, such as {@code type}; null when the whole object is on one side
 *     only
 * @param left what the first schema has, null when it lacks the object
 * @param right what the second schema has, null when it lacks the object
 */
public record ObjectDifference(
    String kind,
    String object,
    @Nullable String property,
    @Nullable String left,
    @Nullable String right)
    implements Serializable {}
