package io.jenkins.plugins.orchestrator.engine.migration.history;

/** What the engines themselves would do, so that a finding says what awaits its reader. */
final class EngineAdvice {
  private EngineAdvice() {}

  static String dirty(String format) {
    return switch (format) {
      case "flyway" -> "undo by hand what the script left behind, then run flyway repair";
      case "golang-migrate" ->
          "undo by hand what the script left behind, then run migrate force VERSION with the last"
              + " version that is whole";
      case "prisma" ->
          "undo by hand what the script left behind, then run prisma migrate resolve"
              + " --rolled-back NAME";
      case "liquibase" -> "run liquibase update again, or mark the changeset as ran";
      default ->
          "the database is half migrated: restore it, or undo by hand what the script left behind";
    };
  }

  static String outOfOrder(String format) {
    return switch (format) {
      case "flyway" ->
          "Flyway refuses it unless outOfOrder=true; it is tested here all the same, in the order"
              + " of its version";
      case "goose" ->
          "goose refuses it unless run with -allow-missing; it is tested here all the same";
      case "sqitch" ->
          "sqitch expects changes to be added at the end of the plan; it is tested here all the"
              + " same";
      case "dbmate" -> "dbmate applies it unless run with --strict; so does this test";
      case "plain" -> "give it a number above the last one that is applied, if order matters";
      default -> "the engine applies it; so does this test";
    };
  }

  static String edited(String format) {
    return switch (format) {
      case "flyway" ->
          "Flyway refuses to migrate: restore the file and write a new migration, or run flyway"
              + " repair";
      case "prisma" ->
          "restore the file and write a new migration: prisma migrate dev wants to reset the"
              + " database";
      case "sqitch" -> "restore the file and run sqitch rework";
      default -> "restore the file and write a new migration";
    };
  }

  static String missing(String format) {
    return switch (format) {
      case "flyway" -> "Flyway refuses to migrate: restore the file, or run flyway repair";
      case "golang-migrate" -> "golang-migrate refuses to migrate: restore the file";
      case "sqitch" -> "sqitch refuses to deploy: restore the change in the plan";
      case "prisma" -> "restore the directory, or check migrations.path";
      default -> "restore the file, or check migrations.path";
    };
  }
}
