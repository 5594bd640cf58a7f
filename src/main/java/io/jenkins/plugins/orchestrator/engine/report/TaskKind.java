package io.jenkins.plugins.orchestrator.engine.report;

import java.util.List;

/** The tasks of branches. */
public enum TaskKind {
  SNAPSHOT("snapshot_databases", "snapshot"),
  APPLY("apply_migrations", "apply"),
  REVERSE("reverse_migrations", "reverse"),
  VALIDATE("validate_schemas", "validate"),
  TEST("run_integration_tests", "tests"),
  CLEANUP("cleanup", "cleanup"),
  /** A dump of a database, or an archive of a folder, is written. */
  DUMP("dump", "dump"),
  /** Files are read and hashed. */
  HASH("hash", "hash"),
  /** A backup is restored. */
  RESTORE("restore", "restore"),
  /** What was restored is compared to what was backed up. */
  COMPARE("compare", "compare"),
  /** Files go somewhere else. */
  UPLOAD("upload", "upload"),
  /** One database takes the name of another. */
  SWAP("swap", "swap"),
  /** Old backups go. */
  RETAIN("retain", "retention"),
  /** Values are made unrecognizable. */
  ANONYMIZE("anonymize", "anonymize"),
  /** Something is looked at. */
  CHECK("check", "check"),
  /** The user's work goes on meanwhile. */
  USE("use", "use"),
  /** Traffic is moved to a new version, or back. */
  SHIFT("shift_traffic", "shift"),
  /** Two versions are watched while both have traffic. */
  OBSERVE("observe", "observe");

  /** The tasks of a migration test's branch, in their order. */
  public static final List<TaskKind> OF_MIGRATION_TEST =
      List.of(SNAPSHOT, APPLY, REVERSE, VALIDATE, TEST, CLEANUP);

  private final String step;
  private final String label;

  TaskKind(String step, String label) {
    this.step = step;
    this.label = label;
  }

  /** The name of the step in {@code parallel_test_workflow} and in the report. */
  public String step() {
    return step;
  }

  /** One lower-case word for people. */
  public String label() {
    return label;
  }
}
