package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A path in the state directory for a file or a directory of a run, written down so that the next
 * run deletes what is there when this one is killed. Closing deletes it.
 */
public final class TemporaryPath implements AutoCloseable {
  private final CloneWork work;
  private final JournalLine line;

  TemporaryPath(CloneWork work, String kind) throws IOException {
    this.work = work;
    this.line = work.temporary(kind);
  }

  /** Where; nothing is there yet. Its directory is the user's alone. */
  public Path path() {
    return CloneWork.path(line);
  }

  @Override
  public void close() throws IOException {
    work.discard(line);
  }
}
