package io.jenkins.plugins.orchestrator.engine.config;

import io.jenkins.plugins.orchestrator.engine.report.Finding;
import java.io.Serializable;
import java.util.List;

/**
 * A configuration file that was read and found right.
 *
 * @param file its path as the user gave it
 * @param environments in the file's order, those that the user selected; at least one, unless
 *     folders alone were selected
 * @param folders likewise, those that are backed up beside them
 * @param workflow the steps that run, in order; a step that is not listed is skipped, except the
 *     cleanup
 * @param maxParallel how many environments run at once, at least 1
 * @param findings what is allowed but not wise, such as a password in a URL
 */
public record MigrationTestConfiguration(
    String file,
    List<EnvironmentConfiguration> environments,
    List<BackupFolder> folders,
    List<WorkflowStep> workflow,
    int maxParallel,
    List<Finding> findings)
    implements Serializable {
  public MigrationTestConfiguration {
    environments = List.copyOf(environments);
    folders = List.copyOf(folders);
    workflow = List.copyOf(workflow);
    findings = List.copyOf(findings);
  }

  /** The same for other environments. */
  public MigrationTestConfiguration with(List<EnvironmentConfiguration> others) {
    return new MigrationTestConfiguration(file, others, folders, workflow, maxParallel, findings);
  }

  /** The same under another name, such as the path that the user gave. */
  public MigrationTestConfiguration named(String name) {
    return new MigrationTestConfiguration(
        name, environments, folders, workflow, maxParallel, findings);
  }
}
