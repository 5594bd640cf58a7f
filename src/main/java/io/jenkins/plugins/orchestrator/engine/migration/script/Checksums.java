package io.jenkins.plugins.orchestrator.engine.migration.script;

/** Compares scripts with the checksums that engines store. */
public final class Checksums {
  private Checksums() {}

  /**
   * Whether a checksum out of a format's history is that of a script; true where the format stores
   * none that can be compared.
   */
  public static boolean same(String format, MigrationScript script, String stored) {
    return switch (format) {
      case "flyway", "sqitch" -> stored.equals(script.checksum());
      case "prisma" -> stored.equals(script.checksum()) || sameLines(script, stored);
      default -> true;
    };
  }

  /** Prisma forgives line ends that git has changed. */
  private static boolean sameLines(MigrationScript script, String stored) {
    String unix = script.up().sql().replace("\r\n", "\n");
    return stored.equals(ScriptFile.sha256(unix))
        || stored.equals(ScriptFile.sha256(unix.replace("\n", "\r\n")));
  }
}
