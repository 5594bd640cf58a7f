package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import java.io.IOException;

/** Takes a copy of every line of a run's journal, to where it survives this machine. */
@FunctionalInterface
public interface JournalCopy {
  /**
   * Stores a line.
   *
   * @param line JSON, without its end
   * @throws IOException when it is not safely stored: what it announces is then not done
   */
  void append(String line) throws IOException;
}
