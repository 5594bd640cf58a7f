package io.jenkins.plugins.orchestrator.engine.report;

import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What the report of every operation says of its run. */
public interface MeasuredRun {
  /** Names the run. */
  String runId();

  /** The file's path as the user gave it, or what takes its place. */
  String configuration();

  /** The wall clock at the start. */
  Instant startedAt();

  /** Of the whole run, on the monotonic clock. */
  Duration duration();

  /** The sum of the branches' own durations: what one after the other would have taken. */
  Duration sequentialEquivalent();

  /** Of the whole. */
  Status status();

  /** Of the run as a whole, such as a password in a URL. */
  List<Finding> findings();

  /** How many times faster than one after the other; 1 when nothing was measured. */
  default double speedup() {
    return duration().isZero()
        ? 1
        : (double) sequentialEquivalent().toNanos() / (double) duration().toNanos();
  }
}
