package io.jenkins.plugins.orchestrator.jenkins.branch;

import io.jenkins.plugins.orchestrator.engine.operation.UserCommands;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a branch on an agent may ask of the controller: exported to that agent, for one environment.
 * Everything that comes through it is untrusted.
 */
public interface BranchLink {
  /** How often a branch calls {@link #exchange} while it works, in milliseconds. */
  long PERIOD_MILLIS = 250;

  /** The most events of one {@link #exchange}. */
  int MOST_EVENTS = 2_000;

  /**
   * Gives events, and hears whether to go on.
   *
   * @param first the number of the first event, from 0; an event that was given before is passed
   *     over, so that a call may be repeated
   * @param events at most {@link #MOST_EVENTS}, may be empty
   * @return why the branch is to stop; null when it is to go on
   * @throws IOException when the connection is lost
   */
  @Nullable String exchange(long first, List<BranchEvent> events) throws IOException;

  /**
   * Keeps a line of the journal; it is on the controller's disk when this returns.
   *
   * @throws IOException when it is not
   */
  void journal(String line) throws IOException;

  /**
   * Enters a step that environments may only enter one after the other, if nobody is in it.
   *
   * @return whether it was entered; true too when the step is open for all
   */
  boolean tryEnter(TaskKind step) throws IOException;

  /** Leaves a step again. */
  void leave(TaskKind step) throws IOException;

  /**
   * Runs a command of the user's where the step runs its commands, to its end.
   *
   * @param number of the call, which is the branch's own
   * @throws IOException when it could not be run
   */
  UserCommands.Ended command(long number, UserCommands.Command command) throws IOException;

  /** Ends the command of a call; also one that is still on its way. */
  void endCommand(long number) throws IOException;

  /**
   * Reads a file where the step runs its commands.
   *
   * @param most bytes that it may have
   * @throws IOException when there is none, or it is bigger
   */
  UserCommands.WrittenFile read(String path, int most) throws IOException;

  /** Stops all branches of the operation. */
  void stopAll(String reason) throws IOException;
}
