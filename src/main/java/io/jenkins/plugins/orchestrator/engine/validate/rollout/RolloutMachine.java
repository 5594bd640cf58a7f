package io.jenkins.plugins.orchestrator.engine.validate.rollout;

import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutSettings.OnFailure;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutSettings.OnRestart;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutState.Step;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.GateDecision;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.GateResult;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * Which state follows which. Does nothing itself: pure functions, each of which throws {@link
 * IllegalStateException} when it does not belong to the state's step.
 */
public final class RolloutMachine {
  private final RolloutSettings settings;

  public RolloutMachine(RolloutSettings settings) {
    this.settings = settings;
  }

  /** Nothing has been done; it begins. */
  public RolloutState begun(RolloutState state) {
    expect(state, Step.READY);
    return enter(state, 0, "the rollout begins");
  }

  /** The body has moved the traffic. */
  public RolloutState shifted(RolloutState state) {
    expect(state, Step.SHIFTING);
    return state.to(Step.OBSERVING, "traffic is at " + settings.shift(state.phase()));
  }

  /**
   * The body has failed. Where the traffic is, nobody knows, so that it is taken back also where a
   * failure would freeze it. A body that goes on by itself after a restart may do so when it was
   * already known to have ended.
   */
  public RolloutState notShifted(RolloutState state, String why) {
    expect(state, Step.SHIFTING, Step.OBSERVING);
    return state.judged(Status.FAILED).to(Step.ROLLING_BACK, "moving traffic failed: " + why);
  }

  /**
   * The gate was asked.
   *
   * @param observed how long the phase has been watched
   * @param approved whether nobody has to be asked, or has agreed
   * @return the same state when it goes on being watched
   */
  public RolloutState looked(
      RolloutState state, GateDecision decision, Duration observed, boolean approved) {
    expect(state, Step.OBSERVING);
    boolean timeIsUp = observed.compareTo(settings.observe()) >= 0;
    if (settings.dryRun()) {
      return timeIsUp && approved ? advanced(state, "dry run: " + decision.reason()) : state;
    }
    GateResult result = decision.result();
    if (result == GateResult.FAIL) {
      return failed(state, Status.FAILED, decision.reason());
    }
    if (result == GateResult.ERROR) {
      int times = state.failures() + 1;
      return times < settings.consecutiveErrorLimit()
          ? state.failed(times, decision.reason())
          : failed(
              state,
              Status.UNKNOWN,
              times + " looks in a row could not be measured: " + decision.reason());
    }
    RolloutState measured = state.failures() == 0 ? state : state.failed(0, "measured again");
    if (result == GateResult.PASS) {
      return timeIsUp && approved ? advanced(measured, decision.reason()) : measured;
    }
    boolean extended = observed.compareTo(settings.observe().plus(settings.extension())) >= 0;
    return extended
        ? failed(measured, Status.UNKNOWN, "inconclusive to the end: " + decision.reason())
        : measured;
  }

  /** Somebody wants it to end, or nothing can be written down any more. */
  public RolloutState stopped(RolloutState state, Status verdict, String why) {
    if (state.step() == Step.SHIFTING) {
      return state.judged(verdict).to(Step.ROLLING_BACK, why);
    }
    expect(state, Step.READY, Step.OBSERVING);
    return failed(state, verdict, why);
  }

  /** The body has taken the traffic back. */
  public RolloutState takenBack(RolloutState state) {
    expect(state, Step.ROLLING_BACK);
    return state.to(Step.CHECKING, state.reason());
  }

  /** The body has failed to. It is called again while there are attempts left. */
  public RolloutState notTakenBack(RolloutState state, String why) {
    expect(state, Step.ROLLING_BACK);
    int times = state.failures() + 1;
    return times < settings.rollbackAttempts()
        ? state.failed(times, state.reason())
        : state
            .judged(Status.FAILED)
            .to(
                Step.ROLLBACK_FAILED,
                "THE ROLLBACK FAILED after "
                    + times
                    + " attempts: "
                    + why
                    + "; move the traffic back by hand (rolled back because: "
                    + state.reason()
                    + ")");
  }

  /** After taking back the service is healthy. */
  public RolloutState healthy(RolloutState state) {
    expect(state, Step.CHECKING);
    return state.to(Step.ROLLED_BACK, state.reason());
  }

  /** After taking back it is not. */
  public RolloutState unhealthy(RolloutState state, String why) {
    expect(state, Step.CHECKING);
    return state
        .judged(Status.FAILED)
        .to(
            Step.ROLLBACK_FAILED,
            "THE SERVICE IS NOT HEALTHY AFTER THE ROLLBACK: "
                + why
                + " (rolled back because: "
                + state.reason()
                + ")");
  }

  /** Another process was in this state when it ended. What may have been done is done again. */
  public RolloutState restarted(RolloutState state) {
    if (settings.onRestart() == OnRestart.GIVE_UP
        && (state.step() == Step.SHIFTING || state.step() == Step.OBSERVING)) {
      return stopped(state, Status.CANCELLED, "the process ended during the rollout");
    }
    return state.failures() == 0 ? state : state.failed(0, state.reason());
  }

  private RolloutState advanced(RolloutState state, String why) {
    int next = state.phase() + 1;
    return next < settings.phases().size()
        ? enter(state, next, why)
        : state.judged(Status.PASSED).to(Step.COMPLETED, why);
  }

  private RolloutState enter(RolloutState state, int phase, String why) {
    boolean moves = settings.phases().get(phase).moves();
    return new RolloutState(
        moves ? Step.SHIFTING : Step.OBSERVING,
        phase,
        state.moved() || moves,
        0,
        Status.UNKNOWN,
        why);
  }

  private RolloutState failed(RolloutState state, Status verdict, String why) {
    Step next = Step.STOPPED;
    if (state.moved()) {
      next = settings.onFailure() == OnFailure.FREEZE ? Step.FROZEN : Step.ROLLING_BACK;
    }
    return state.judged(verdict).to(next, why);
  }

  private static void expect(RolloutState state, Step... steps) {
    Set<Step> expected = EnumSet.copyOf(Arrays.asList(steps));
    if (!expected.contains(state.step())) {
      throw new IllegalStateException("the rollout is " + state.step() + "; expected " + expected);
    }
  }
}
