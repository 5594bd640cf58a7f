package io.jenkins.plugins.orchestrator.engine.validate.rollout;

import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.GateLimits;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a rollout shall do.
 *
 * @param name for people, such as the service's
 * @param phases at least one, in order
 * @param back the colour that gets the traffic when it is taken back; null when there are none
 * @param observe how long a phase is watched before it may end
 * @param every how long between two looks
 * @param initialDelay how long after moving traffic nothing but the tripwire counts: caches fill,
 *     connections drain
 * @param extension how much longer a phase is watched when it is inconclusive at its end
 * @param limits of the gate
 * @param consecutiveErrorLimit after how many looks in a row that could not be measured it ends
 * @param onFailure what then happens to the traffic
 * @param onRestart what happens when a run finds another's journal
 * @param dryRun whether the gate only says what it would do
 * @param rollbackAttempts how often taking back is tried, at least 1
 * @param rollbackLimit how long taking back may take with its health check
 */
public record RolloutSettings(
    String name,
    List<Phase> phases,
    @Nullable String back,
    Duration observe,
    Duration every,
    Duration initialDelay,
    Duration extension,
    GateLimits limits,
    int consecutiveErrorLimit,
    OnFailure onFailure,
    OnRestart onRestart,
    boolean dryRun,
    int rollbackAttempts,
    Duration rollbackLimit)
    implements Serializable {
  private static final int MOST_LOOKS = 100_000;

  /** What happens to the traffic when a gate does not pass. */
  public enum OnFailure {
    /** The new version gets none. */
    ROLLBACK,
    /** It stays as it is, for a person to decide. */
    FREEZE
  }

  /** What happens after the process was gone. */
  public enum OnRestart {
    /** It goes on in the phase where it was, with what was measured before. */
    GO_ON,
    /** As after a failure. */
    GIVE_UP
  }

  /**
   * @throws IllegalArgumentException when a value makes no sense
   */
  public RolloutSettings {
    phases = List.copyOf(phases);
    require(!phases.isEmpty(), "no phases", "at least one");
    require(every.compareTo(Duration.ZERO) > 0, "a look every " + every, "more than zero");
    require(
        observe.compareTo(every) >= 0 && observe.dividedBy(every) <= MOST_LOOKS,
        "watching for " + observe + " with a look every " + every,
        "from 1 to " + MOST_LOOKS + " looks");
    require(!initialDelay.isNegative(), "an initial delay of " + initialDelay, "none below zero");
    require(
        !extension.isNegative() && extension.dividedBy(every) <= MOST_LOOKS,
        "an extension of " + extension,
        "from 0 to " + MOST_LOOKS + " looks");
    require(consecutiveErrorLimit >= 1, "an error limit of " + consecutiveErrorLimit, "at least 1");
    require(rollbackAttempts >= 1, rollbackAttempts + " attempts to roll back", "at least 1");
    require(
        rollbackLimit.compareTo(Duration.ZERO) > 0,
        "a rollback within " + rollbackLimit,
        "more than zero");
  }

  /**
   * With the careful choice for everything else: a look every minute (or the whole time when that
   * is shorter), a phase as long again when it is inconclusive, four errors in a row, three
   * attempts to roll back within five minutes.
   */
  public static RolloutSettings of(
      String name, List<Phase> phases, @Nullable String back, Duration observe, GateLimits limits) {
    Duration minute = Duration.ofMinutes(1);
    return new RolloutSettings(
        name,
        phases,
        back,
        observe,
        observe.compareTo(minute) < 0 ? observe : minute,
        Duration.ZERO,
        observe,
        limits,
        4,
        OnFailure.ROLLBACK,
        OnRestart.GO_ON,
        false,
        3,
        Duration.ofMinutes(5));
  }

  public RolloutSettings with(OnFailure other) {
    return with(initialDelay, other, onRestart, dryRun);
  }

  public RolloutSettings with(OnRestart other) {
    return with(initialDelay, onFailure, other, dryRun);
  }

  /** The same, where the gate only says what it would do. */
  public RolloutSettings dry() {
    return with(initialDelay, onFailure, onRestart, true);
  }

  /** The same with an initial delay. */
  public RolloutSettings after(Duration delay) {
    return with(delay, onFailure, onRestart, dryRun);
  }

  private RolloutSettings with(Duration delay, OnFailure failure, OnRestart restart, boolean dry) {
    return new RolloutSettings(
        name,
        phases,
        back,
        observe,
        every,
        delay,
        extension,
        limits,
        consecutiveErrorLimit,
        failure,
        restart,
        dry,
        rollbackAttempts,
        rollbackLimit);
  }

  /**
   * How the body is called for a phase.
   *
   * @param phase from 0
   */
  public Shift shift(int phase) {
    return new Shift(phases.get(phase).weight(), phase + 1, phases.get(phase).colour());
  }

  /** How the body is called to take everything back. */
  public Shift takeBack() {
    return new Shift(0, 0, back);
  }

  private static void require(boolean condition, String found, String expected) {
    if (!condition) {
      throw new IllegalArgumentException(found + "; expected " + expected);
    }
  }
}
