package io.jenkins.plugins.orchestrator.engine.migration.script;

/**
 * Flyway's {@code B5__what.sql}: in a database without history it stands for everything up to and
 * with version 5; in any other it is passed over.
 */
public final class FlywayBaseline {
  private FlywayBaseline() {}

  /**
   * Whether a script is one.
   *
   * @param format the format's name in the configuration
   * @param file the script's path
   */
  public static boolean is(String format, String file) {
    return format.equals("flyway") && file.startsWith("B", file.lastIndexOf('/') + 1);
  }
}
