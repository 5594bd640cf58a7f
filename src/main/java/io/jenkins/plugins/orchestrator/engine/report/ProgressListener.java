package io.jenkins.plugins.orchestrator.engine.report;

/**
 * Hears what the branches do while they do it. Called by the branches' threads, several at once;
 * must be quick and must not throw. Everything it is given is already free of secrets.
 */
public interface ProgressListener {
  /** A task of an environment has begun. */
  default void taskStarted(String environment, TaskKind task) {}

  /** A task of an environment has ended. */
  default void taskFinished(String environment, TaskReport task) {}

  /**
   * A script is about to run.
   *
   * @param index from 1
   * @param count how many the pass applies
   */
  default void scriptStarted(String environment, String script, int index, int count) {}

  /** A script has ended. */
  default void scriptFinished(String environment, ScriptReport script) {}

  /** Something worth a line, such as what a snapshot waits for. */
  default void message(String environment, String text) {}

  /** A user's command has printed a line, which its user waits for. */
  default void output(String line) {}

  /** One that hears nothing. */
  static ProgressListener silent() {
    return new ProgressListener() {};
  }
}
