package io.jenkins.plugins.orchestrator.jenkins.step;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.Proc;
import hudson.model.Computer;
import io.jenkins.plugins.orchestrator.engine.migration.integration.BoundedOutput;
import io.jenkins.plugins.orchestrator.engine.migration.integration.ProcessFamily;
import io.jenkins.plugins.orchestrator.engine.operation.UserCommands;
import io.jenkins.plugins.orchestrator.engine.postgres.ClientEnvironment;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientProcess;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs the user's commands as {@code sh} would: in the workspace, with the step's launcher and
 * environment, so that {@code withEnv}, {@code container()} and {@code docker.inside} hold.
 */
final class StepCommands implements UserCommands {
  private static final Logger LOGGER = Logger.getLogger(StepCommands.class.getName());
  private static final long POLL_MILLIS = 100;

  private final Launcher launcher;
  private final FilePath workspace;
  private final Map<String, String> variables;
  private final Redactor redactor;

  /**
   * @param redactor masks what the build's log masks: the values of {@code withCredentials}
   */
  StepCommands(
      Launcher launcher, FilePath workspace, Map<String, String> variables, Redactor redactor) {
    this.launcher = launcher;
    this.workspace = workspace;
    this.variables = Map.copyOf(variables);
    this.redactor = redactor;
  }

  @Override
  public Ended run(Command command, ClientProcess.Listener children, Cancellation cancellation)
      throws IOException {
    Set<String> unwanted = new TreeSet<>(ClientEnvironment.names());
    unwanted.removeAll(command.variables().keySet());
    EnvVars environment = new EnvVars(variables);
    environment.keySet().removeAll(unwanted);
    environment.putAll(command.variables());
    ProcessFamily family = ProcessFamily.marking(environment);
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
    Status status = Status.CANCELLED;
    try {
      status = await(process, Deadline.after(command.timeout()), cancellation);
      @Nullable Integer code = status == Status.PASSED ? Integer.valueOf(process.join()) : null;
      return new Ended(status, code, redactor.redact(output.text()), redactor.redact(output.end()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a command ran", e);
    } finally {
      end(process, family, status == Status.PASSED);
    }
  }

  @Override
  public WrittenFile read(String path, int most) throws IOException {
    try {
      WrittenFile file = workspace.act(new ReadFile(path, most));
      return new WrittenFile(redactor.redact(file.text()), file.changed());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the file " + path + " was read", e);
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

  /**
   * Ends what the command started and has not ended. Jenkins itself only asks processes to end, and
   * waits for ever for one that does not listen.
   */
  private void end(Proc process, ProcessFamily family, boolean byItself) {
    boolean interrupted = Thread.interrupted();
    try {
      workspace.act(new EndFamily(family.mark()));
    } catch (IOException | RuntimeException e) {
      LOGGER.log(Level.FINE, "the node is gone, and with it its processes", e);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (!byItself) {
      // Where its processes are not this node's, as in a container of another pod.
      Computer.threadPoolForRemoting.execute(() -> kill(process));
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void kill(Proc process) {
    try {
      process.kill();
    } catch (IOException | RuntimeException e) {
      LOGGER.log(Level.FINE, "it has ended, or its node is gone", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
