package io.jenkins.plugins.orchestrator.jenkins.plan;

import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;

/** An operation that is planned when its configuration is read: it needs nothing else. */
interface PlainOperation extends ConfiguredOperation<MigrationTestConfiguration> {
  @Override
  default MigrationTestConfiguration plan(
      MigrationTestConfiguration configuration, PlanSource source) {
    return configuration;
  }

  @Override
  default MigrationTestConfiguration configuration(MigrationTestConfiguration plan) {
    return plan;
  }

  @Override
  default MigrationTestConfiguration with(
      MigrationTestConfiguration plan, MigrationTestConfiguration configuration) {
    return configuration;
  }
}
