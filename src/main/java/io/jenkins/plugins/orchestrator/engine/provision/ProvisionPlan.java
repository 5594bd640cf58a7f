package io.jenkins.plugins.orchestrator.engine.provision;

import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.Secrets;
import io.jenkins.plugins.orchestrator.engine.migration.script.MigrationDirectory;
import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText;
import io.jenkins.plugins.orchestrator.engine.operation.Coordination;
import io.jenkins.plugins.orchestrator.engine.operation.OperationPlan;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * So many clones of an environment, validated, with all scripts inside; a lane for each. The lanes
 * of one run that are in one process hand out together or not at all, and run at once; a lane that
 * is taken out with {@link #of} stands for itself.
 */
public final class ProvisionPlan implements OperationPlan {
  private static final long serialVersionUID = 1L;

  private final MigrationTestConfiguration configuration;
  private final ProvisionOptions options;
  private final @Nullable MigrationDirectory migrations;
  private final @Nullable ScriptText anonymize;

  @SuppressWarnings("serial") // an immutable copy, which is serializable as its elements are
  private final List<ColumnName> columns;

  @SuppressWarnings("serial") // likewise
  private final List<Integer> indexes;

  private final Meetings meetings;

  /**
   * @param configuration of one environment
   * @param columns those of the options
   */
  ProvisionPlan(
      MigrationTestConfiguration configuration,
      ProvisionOptions options,
      @Nullable MigrationDirectory migrations,
      @Nullable ScriptText anonymize,
      List<ColumnName> columns) {
    this(
        configuration,
        options,
        migrations,
        anonymize,
        List.copyOf(columns),
        IntStream.rangeClosed(1, options.count()).boxed().toList());
  }

  private ProvisionPlan(
      MigrationTestConfiguration configuration,
      ProvisionOptions options,
      @Nullable MigrationDirectory migrations,
      @Nullable ScriptText anonymize,
      List<ColumnName> columns,
      List<Integer> indexes) {
    this.configuration = configuration;
    this.options = options;
    this.migrations = migrations;
    this.anonymize = anonymize;
    this.columns = columns;
    this.indexes = indexes;
    this.meetings = new Meetings(indexes.size());
  }

  @Override
  public String operation() {
    return "provision";
  }

  @Override
  public String title() {
    return options.count()
        + (options.count() == 1 ? " clone of " : " clones of ")
        + environment().name();
  }

  @Override
  public String configuration() {
    return configuration.file();
  }

  @Override
  public List<Lane> lanes() {
    List<DatabaseTarget> servers =
        Stream.of(environment().source(), environment().snapshot().server())
            .filter(Objects::nonNull)
            .toList();
    return indexes.stream()
        .map(
            index -> new Lane(lane(index), environment().purpose(), environment().agent(), servers))
        .toList();
  }

  /** The clone whose lane tells what concerns all. */
  int firstIndex() {
    return indexes.get(0);
  }

  /** The name of the lane of a clone. */
  String lane(int index) {
    return environment().name() + " " + index;
  }

  /** All of them: each waits for the others before it is handed out. */
  @Override
  public int maxParallel() {
    return indexes.size();
  }

  @Override
  public List<Finding> findings() {
    return configuration.findings();
  }

  @Override
  public List<Secret> secrets() {
    return Secrets.of(configuration);
  }

  /** What it was made of: the configuration of the one environment. */
  public MigrationTestConfiguration configured() {
    return configuration;
  }

  /**
   * The same with another configuration of the same environment, such as one with credentials.
   *
   * @param other of one environment
   */
  public ProvisionPlan with(MigrationTestConfiguration other) {
    return new ProvisionPlan(other, options, migrations, anonymize, columns, indexes);
  }

  /** The environment of which clones are made. */
  public EnvironmentConfiguration environment() {
    return configuration.environments().get(0);
  }

  /** What was asked for. */
  public ProvisionOptions options() {
    return options;
  }

  @Nullable MigrationDirectory migrations() {
    return migrations;
  }

  @Nullable ScriptText anonymize() {
    return anonymize;
  }

  List<ColumnName> columns() {
    return columns;
  }

  @Override
  public ProvisionPlan of(String lane) {
    return new ProvisionPlan(
        configuration, options, migrations, anonymize, columns, List.of(index(lane)));
  }

  private int index(String lane) {
    return indexes.stream()
        .filter(index -> lane(index).equals(lane))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("not in the plan: lane " + lane));
  }

  @Override
  public LaneReport run(String lane, RunContext context, Coordination coordination) {
    Meeting meeting = meetings.of(context.run());
    return new CloneLane(this, index(lane), meeting, context, coordination).run();
  }

  /** What a run of this plan in this process has handed out; empty when it handed out nothing. */
  public Optional<Provisioned> provisioned(RunId run) {
    Meeting meeting = meetings.of(run);
    List<ProvisionedDatabase> databases = meeting.handedOut();
    return databases == null
        ? Optional.empty()
        : Optional.of(
            new Provisioned(
                run, environment().name(), Objects.requireNonNull(meeting.end()), databases));
  }

  /** The exit code of the command of such a run; empty when it did not end by itself. */
  public Optional<Integer> exitCode(RunId run) {
    return Optional.ofNullable(meetings.of(run).used()).map(Used::exitCode);
  }
}
