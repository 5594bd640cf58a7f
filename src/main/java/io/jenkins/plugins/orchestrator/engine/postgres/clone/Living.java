package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import java.util.List;
import java.util.Set;

/**
 * What the runs that are at work have written down.
 *
 * @param runs their names
 * @param lines what they have made and not settled
 */
record Living(Set<String> runs, List<JournalLine> lines) {
  /** Whether one of them has a database of this name on the server. */
  boolean names(String database, CloneServer server) {
    return lines.stream()
        .anyMatch(
            line ->
                JournalLine.DATABASE.equals(line.kind())
                    && database.equals(line.name())
                    && server.identity().equals(line.server()));
  }
}
