package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import java.io.Serializable;

/**
 * What the reaper found, what it did with it, and why.
 *
 * @param place {@code host:port/maintenance database} of the server, or the machine
 * @param kind {@code database}, {@code role}, {@code session}, {@code process}, {@code file},
 *     {@code server}, or {@code swap} of one database for another
 * @param name of the database or role, path of the file, number of the process or session
 * @param outcome what was done
 * @param reason why, a sentence without secrets
 */
public record Reaped(String place, String kind, String name, Outcome outcome, String reason)
    implements Serializable {
  /** What the reaper did. */
  public enum Outcome {
    /** It is gone. */
    DROPPED,
    /** It would be dropped; nothing was changed. */
    WOULD_DROP,
    /** It is not provably ours, or not to go yet. */
    KEPT,
    /** It is to go, and could not be dropped. */
    FAILED
  }
}
