package io.jenkins.plugins.orchestrator.engine.backup.write;

/** A dump did not come about; says whether a new snapshot may help. */
final class DumpFailed extends Exception {
  private static final long serialVersionUID = 1L;
  private final boolean mayHelpToTryAgain;

  DumpFailed(String message, boolean mayHelpToTryAgain) {
    super(message);
    this.mayHelpToTryAgain = mayHelpToTryAgain;
  }

  boolean mayHelpToTryAgain() {
    return mayHelpToTryAgain;
  }
}
