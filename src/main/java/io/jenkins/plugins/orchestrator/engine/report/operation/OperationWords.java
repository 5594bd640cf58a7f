package io.jenkins.plugins.orchestrator.engine.report.operation;

/** The words that all renderings of an operation's report use. */
public final class OperationWords {
  private OperationWords() {}

  /** {@code Backup}, {@code Verify backups}: the operation as a heading says it. */
  public static String name(OperationReport report) {
    return words(report.operation());
  }

  /**
   * The same of an operation's name alone.
   *
   * @param operation as a command of the command line
   */
  public static String words(String operation) {
    String words = operation.replace('-', ' ').replace('_', ' ').strip();
    return words.isEmpty()
        ? "Operation"
        : Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  /** What a lane of the operation is, in the singular: {@code backup}, {@code clone}. */
  public static String lane(OperationReport report) {
    return switch (report.operation()) {
      case "backup", "verify-backups" -> "backup";
      case "restore" -> "restore";
      case "provision" -> "clone";
      case "rollout" -> "rollout";
      default -> "environment";
    };
  }
}
