package io.jenkins.plugins.orchestrator.engine.health;

import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.HealthSettings;
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
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the health of databases, and of the machines that the checks run on: a lane per
 * environment, and one per agent for what several environments share. Nothing is written anywhere
 * but to the history.
 */
public final class HealthPlan implements OperationPlan {
  private static final long serialVersionUID = 1L;

  private final MigrationTestConfiguration configuration;

  @SuppressWarnings("serial") // an immutable list, which is serializable as its elements are
  private final List<MachineShare> machines;

  private final HealthTerms terms;

  private transient @Nullable Asking asking;

  /** Who is asked in a run. */
  private record Asking(RunId run, SilentServers silent) {}

  private HealthPlan(
      MigrationTestConfiguration configuration, List<MachineShare> machines, HealthTerms terms) {
    this.configuration = configuration;
    this.machines = List.copyOf(machines);
    this.terms = terms;
  }

  /**
   * The plan for all environments of a configuration.
   *
   * @param configuration read for {@code ConfigurationUse.HEALTH}
   * @param quotas asks web services
   */
  public static HealthPlan of(MigrationTestConfiguration configuration, QuotaProbe quotas) {
    return of(configuration, HealthTerms.ofProcess(quotas));
  }

  /**
   * The plan for all environments of a configuration.
   *
   * @param configuration read for {@code ConfigurationUse.HEALTH}
   */
  public static HealthPlan of(MigrationTestConfiguration configuration, HealthTerms terms) {
    return new HealthPlan(configuration, MachineShare.of(configuration.environments()), terms);
  }

  /** How many runs of a lane are kept, this one among them. */
  public int kept(String lane) {
    return settings(lane).history();
  }

  private HealthSettings settings(String lane) {
    return environment(lane)
        .map(EnvironmentConfiguration::health)
        .or(() -> machine(lane).map(MachineShare::settings))
        .orElseThrow(() -> new IllegalArgumentException("not in the plan: lane " + lane));
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
    List<Secret> secrets = new ArrayList<>(Secrets.of(configuration));
    secrets.addAll(terms.keys().values());
    return secrets;
  }

  @Override
  public HealthPlan of(String lane) {
    Optional<EnvironmentConfiguration> environment = environment(lane);
    Optional<MachineShare> machine = machine(lane);
    if (environment.isEmpty() && machine.isEmpty()) {
      throw new IllegalArgumentException("not in the plan: lane " + lane);
    }
    HealthTerms some =
        machine.map(share -> terms.withKeys(share.keyVariables())).orElse(terms.withoutKeys());
    return new HealthPlan(
        configuration.with(environment.stream().toList()), machine.stream().toList(), some);
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
    HistoryDirectory history = HistoryDirectory.in(context.state());
    LaneReport report = run(lane, context, history);
    if (lane.equals(lanes().get(0).name())) {
      forget(history);
    }
    return report;
  }

  private static void forget(HistoryDirectory history) {
    try {
      history.forget(Instant.now());
    } catch (IOException e) {
      // Some files of environments that are gone; the next run tries again.
      return;
    }
  }

  /**
   * Runs one lane on the calling thread, as {@link #run(String, RunContext, Coordination)} does.
   *
   * @param history where the lane's past is
   */
  public LaneReport run(String lane, RunContext context, HealthHistory history) {
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
        new EnvironmentLane(
                environment.get(), context, deadline, record, history, silentServers(context))
            .run();
      } else {
        MachineShare share = machine(lane).orElseThrow();
        purpose = "The machine that the checks run on";
        Deadline deadline = deadline(context, share.settings().deadline());
        new MachineLane(share, context, deadline, record, terms, history).run();
      }
    } catch (RuntimeException e) {
      // A mistake of ours must not hide what the other lanes found.
      mistake = "internal error, please report it: " + e + " at " + e.getStackTrace()[0];
    }
    return report(lane, purpose, context, record, start, mistake);
  }

  /** Only where lanes wait for each other. */
  private synchronized SilentServers silentServers(RunContext context) {
    if (configuration.environments().size() <= maxParallel()) {
      return SilentServers.none();
    }
    Asking now = asking;
    if (now == null || !now.run().equals(context.run())) {
      now =
          new Asking(
              context.run(),
              SilentServers.ask(configuration.environments(), context.cancellation()));
      asking = now;
    }
    return now.silent();
  }

  /** One for all lanes, from the start of the run, in which those that waited have less of it. */
  private Deadline deadline(RunContext context, Duration limit) {
    return terms.deadlineOfLane()
        ? Deadline.after(limit)
        : new Deadline(context.clock().startNanos() + limit.toNanos());
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
