package io.jenkins.plugins.orchestrator.engine.health;

import java.io.IOException;
import java.util.List;

/**
 * Where the numbers of earlier checks are kept, lane by lane. A run reads the past of a lane once,
 * and adds one entry to it.
 */
public interface HealthHistory {
  /**
   * The past of a lane, the oldest first; lines that are damaged are left out.
   *
   * @throws IOException when there is one and it cannot be read, with a message for people
   */
  List<HistoryEntry> read(String lane) throws IOException;

  /**
   * Adds an entry; the oldest go.
   *
   * @param most how many stay, with this one
   * @throws IOException when it is not kept, with a message for people
   */
  void append(String lane, HistoryEntry entry, int most) throws IOException;
}
