package io.jenkins.plugins.orchestrator.engine.backup;

import io.jenkins.plugins.orchestrator.engine.config.BackupFolder;
import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.Secrets;
import io.jenkins.plugins.orchestrator.engine.operation.Coordination;
import io.jenkins.plugins.orchestrator.engine.operation.OperationPlan;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Backs every configured database and folder up at once, each in a lane of its own. */
public final class BackupPlan implements OperationPlan {
  private static final long serialVersionUID = 1L;

  private final MigrationTestConfiguration configuration;

  /**
   * @param configuration read for backups
   */
  public BackupPlan(MigrationTestConfiguration configuration) {
    this.configuration = configuration;
  }

  @Override
  public String operation() {
    return "backup";
  }

  @Override
  public String title() {
    return "Backup of " + configuration.file();
  }

  @Override
  public String configuration() {
    return configuration.file();
  }

  @Override
  public List<Lane> lanes() {
    List<Lane> lanes = new ArrayList<>();
    for (EnvironmentConfiguration environment : configuration.environments()) {
      lanes.add(
          new Lane(
              environment.name(),
              environment.purpose(),
              environment.agent(),
              servers(environment)));
    }
    for (BackupFolder folder : configuration.folders()) {
      lanes.add(new Lane(folder.name(), "", folder.agent(), List.of()));
    }
    return lanes;
  }

  private static List<DatabaseTarget> servers(EnvironmentConfiguration environment) {
    return Stream.of(environment.source(), environment.backup().verify().server())
        .filter(Objects::nonNull)
        .distinct()
        .toList();
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
  public OperationPlan of(String lane) {
    return new BackupPlan(
        new MigrationTestConfiguration(
            configuration.file(),
            configuration.environments().stream().filter(each -> each.name().equals(lane)).toList(),
            configuration.folders().stream().filter(each -> each.name().equals(lane)).toList(),
            configuration.workflow(),
            configuration.maxParallel(),
            configuration.findings()));
  }

  @Override
  public LaneReport run(String lane, RunContext context, Coordination coordination) {
    for (EnvironmentConfiguration environment : configuration.environments()) {
      if (environment.name().equals(lane)) {
        return new BackupLane(
                new DatabaseSubject(environment), servers(environment), context, coordination)
            .run();
      }
    }
    for (BackupFolder folder : configuration.folders()) {
      if (folder.name().equals(lane)) {
        return new BackupLane(new FolderSubject(folder), List.of(), context, coordination).run();
      }
    }
    throw new IllegalArgumentException("no lane " + lane + " in " + configuration.file());
  }
}
