package io.jenkins.plugins.orchestrator.jenkins.branch;

import io.jenkins.plugins.orchestrator.engine.operation.Coordination;
import io.jenkins.plugins.orchestrator.engine.operation.UserCommands;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.RunClock;
import io.jenkins.plugins.orchestrator.engine.run.StateDirectory;

/**
 * What a branch finds where it runs.
 *
 * @param clock counts from the start of the whole operation, on this machine's own clock
 * @param state the agent's directory for journals and temporary files
 * @param cancellation ends the branch
 * @param listener hears its progress
 * @param coordination reaches what it shares with the other branches
 * @param commands runs the user's commands, where the step runs its own
 */
public record BranchSite(
    RunClock clock,
    StateDirectory state,
    Cancellation cancellation,
    BranchProgress listener,
    Coordination coordination,
    UserCommands commands) {}
