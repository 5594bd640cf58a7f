package io.jenkins.plugins.orchestrator.engine.health;

import io.jenkins.plugins.orchestrator.engine.config.HealthLimit;
import io.jenkins.plugins.orchestrator.engine.config.HealthLimit.Unit;
import io.jenkins.plugins.orchestrator.engine.config.HealthSettings;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Looks at the machine, and at what is no environment's own: services, variables, quotas. */
final class MachineLane {
  private static final Duration QUOTA_LIMIT = Duration.ofSeconds(10);

  private final MachineShare share;
  private final RunContext context;
  private final Deadline deadline;
  private final LaneRecord record;
  private final QuotaProbe quotas;
  private final MachineChecks machine = MachineChecks.ofThisMachine();

  MachineLane(
      MachineShare share,
      RunContext context,
      Deadline deadline,
      LaneRecord record,
      QuotaProbe quotas) {
    this.share = share;
    this.context = context;
    this.deadline = deadline;
    this.record = record;
    this.quotas = quotas;
  }

  void run() {
    HealthSettings settings = share.settings();
    if (settings.machine().check()) {
      List<String> disks = settings.machine().disks();
      check(HealthLimit.DISK, () -> MachineChecks.disks(disks));
      check(
          HealthLimit.INODES,
          () -> MachineChecks.inodes(disks, context.variables(), context.cancellation()));
      check(HealthLimit.MEMORY, machine::memory);
      check(HealthLimit.LOAD, machine::load);
    }
    CommandChecks commands = new CommandChecks(context, deadline);
    for (HealthSettings.Service service : settings.services()) {
      long start = System.nanoTime();
      CommandChecks.Said said = commands.service(service);
      record.add(SaidResults.of("service", service.name(), said, since(start)));
    }
    for (String variable : settings.variables()) {
      boolean isSet = !context.variables().getOrDefault(variable, "").isBlank();
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
    settings.quotas().forEach(this::quota);
    keep(settings.history());
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

  private void quota(HealthSettings.Quota quota) {
    long start = System.nanoTime();
    Judge judge = new Judge("quota", null, quota.name(), Unit.RATIO, quota.limit(), true);
    record.add(judge.judge(ask(quota), since(start)));
  }

  private Measured ask(HealthSettings.Quota quota) {
    String variable = quota.keyVariable();
    String key = variable == null ? null : context.variables().get(variable);
    if (variable != null && (key == null || key.isBlank())) {
      return Measured.unknown("the environment variable " + variable + " is not set");
    }
    Duration left = deadline.remaining();
    if (left.isZero()) {
      return Measured.unknown("it did not run before the deadline");
    }
    Duration timeout = left.compareTo(QUOTA_LIMIT) < 0 ? left : QUOTA_LIMIT;
    try {
      String text = quotas.remaining(quota, key, timeout, context.cancellation()).orElse(null);
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

  private void keep(int most) {
    HistoryFile file = new HistoryFile(context.state(), share.lane());
    HistoryEntry entry =
        new HistoryEntry(
            Instant.now(), context.run().value(), "", record.values(), Map.of(), Map.of());
    try {
      List<HistoryEntry> all = new ArrayList<>(file.read());
      all.add(entry);
      file.append(entry, most);
      record.add(Trends.of(all));
    } catch (IOException e) {
      record.add(
          Finding.of(
              Finding.Severity.WARNING,
              "health-history",
              "the earlier checks could not be read or written, so that trends are missing: "
                  + e.getMessage(),
              "make the state directory writable"));
    }
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
