package io.jenkins.plugins.orchestrator.engine.health;

import io.jenkins.plugins.orchestrator.engine.config.HealthLimit;
import io.jenkins.plugins.orchestrator.engine.config.HealthLimit.Unit;
import io.jenkins.plugins.orchestrator.engine.config.HealthSettings;
import io.jenkins.plugins.orchestrator.engine.operation.LocalBranches;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import io.jenkins.plugins.orchestrator.engine.report.operation.Fact;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks at the machine, and at what is no environment's own: services, variables, quotas. */
final class MachineLane {
  private static final Duration QUOTA_LIMIT = Duration.ofSeconds(10);
  private static final int AT_ONCE = 16;

  private final MachineShare share;
  private final RunContext context;
  private final Deadline deadline;
  private final LaneRecord record;
  private final HealthTerms terms;
  private final HealthHistory history;
  private final MachineChecks machine = MachineChecks.ofThisMachine();

  MachineLane(
      MachineShare share,
      RunContext context,
      Deadline deadline,
      LaneRecord record,
      HealthTerms terms,
      HealthHistory history) {
    this.share = share;
    this.context = context;
    this.deadline = deadline;
    this.record = record;
    this.terms = terms;
    this.history = history;
  }

  void run() {
    HealthSettings settings = share.settings();
    if (settings.machine().check()) {
      List<String> disks = settings.machine().disks();
      check(HealthLimit.DISK, () -> MachineChecks.disks(disks, deadline));
      check(
          HealthLimit.INODES,
          () -> MachineChecks.inodes(disks, context.variables(), context.cancellation(), deadline));
      check(HealthLimit.MEMORY, machine::memory);
      check(HealthLimit.LOAD, machine::load);
    }
    CommandChecks commands = new CommandChecks(context, deadline);
    sideBySide(settings.services(), service -> service(commands, service));
    for (String variable : settings.variables()) {
      boolean isSet =
          terms.variables().contains(variable)
              || !context.variables().getOrDefault(variable, "").isBlank();
      record.add(
          SaidResults.of(
              "variable",
              variable,
              isSet
                  ? new CommandChecks.Said(Level.OK, "it is set")
                  : new CommandChecks.Said(
                      Level.CRITICAL, "the environment variable is not set, or empty"),
              Duration.ZERO));
    }
    for (String id : settings.credentials()) {
      record.add(SaidResults.of("credential", id, credential(id), Duration.ZERO));
    }
    sideBySide(settings.quotas(), this::quota);
    keep(settings.history());
  }

  /** One that gives no answer takes no time from the others; results keep their order. */
  private <T> void sideBySide(List<T> asked, Function<T, CheckResult> ask) {
    List<Callable<CheckResult>> branches =
        asked.stream().<Callable<CheckResult>>map(each -> () -> ask.apply(each)).toList();
    LocalBranches.run(branches, AT_ONCE, context.cancellation()).forEach(record::add);
  }

  private static CheckResult service(CommandChecks commands, HealthSettings.Service service) {
    long start = System.nanoTime();
    CommandChecks.Said said = commands.service(service);
    return SaidResults.of("service", service.name(), said, since(start));
  }

  private CommandChecks.Said credential(String id) {
    if (terms.credentials() == null) {
      return new CommandChecks.Said(Level.UNKNOWN, "only Jenkins knows whether it is there");
    }
    return terms.credentials().contains(id)
        ? new CommandChecks.Said(Level.OK, "it is there, and the job may use it")
        : new CommandChecks.Said(
            Level.CRITICAL, "there is no credential of that id that the job may use");
  }

  private void check(HealthLimit check, Supplier<Measured> body) {
    if (share.settings().skip().contains(check)) {
      return;
    }
    long start = System.nanoTime();
    Judge judge = Judge.of(check, share.settings().limit(check));
    record.add(judge.judge(measure(body), since(start)));
  }

  private Measured measure(Supplier<Measured> body) {
    if (deadline.hasPassed()) {
      return Measured.unknown("it did not run before the deadline");
    }
    try {
      context.cancellation().check();
      return body.get();
    } catch (CancelledException e) {
      return Measured.unknown("cancelled: " + e.getMessage());
    }
  }

  private CheckResult quota(HealthSettings.Quota quota) {
    long start = System.nanoTime();
    Judge judge = new Judge("quota", null, quota.name(), Unit.RATIO, quota.limit(), true);
    return judge.judge(ask(quota), since(start));
  }

  private Measured ask(HealthSettings.Quota quota) {
    String variable = quota.keyVariable();
    String key = variable == null ? null : key(variable);
    if (variable != null && (key == null || key.isBlank())) {
      return Measured.unknown("the environment variable " + variable + " is not set");
    }
    Duration left = deadline.remaining();
    if (left.isZero()) {
      return Measured.unknown("it did not run before the deadline");
    }
    Duration timeout = left.compareTo(QUOTA_LIMIT) < 0 ? left : QUOTA_LIMIT;
    try {
      String text =
          terms.quotas().remaining(quota, key, timeout, context.cancellation()).orElse(null);
      if (text == null) {
        return Measured.unknown("the answer has no header " + quota.header());
      }
      double remaining = new BigDecimal(text.strip()).doubleValue();
      return Double.isFinite(remaining)
          ? Measured.one(
              remaining, "left", "wait until the quota begins again, ask less often, or buy more")
          : Measured.unknown("the header " + quota.header() + " holds no number");
    } catch (NumberFormatException e) {
      return Measured.unknown("the header " + quota.header() + " holds no number");
    } catch (IOException e) {
      return Measured.unknown(String.valueOf(e.getMessage()));
    }
  }

  private @Nullable String key(String variable) {
    Secret key = terms.keys().get(variable);
    return key == null ? context.variables().get(variable) : key.reveal();
  }

  /** Of this machine: another one behind the same label has another past. */
  private void keep(int most) {
    String subject = machine.name();
    record.add(new Fact("Machine", subject.isEmpty() ? "unknown" : subject));
    HistoryEntry entry =
        new HistoryEntry(
            context.clock().startedAt().plus(context.clock().elapsed()),
            context.run().value(),
            subject,
            "",
            record.values(),
            Map.of(),
            Map.of());
    LanePast.read(history, share.lane(), subject, record).keep(entry, most);
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
