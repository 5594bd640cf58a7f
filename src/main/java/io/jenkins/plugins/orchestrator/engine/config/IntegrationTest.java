package io.jenkins.plugins.orchestrator.engine.config;

import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A test of the user's that runs against the migrated clone. */
public sealed interface IntegrationTest extends Serializable {
  /** For people; unique in its environment. */
  String name();

  /** After this it is ended and counts as timed out. */
  Duration timeout();

  /**
   * A command, run by {@code sh -c} in the working directory with {@code PGHOST} and the like and
   * {@code DATABASE_URL}; passes with exit code 0.
   */
  record Command(String name, String command, Duration timeout) implements IntegrationTest {}

  /**
   * SQL out of a file, run in a transaction that is rolled back.
   *
   * @param file the file's path as the user knows it
   * @param sql its text
   * @param runs how often, at least 1
   * @param maxP50 null for any; likewise the next two
   * @param expect what its last statement must give; null for anything
   */
  record Sql(
      String name,
      String file,
      String sql,
      int runs,
      @Nullable Duration maxP50,
      @Nullable Duration maxP95,
      @Nullable Duration maxP99,
      @Nullable Expectation expect,
      Duration timeout)
      implements IntegrationTest {}
}
