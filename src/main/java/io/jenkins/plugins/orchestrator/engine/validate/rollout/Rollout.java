package io.jenkins.plugins.orchestrator.engine.validate.rollout;

import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutState.Step;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Gate;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.GateDecision;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.GateEvidence;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.GateResult;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Measured;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.MeasurementException;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Observation;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Query;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a rollout, on the calling thread, from where its journal ends. Returns also when it was
 * cancelled; by then the traffic is back, or where {@link RolloutSettings.OnFailure#FREEZE} leaves
 * it, or the report says loudly that it is not. Called again after its end it does nothing.
 */
public final class Rollout {
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(2);

  private final RolloutSettings settings;
  private final RolloutPlace place;
  private final Cancellation cancellation;
  private final RolloutMachine machine;
  private final Gate gate;
  private final RolloutHistory history = new RolloutHistory();
  private final PhaseEvidence evidence;
  private final List<Finding> findings = new ArrayList<>();
  private final long started;
  private RolloutState state = RolloutState.ready();
  private long lastLook;
  private @Nullable Long rollbackEnd;

  private Rollout(RolloutSettings settings, RolloutPlace place, Cancellation cancellation) {
    this.settings = settings;
    this.place = place;
    this.cancellation = cancellation;
    this.machine = new RolloutMachine(settings);
    this.gate = new Gate(settings.limits());
    this.evidence =
        new PhaseEvidence(settings.limits().minSamples(), settings.limits().tripwireSamples());
    this.started = place.time().nanoTime();
  }

  /**
   * Makes it.
   *
   * @param cancellation ends it; taking back is not ended by it
   * @throws IOException when the journal cannot be read: nothing was done then
   */
  public static RolloutResult run(
      RolloutSettings settings, RolloutPlace place, Cancellation cancellation) throws IOException {
    return new Rollout(settings, place, cancellation).run();
  }

  private RolloutResult run() throws IOException {
    place.journal().read(this::recall);
    if (state.step() != Step.READY) {
      restart();
    }
    lastLook = place.time().nanoTime();
    while (!state.step().isEnd()) {
      step();
    }
    Duration took = Duration.ofNanos(place.time().nanoTime() - started);
    return new RolloutResult(
        state,
        new RolloutReport(settings, state, history, evidence.requests(), findings).lane(took));
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

  private void step() {
    String why = cancellation.reason();
    boolean forward =
        switch (state.step()) {
          case READY, SHIFTING, OBSERVING -> true;
          default -> false;
        };
    if (why != null && forward) {
      enter(machine.stopped(state, Status.CANCELLED, "cancelled: " + clean(why)));
      return;
    }
    switch (state.step()) {
      case READY -> enter(machine.begun(state));
      case SHIFTING -> shift();
      case OBSERVING -> look();
      case ROLLING_BACK -> takeBack();
      case CHECKING -> check();
      default -> throw new IllegalStateException("nothing comes after " + state.step());
    }
  }

  private void shift() {
    RolloutState next;
    try {
      place.body().move(settings.shift(state.phase()), null, cancellation);
      next = machine.shifted(state);
    } catch (RolloutBodyException | RuntimeException e) {
      String why = cancellation.reason();
      next =
          why == null
              ? machine.notShifted(state, message(e))
              : machine.stopped(state, Status.CANCELLED, "cancelled: " + clean(why));
    }
    enter(next);
    lastLook = place.time().nanoTime();
  }

  private void look() {
    place.time().sleep(settings.every(), cancellation);
    if (cancellation.isCancelled()) {
      return;
    }
    // One that stood still meanwhile, such as a paused machine, has watched nothing.
    long elapsed = Math.max(0, place.time().nanoTime() - lastLook);
    lastLook = place.time().nanoTime();
    Duration past = Duration.ofNanos(elapsed);
    Duration most = settings.every().multipliedBy(2);
    Look look = look(past, past.compareTo(most) < 0 ? past : most);
    if (cancellation.isCancelled() && look.decision().result() == GateResult.ERROR) {
      return;
    }
    if (write(new JournalEntry(place.time().now(), null, look))) {
      place.listener().looked(look);
      boolean approved = place.approval().isGiven(state.phase());
      RolloutState next = machine.looked(state, look.decision(), look.observed(), approved);
      if (!next.equals(state)) {
        enter(next);
      }
    }
  }

  private Look look(Duration past, Duration watched) {
    Duration observed = evidence.observed();
    Observation observation;
    try {
      observation = place.measurement().observe(past, cancellation);
    } catch (MeasurementException | RuntimeException e) {
      // A dry run shall end although nothing can be measured.
      Duration by = settings.dryRun() ? observed.plus(watched) : observed;
      evidence.add(false, by, Measured.nothing(), Measured.nothing());
      return new Look(
          state.phase(),
          by,
          false,
          Measured.nothing(),
          Measured.nothing(),
          List.of(),
          GateDecision.error(message(e)));
    }
    Duration by = observed.plus(watched);
    boolean counts = observed.compareTo(settings.initialDelay()) >= 0;
    evidence.add(counts, by, observation.baseline(), observation.canary());
    observation.samples().forEach(history::add);
    return new Look(
        state.phase(),
        by,
        counts,
        observation.baseline(),
        observation.canary(),
        observation.queries().stream().map(this::clean).toList(),
        decision(counts));
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
      return GateDecision.error(message(e));
    }
  }

  private void takeBack() {
    Duration left = rollbackTime();
    RolloutState next;
    try {
      if (left.isZero()) {
        throw new RolloutBodyException("no time is left of " + settings.rollbackLimit());
      }
      place.body().move(settings.takeBack(), left, new Cancellation());
      next = machine.takenBack(state);
    } catch (RolloutBodyException | RuntimeException e) {
      next = machine.notTakenBack(state, message(e));
    }
    enter(next);
    if (next.step() == Step.ROLLING_BACK) {
      place.time().sleep(BETWEEN_ATTEMPTS, new Cancellation());
    }
  }

  private void check() {
    String wrong;
    try {
      wrong = place.health().check(rollbackTime());
    } catch (RuntimeException e) {
      wrong = "it could not be checked: " + message(e);
    }
    enter(wrong == null ? machine.healthy(state) : machine.unhealthy(state, clean(wrong)));
  }

  /** What is left of the time for taking back; it begins when first asked for. */
  private Duration rollbackTime() {
    long now = place.time().nanoTime();
    if (rollbackEnd == null) {
      rollbackEnd = now + settings.rollbackLimit().toNanos();
    }
    return Duration.ofNanos(Math.max(0, rollbackEnd - now));
  }

  /** Writes down what comes next, then lets it be so. */
  private void enter(RolloutState next) {
    if (!write(new JournalEntry(place.time().now(), next, null))
        && (next.step() == Step.SHIFTING || next.step() == Step.OBSERVING)) {
      return;
    }
    become(next);
    place.listener().entered(next);
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
      place.journal().write(entry);
      return true;
    } catch (IOException e) {
      String why = "the journal cannot be written: " + message(e);
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
        place.listener().entered(state);
      }
      return false;
    }
  }

  private Query clean(Query query) {
    return new Query(clean(query.text()), clean(query.answer()));
  }

  private String clean(String text) {
    return place.redactor().redact(text);
  }

  private String message(Exception e) {
    String message = e.getMessage();
    return clean(message == null ? e.getClass().getSimpleName() : message);
  }

  private static String words(RolloutState state) {
    return state.step().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ')
        + " in phase "
        + (state.phase() + 1);
  }
}
