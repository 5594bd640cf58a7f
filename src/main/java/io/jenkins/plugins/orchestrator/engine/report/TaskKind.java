package io.jenkins.plugins.orchestrator.engine.report;

/** The tasks of a branch of a migration test, in their order. */
public enum TaskKind {
  SNAPSHOT("snapshot_databases", "snapshot"),
  APPLY("apply_migrations", "apply"),
  REVERSE("reverse_migrations", "reverse"),
  VALIDATE("validate_schemas", "validate"),
  TEST("run_integration_tests", "tests"),
  CLEANUP("cleanup", "cleanup");

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
