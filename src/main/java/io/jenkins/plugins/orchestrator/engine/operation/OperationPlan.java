package io.jenkins.plugins.orchestrator.engine.operation;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import java.io.Serializable;
import java.util.List;

/**
 * An operation, validated, with everything inside that its branches need from the workspace. Its
 * lanes run side by side, in one process or each on another machine.
 */
public interface OperationPlan extends Serializable {
  /** The operation's name as a command of the command line, such as {@code backup}. */
  String operation();

  /** For people, such as {@code Backup of infrastructure/databases.yaml}. */
  String title();

  /** The configuration's path as the user gave it, or what takes its place. */
  String configuration();

  /** In the order in which they are shown; at least one. */
  List<Lane> lanes();

  /** How many lanes run at once, at least 1. */
  int maxParallel();

  /** What is allowed but not wise, such as a password in a URL. */
  List<Finding> findings();

  /** Everything that must never be printed. */
  List<Secret> secrets();

  /** The share of one lane, which is all that its branch needs. */
  OperationPlan of(String lane);

  /**
   * Runs one lane's branch on the calling thread. Returns also when it failed or was cancelled; by
   * then everything it made is gone, or written in the journal and reported.
   *
   * @param lane its name, one of the plan's
   * @param coordination the way to what the branches share
   */
  LaneReport run(String lane, RunContext context, Coordination coordination);

  /**
   * A branch.
   *
   * @param name unique in the plan
   * @param purpose the user's words, may be empty
   * @param agent label of the agents that may run it, null for any
   * @param servers those it works on, for a recovery
   */
  record Lane(
      String name,
      String purpose,
      @org.jspecify.annotations.Nullable String agent,
      List<DatabaseTarget> servers)
      implements Serializable {
    public Lane {
      servers = List.copyOf(servers);
    }
  }
}
