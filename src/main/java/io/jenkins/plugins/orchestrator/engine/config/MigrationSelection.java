package io.jenkins.plugins.orchestrator.engine.config;

import java.io.Serializable;
import java.util.List;

/** Which of the pending migrations an environment tests: {@code migrations_to_test}. */
public sealed interface MigrationSelection extends Serializable {
  /** All of them. */
  record AllPending() implements MigrationSelection {}

  /**
   * Those with these versions or file names.
   *
   * @param versions at least one
   */
  record Listed(List<String> versions) implements MigrationSelection {
    public Listed {
      versions = List.copyOf(versions);
    }
  }

  /**
   * Those up to a version, itself included.
   *
   * @param version as the format compares it
   */
  record Until(String version) implements MigrationSelection {}
}
