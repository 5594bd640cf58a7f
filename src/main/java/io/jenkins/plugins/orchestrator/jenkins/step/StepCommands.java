package io.jenkins.plugins.orchestrator.jenkins.step;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.Proc;
import io.jenkins.plugins.orchestrator.engine.migration.integration.BoundedOutput;
import io.jenkins.plugins.orchestrator.engine.operation.UserCommands;
import io.jenkins.plugins.orchestrator.engine.postgres.ClientEnvironment;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientProcess;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Runs the user's commands as {@code sh} would: in the workspace, with the step's launcher and
 * environment, so that {@code withEnv}, {@code container()} and {@code docker.inside} hold.
 */
final class StepCommands implements UserCommands {
  private static final long POLL_MILLIS = 100;

  private final Launcher launcher;
  private final FilePath workspace;
  private final Map<String, String> variables;

  StepCommands(Launcher launcher, FilePath workspace, Map<String, String> variables) {
    this.launcher = launcher;
    this.workspace = workspace;
    this.variables = Map.copyOf(variables);
  }

  @Override
  public Ended run(Command command, ClientProcess.Listener children, Cancellation cancellation)
      throws IOException {
    Set<String> unwanted = new TreeSet<>(ClientEnvironment.names());
    unwanted.removeAll(command.variables().keySet());
    EnvVars environment = new EnvVars(variables);
    environment.keySet().removeAll(unwanted);
    environment.putAll(command.variables());
    BoundedOutput output = new BoundedOutput();
    Proc process =
        launcher
            .launch()
            // What the node itself has of them cannot be taken away from here.
            .cmds("sh", "-c", "unset " + String.join(" ", unwanted) + "\n" + command.text())
            .envs(environment)
            .pwd(workspace)
            .stdout(output.stream())
            .quiet(true)
            .start();
    try {
      Status status = await(process, Deadline.after(command.timeout()), cancellation);
      @Nullable Integer code = null;
      if (status == Status.PASSED) {
        code = process.join();
      } else {
        process.kill();
      }
      return new Ended(status, code, output.text(), output.end());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a command ran", e);
    }
  }

  private static Status await(Proc process, Deadline deadline, Cancellation cancellation)
      throws IOException, InterruptedException {
    while (process.isAlive()) {
      if (cancellation.isCancelled()) {
        return Status.CANCELLED;
      }
      if (deadline.hasPassed()) {
        return Status.TIMED_OUT;
      }
      Thread.sleep(POLL_MILLIS);
    }
    return Status.PASSED;
  }
}
