package io.jenkins.plugins.orchestrator.engine.migration;

import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.engine.migration.script.MigrationDirectory;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * A migration test, validated, with all its scripts inside: after planning nothing is read from the
 * workspace again.
 *
 * @param configuration the file
 * @param scripts the scripts of each environment, by its name
 */
public record MigrationTestPlan(
    MigrationTestConfiguration configuration, Map<String, MigrationDirectory> scripts)
    implements Serializable {
  /** The share of one environment, which is all that its branch needs. */
  public MigrationTestPlan of(EnvironmentConfiguration environment) {
    return new MigrationTestPlan(
        configuration.with(List.of(environment)),
        Map.of(environment.name(), scripts.get(environment.name())));
  }
}
