package io.jenkins.plugins.orchestrator.engine.health;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is kept of a run for the next ones.
 *
 * @param time of the run, by the clock of the machine that measured
 * @param run its name
 * @param epoch differs when the server's counters began again
 * @param values numbers of checks, by check and object
 * @param counters cumulative ones of the server
 * @param statements those of statements, in the latest entry only
 */
record HistoryEntry(
    Instant time,
    String run,
    String epoch,
    Map<String, Double> values,
    Map<String, Double> counters,
    Map<String, StatementCounters> statements) {
  HistoryEntry {
    values = new TreeMap<>(values);
    counters = new TreeMap<>(counters);
    statements = new TreeMap<>(statements);
  }

  HistoryEntry withoutStatements() {
    return new HistoryEntry(time, run, epoch, values, counters, Map.of());
  }
}
