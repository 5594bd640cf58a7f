package io.jenkins.plugins.orchestrator.engine.health;

import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.Secrets;
import io.jenkins.plugins.orchestrator.engine.operation.Coordination;
import io.jenkins.plugins.orchestrator.engine.operation.OperationPlan;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the health of databases, and of the machines that the checks run on: a lane per
 * environment, and one per agent for what several environments share. Nothing is written anywhere
 * but to the history in the state directory.
 */
public final class HealthPlan implements OperationPlan {
  private static final long serialVersionUID = 1L;

  private final MigrationTestConfiguration configuration;

  @SuppressWarnings("serial") // an immutable list, which is serializable as its elements are
  private final List<MachineShare> machines;

  private final QuotaProbe quotas;

  private HealthPlan(
      MigrationTestConfiguration configuration, List<MachineShare> machines, QuotaProbe quotas) {
    this.configuration = configuration;
    this.machines = List.copyOf(machines);
    this.quotas = quotas;
  }

  /**
   * The plan for all environments of a configuration.
   *
   * @param configuration read for {@code ConfigurationUse.HEALTH}
   * @param quotas asks web services
   */
  public static HealthPlan of(MigrationTestConfiguration configuration, QuotaProbe quotas) {
    return new HealthPlan(configuration, MachineShare.of(configuration.environments()), quotas);
  }

  @Override
  public String operation() {
    return "health";
  }

  @Override
  public String title() {
    return "Health of " + configuration.file();
  }

  @Override
  public String configuration() {
    return configuration.file();
  }

  @Override
  public List<Lane> lanes() {
    List<Lane> lanes = new ArrayList<>();
    for (EnvironmentConfiguration each : configuration.environments()) {
      lanes.add(new Lane(each.name(), each.purpose(), each.agent(), List.of(each.source())));
    }
    for (MachineShare each : machines) {
      lanes.add(
          new Lane(each.lane(), "The machine that the checks run on", each.agent(), List.of()));
    }
    return lanes;
  }

  @Override
  public int maxParallel() {
    return configuration.maxParallel();
  }

  @Override
  public List<Finding> findings() {
    return configuration.findings();
  }

  @Override
  public List<Secret> secrets() {
    return Secrets.of(configuration);
  }

  @Override
  public HealthPlan of(String lane) {
    Optional<EnvironmentConfiguration> environment = environment(lane);
    Optional<MachineShare> machine = machine(lane);
    if (environment.isEmpty() && machine.isEmpty()) {
      throw new IllegalArgumentException("not in the plan: lane " + lane);
    }
    return new HealthPlan(
        configuration.with(environment.stream().toList()), machine.stream().toList(), quotas);
  }

  private Optional<EnvironmentConfiguration> environment(String lane) {
    return configuration.environments().stream()
        .filter(each -> each.name().equals(lane))
        .findFirst();
  }

  private Optional<MachineShare> machine(String lane) {
    return machines.stream().filter(each -> each.lane().equals(lane)).findFirst();
  }

  @Override
  public LaneReport run(String lane, RunContext context, Coordination coordination) {
    Duration start = context.clock().elapsed();
    context.listener().taskStarted(lane, TaskKind.CHECK);
    LaneRecord record = new LaneRecord(context.redactor());
    String purpose = "";
    String mistake = null;
    try {
      Optional<EnvironmentConfiguration> environment = environment(lane);
      if (environment.isPresent()) {
        purpose = environment.get().purpose();
        Deadline deadline = deadline(context, environment.get().health().deadline());
        new EnvironmentLane(environment.get(), context, deadline, record).run();
      } else {
        MachineShare share = machine(lane).orElseThrow();
        purpose = "The machine that the checks run on";
        Deadline deadline = deadline(context, share.settings().deadline());
        new MachineLane(share, context, deadline, record, quotas).run();
      }
    } catch (RuntimeException e) {
      // A mistake of ours must not hide what the other lanes found.
      mistake = "internal error, please report it: " + e + " at " + e.getStackTrace()[0];
    }
    return report(lane, purpose, context, record, start, mistake);
  }

  /** One for all lanes, from the start of the run: those that waited have less of it. */
  private static Deadline deadline(RunContext context, Duration limit) {
    return new Deadline(context.clock().startNanos() + limit.toNanos());
  }

  private static LaneReport report(
      String lane,
      String purpose,
      RunContext context,
      LaneRecord record,
      Duration start,
      @Nullable String mistake) {
    Status status = record.status();
    String message = mistake;
    if (mistake != null) {
      status = Status.FAILED;
    } else if (context.cancellation().isCancelled() && !status.isFailure()) {
      status = Status.CANCELLED;
      message = context.cancellation().reason();
    }
    TaskReport task =
        new TaskReport(
            TaskKind.CHECK,
            "check " + lane,
            status,
            start,
            context.clock().elapsed().minus(start),
            context.redactor().redactNullable(message));
    context.listener().taskFinished(lane, task);
    return record.report(lane, purpose, status, start, task);
  }
}
