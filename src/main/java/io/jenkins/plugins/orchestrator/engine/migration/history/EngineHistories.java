package io.jenkins.plugins.orchestrator.engine.migration.history;

import java.util.List;

/** The histories of all engines. */
final class EngineHistories {
  static final List<EngineHistory> ALL =
      List.of(
          new FlywayHistory(),
          new GolangMigrateHistory(),
          new MorphHistory(),
          new DbmateHistory(),
          new GooseHistory(),
          new DieselHistory(),
          new PrismaHistory(),
          new SqitchHistory(),
          new LiquibaseHistory());

  private EngineHistories() {}
}
