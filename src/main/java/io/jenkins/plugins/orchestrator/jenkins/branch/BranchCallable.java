package io.jenkins.plugins.orchestrator.jenkins.branch;

import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.RunClock;
import io.jenkins.plugins.orchestrator.engine.run.StateDirectory;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import jenkins.security.MasterToSlaveCallable;

/**
 * A whole branch, in one call to its agent. An interrupt, which is how the controller and remoting
 * cancel a call, cancels the work and waits for its cleanup: its result is the branch's, not the
 * cancellation's.
 */
final class BranchCallable<R extends Serializable> extends MasterToSlaveCallable<R, IOException> {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final BranchWork<R> work;

  @SuppressWarnings("serial") // a proxy once it was exported
  private final BranchLink link;

  private final Instant startedAt;
  private final Duration elapsed;
  private final String state;

  /**
   * @param link exported to the agent
   * @param clock of the operation; what it counted so far goes with the call, as clocks differ
   * @param state the agent's directory for journals and temporary files
   */
  BranchCallable(String name, BranchWork<R> work, BranchLink link, RunClock clock, String state) {
    this.name = name;
    this.work = work;
    this.link = link;
    this.startedAt = clock.startedAt();
    this.elapsed = clock.elapsed();
    this.state = state;
  }

  @Override
  public R call() throws IOException {
    RunClock clock = new RunClock(startedAt, System.nanoTime() - elapsed.toNanos());
    Cancellation cancellation = new Cancellation();
    try (LinkClient client = new LinkClient(name, link, cancellation).start()) {
      BranchSite site =
          new BranchSite(
              clock, new StateDirectory(Path.of(state)), cancellation, client, client, client);
      // Its own thread: the driver's reads do not hear interrupts, and cleaning up must not.
      FutureTask<R> task = new FutureTask<>(() -> work.run(site));
      Thread worker = new Thread(task, "orchestrator-branch-" + name);
      worker.setDaemon(true);
      worker.start();
      return await(task, cancellation);
    }
  }

  private R await(FutureTask<R> task, Cancellation cancellation) throws IOException {
    while (true) {
      try {
        return task.get();
      } catch (InterruptedException e) {
        cancellation.cancel("aborted");
      } catch (ExecutionException e) {
        // Only messages travel: the controller need not know the exceptions of other libraries.
        if (e.getCause() instanceof IOException cause) {
          throw new IOException(cause.getMessage());
        }
        throw new IOException("internal error, please report it: " + e.getCause());
      }
    }
  }
}
