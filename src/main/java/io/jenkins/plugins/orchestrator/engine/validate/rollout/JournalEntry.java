package io.jenkins.plugins.orchestrator.engine.validate.rollout;

import java.io.Serializable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A line of a rollout's journal: a state that is about to begin, or a look that was taken.
 *
 * @param at for people
 * @param state null when it is a look
 * @param look null when it is a state
 */
public record JournalEntry(Instant at, @Nullable RolloutState state, @Nullable Look look)
    implements Serializable {}
