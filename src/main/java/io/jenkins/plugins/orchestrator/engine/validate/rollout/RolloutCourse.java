package io.jenkins.plugins.orchestrator.engine.validate.rollout;

import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutState.Step;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Gate;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.GateDecision;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.GateEvidence;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Measured;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Observation;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Query;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The course of a rollout, from where its journal ends. It waits for nothing and moves nothing: who
 * makes the rollout does what {@link #state()} says, and tells here what became of it. Each event
 * is written down, with the state that it leads to, before it returns. Not safe for use by several
 * threads.
 */
public final class RolloutCourse {
  private final RolloutSettings settings;
  private final RolloutContext context;
  private final RolloutMachine machine;
  private final Gate gate;
  private final RolloutHistory history = new RolloutHistory();
  private final PhaseEvidence evidence;
  private final List<Finding> findings = new ArrayList<>();
  private long opened;
  private Duration before = Duration.ZERO;
  private RolloutState state = RolloutState.ready();

  private RolloutCourse(RolloutSettings settings, RolloutContext context) {
    this.settings = settings;
    this.context = context;
    this.machine = new RolloutMachine(settings);
    this.gate = new Gate(settings.limits());
    this.evidence =
        new PhaseEvidence(settings.limits().minSamples(), settings.limits().tripwireSamples());
    this.opened = context.time().nanoTime();
  }

  /**
   * Goes on where the journal ends.
   *
   * @throws IOException when the journal cannot be read: nothing was done then
   */
  public static RolloutCourse open(RolloutSettings settings, RolloutContext context)
      throws IOException {
    RolloutCourse course = new RolloutCourse(settings, context);
    context.journal().read(course::recall);
    if (course.state.step() != Step.READY) {
      course.restart();
    }
    return course;
  }

  private void recall(JournalEntry entry) {
    history.add(entry);
    RolloutState next = entry.state();
    if (next != null) {
      become(next);
    }
    Look look = entry.look();
    if (look != null) {
      evidence.add(look.counts(), look.observed(), look.baseline(), look.canary());
    }
  }

  private void restart() throws IOException {
    if (state.phase() >= settings.phases().size()) {
      throw new IOException(
          "the journal is in phase "
              + (state.phase() + 1)
              + ", but there are only "
              + settings.phases().size()
              + "; run it with the phases with which it began");
    }
    before = history.lasted(state.step().isEnd() ? null : context.time().now());
    if (state.step().isEnd()) {
      return;
    }
    findings.add(
        Finding.of(
            Finding.Severity.WARNING,
            "rollout-resumed",
            "the process ended while the rollout was " + words(state) + "; it went on from there",
            null));
    RolloutState next = machine.restarted(state);
    if (!next.equals(state)) {
      enter(next);
    }
  }

  /** Where it is: what is to be done. */
  public RolloutState state() {
    return state;
  }

  /** How long the current phase has been watched. */
  public Duration observed() {
    return evidence.observed();
  }

  /** Begins it. */
  public void begin() {
    // What was tried out before is no part of it.
    opened = context.time().nanoTime();
    enter(machine.begun(state));
  }

  /** It does not begin: nothing was moved, and whether that would be right could not be told. */
  public void notMeasurable(String why) {
    enter(
        machine.stopped(
            state,
            Status.UNKNOWN,
            "it could not be measured, so nothing was moved: " + clean(why)));
  }

  /**
   * It shall end, because somebody wants it; only while it goes forward, as taking back is not
   * ended by that.
   */
  public void cancel(String why) {
    enter(machine.stopped(state, Status.CANCELLED, "cancelled: " + clean(why)));
  }

  /** Whether it goes forward, so that it can still be cancelled. */
  public boolean isForward() {
    return switch (state.step()) {
      case READY, SHIFTING, OBSERVING -> true;
      default -> false;
    };
  }

  /** The body has moved the traffic. */
  public void shifted() {
    enter(machine.shifted(state));
  }

  /** The body has failed to, or one that was thought to have ended has. */
  public void notShifted(String why) {
    enter(machine.notShifted(state, clean(why)));
  }

  /**
   * A look was taken.
   *
   * @param past how long ago the look before was, on the monotonic clock
   */
  public void looked(Duration past, Observation observation) {
    Duration observed = evidence.observed();
    Duration by = observed.plus(watched(past));
    boolean counts = observed.compareTo(settings.initialDelay()) >= 0;
    try {
      evidence.add(counts, by, observation.baseline(), observation.canary());
    } catch (IllegalArgumentException e) {
      // The ranges of a histogram were changed meanwhile.
      notMeasured(past, String.valueOf(e.getMessage()));
      return;
    }
    observation.samples().forEach(history::add);
    decide(
        new Look(
            state.phase(),
            by,
            counts,
            observation.baseline(),
            observation.canary(),
            observation.queries().stream().map(this::clean).toList(),
            decision(counts)));
  }

  /** A look could not be taken. */
  public void notMeasured(Duration past, String why) {
    Duration observed = evidence.observed();
    // A dry run shall end although nothing can be measured.
    Duration by = settings.dryRun() ? observed.plus(watched(past)) : observed;
    evidence.add(false, by, Measured.nothing(), Measured.nothing());
    decide(
        new Look(
            state.phase(),
            by,
            false,
            Measured.nothing(),
            Measured.nothing(),
            List.of(),
            GateDecision.error(clean(why))));
  }

  /** One that stood still meanwhile, such as a paused machine, has watched nothing. */
  private Duration watched(Duration past) {
    Duration most = settings.every().multipliedBy(2);
    return past.compareTo(most) < 0 ? past : most;
  }

  private void decide(Look look) {
    if (write(new JournalEntry(context.time().now(), null, look))) {
      context.listener().looked(look);
      boolean approved = context.approval().isGiven(state.phase());
      RolloutState next = machine.looked(state, look.decision(), look.observed(), approved);
      if (!next.equals(state)) {
        enter(next);
      }
    }
  }

  private GateDecision decision(boolean counts) {
    boolean baselineHasTraffic = settings.phases().get(state.phase()).weight() < 100;
    GateEvidence all = evidence.evidence(baselineHasTraffic);
    try {
      return counts
          ? gate.judge(all)
          : gate.judgeTripwire(all, "not over, what was measured so far does not count");
    } catch (IllegalArgumentException e) {
      // Both sides were measured in other ranges.
      return GateDecision.error(clean(String.valueOf(e.getMessage())));
    }
  }

  /** The body has taken the traffic back. */
  public void takenBack() {
    enter(machine.takenBack(state));
  }

  /** The body has failed to. */
  public void notTakenBack(String why) {
    enter(machine.notTakenBack(state, clean(why)));
  }

  /**
   * The health was checked after taking back.
   *
   * @param wrong what is wrong, in a sentence; null when it is healthy
   */
  public void checked(@Nullable String wrong) {
    enter(wrong == null ? machine.healthy(state) : machine.unhealthy(state, clean(wrong)));
  }

  /** What it did and saw until now. */
  public LaneReport lane() {
    Instant now = context.time().now();
    return new RolloutReport(settings, state, history, evidence.requests(), findings)
        .lane(elapsed(), now);
  }

  /** When it began, for people. */
  public Instant begun() {
    return history.begun().orElseGet(() -> context.time().now());
  }

  /** Since it began, in all processes that made it; between them by the wall clock. */
  public Duration elapsed() {
    return before.plusNanos(context.time().nanoTime() - opened);
  }

  /** Writes down what comes next, then lets it be so. */
  private void enter(RolloutState next) {
    if (!write(new JournalEntry(context.time().now(), next, null))
        && (next.step() == Step.SHIFTING || next.step() == Step.OBSERVING)) {
      return;
    }
    become(next);
    context.listener().entered(next);
  }

  private void become(RolloutState next) {
    boolean begins = next.step() == Step.OBSERVING && state.step() != Step.OBSERVING;
    if (begins || next.phase() != state.phase()) {
      evidence.begin(next.phase());
    }
    state = next;
  }

  /**
   * Writes an entry down. When that fails the rollout goes no further; on the way back it goes on:
   * bringing the traffic back matters more than the journal, whose last state leads there too.
   */
  private boolean write(JournalEntry entry) {
    history.add(entry);
    try {
      context.journal().write(entry);
      return true;
    } catch (IOException e) {
      String why = "the journal cannot be written: " + clean(String.valueOf(e.getMessage()));
      findings.add(
          Finding.of(
              Finding.Severity.ERROR,
              "journal-not-written",
              why,
              "make room or repair the disk; nothing further was changed without it"));
      RolloutState next = entry.state();
      boolean wayBack =
          next != null && next.step() != Step.SHIFTING && next.step() != Step.OBSERVING;
      if (!wayBack) {
        become(machine.stopped(state, Status.FAILED, why));
        history.add(new JournalEntry(entry.at(), state, null));
        context.listener().entered(state);
      }
      return false;
    }
  }

  private Query clean(Query query) {
    return new Query(clean(query.text()), clean(query.answer()));
  }

  private String clean(String text) {
    return context.redactor().redact(text);
  }

  private static String words(RolloutState state) {
    return state.step().name().toLowerCase(Locale.ROOT).replace('_', ' ')
        + " in phase "
        + (state.phase() + 1);
  }
}
