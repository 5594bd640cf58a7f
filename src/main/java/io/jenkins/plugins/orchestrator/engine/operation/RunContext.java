package io.jenkins.plugins.orchestrator.engine.operation;

import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.report.ProgressListener;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.RunClock;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.run.StateDirectory;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a run needs of the place where it runs.
 *
 * @param run its name
 * @param clock started with the run
 * @param state where its journal is
 * @param redactor knows the plan's secrets
 * @param listener hears its progress
 * @param cancellation ends it
 * @param variables the environment variables of the client programs
 * @param workingDirectory where the client programs run
 * @param commands runs the user's commands
 */
public record RunContext(
    RunId run,
    RunClock clock,
    StateDirectory state,
    Redactor redactor,
    ProgressListener listener,
    Cancellation cancellation,
    Map<String, String> variables,
    Path workingDirectory,
    UserCommands commands) {
  /** The same with another way to run commands. */
  public RunContext with(UserCommands other) {
    return new RunContext(
        run, clock, state, redactor, listener, cancellation, variables, workingDirectory, other);
  }

  /** The same with another signal. */
  public RunContext with(Cancellation other) {
    return new RunContext(
        run, clock, state, redactor, listener, other, variables, workingDirectory, commands);
  }
}
