package io.jenkins.plugins.orchestrator.jenkins.rollout;

import hudson.model.Computer;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import jenkins.model.Jenkins;
import jenkins.util.Timer;

/**
 * On what a rollout runs.
 *
 * @param pool has a thread for everything, for as long as it takes
 * @param timer starts things later
 * @param leaving whether the process is about to end: nothing is begun any more then, and what
 *     breaks off says nothing
 */
public record RolloutThreads(
    Executor pool, ScheduledExecutorService timer, BooleanSupplier leaving) {
  /** Those of Jenkins. */
  public static RolloutThreads ofJenkins() {
    return new RolloutThreads(
        Computer.threadPoolForRemoting, Timer.get(), () -> Jenkins.get().isTerminating());
  }
}
