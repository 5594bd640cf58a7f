package io.jenkins.plugins.orchestrator.jenkins.branch;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A branch that is to run.
 *
 * @param environment its name
 * @param id of this branch alone: its sessions and databases carry it, so that recovering one
 *     branch leaves the others alone
 * @param label of the agents that may run it, null for any
 * @param servers the servers it works on, for a recovery; with their passwords
 * @param work what it does
 * @param parts names under which it tells of itself besides its own
 * @param heldUntil until when at most its step uses what it made, after it has ended; null when the
 *     branch takes everything away itself
 * @param <R> what it gives back
 */
public record BranchRequest<R extends Serializable>(
    String environment,
    RunId id,
    @Nullable String label,
    List<DatabaseTarget> servers,
    BranchWork<R> work,
    List<String> parts,
    @Nullable Instant heldUntil) {
  public BranchRequest {
    parts = List.copyOf(parts);
  }
}
