package io.jenkins.plugins.orchestrator.engine.validate.rollout;

import java.io.IOException;
import java.util.function.Consumer;

/** What a rollout is about to do and has seen, where it survives the process. */
public interface RolloutJournal {
  /** Gives everything that was written, in order; nothing for a new rollout. */
  void read(Consumer<JournalEntry> reader) throws IOException;

  /**
   * Adds one; it is safely stored when this returns.
   *
   * @throws IOException when it is not: what it announces must not be done
   */
  void write(JournalEntry entry) throws IOException;
}
