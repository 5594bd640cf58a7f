package io.jenkins.plugins.orchestrator.engine.operation;

import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientProcess;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs the user's commands in the place and the environment that the user means. */
public interface UserCommands {
  /**
   * A command.
   *
   * @param text for {@code sh -c}
   * @param variables that it gets besides those of its environment; of libpq's variables it gets
   *     these and no others
   * @param timeout after which it is ended, with all that it started
   */
  record Command(String text, Map<String, String> variables, Duration timeout)
      implements Serializable {
    public Command {
      variables = Map.copyOf(variables);
    }

    /** Without its variables, which hold a password. */
    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * How a command ended. The texts are as it printed them.
   *
   * @param status PASSED when it ended by itself, whatever its exit code; else TIMED_OUT, or
   *     CANCELLED
   * @param exitCode null when it did not end by itself
   * @param output the beginning of what it printed, at most 64 KiB, and a note when it was more
   * @param outputEnd the end of what it printed, at most 4 KiB
   */
  record Ended(Status status, @Nullable Integer exitCode, String output, String outputEnd)
      implements Serializable {}

  /**
   * Runs one, to its end, its time limit or the cancellation; with it end the processes that it
   * started.
   *
   * @param children writes processes of this machine down, so that they are found when this one is
   *     killed
   * @throws IOException when it could not be run
   */
  Ended run(Command command, ClientProcess.Listener children, Cancellation cancellation)
      throws IOException;

  /**
   * A file that a command wrote.
   *
   * @param text as UTF-8
   * @param changed when it was last written
   */
  record WrittenFile(String text, Instant changed) implements Serializable {}

  /**
   * Reads a file where the commands run.
   *
   * @param path relative to their directory
   * @param most bytes that it may have
   * @throws IOException when there is none, it is bigger, or it cannot be read from here
   */
  default WrittenFile read(String path, int most) throws IOException {
    throw new IOException("files of commands cannot be read from here");
  }

  /** One for a place where no commands can be run, which planning has said before. */
  static UserCommands none(String why) {
    return (command, children, cancellation) -> {
      throw new IOException(why);
    };
  }
}
