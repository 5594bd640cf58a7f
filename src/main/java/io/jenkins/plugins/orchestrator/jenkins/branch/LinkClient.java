package io.jenkins.plugins.orchestrator.jenkins.branch;

import io.jenkins.plugins.orchestrator.engine.operation.Coordination;
import io.jenkins.plugins.orchestrator.engine.operation.UserCommands;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientProcess;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The agent's end of a {@link BranchLink}: sends events in batches, and cancels the branch when the
 * controller says so or does not answer any more.
 */
final class LinkClient implements BranchProgress, Coordination, UserCommands, AutoCloseable {
  private static final String LOST = "the connection to the controller was lost";

  private final String name;
  private final BranchLink link;
  private final Cancellation cancellation;
  private final Deque<BranchEvent> waiting = new ArrayDeque<>();

  /** Numbers of commands that are to be ended. */
  private final Queue<Long> unwanted = new ConcurrentLinkedQueue<>();

  private final AtomicLong commands = new AtomicLong();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread pump;
  private long sent;

  /**
   * @param name of the branch; what it says under another name is said of a part of it
   */
  LinkClient(String name, BranchLink link, Cancellation cancellation) {
    this.name = name;
    this.link = link;
    this.cancellation = cancellation;
    this.pump = new Thread(this::pump, "orchestrator-link");
    this.pump.setDaemon(true);
  }

  LinkClient start() {
    pump.start();
    return this;
  }

  private void pump() {
    try {
      while (pause()) {
        exchange();
      }
    } catch (IOException | RuntimeException e) {
      // A proxy of remoting throws what it likes when its channel is gone.
      cancellation.cancel(LOST + ": " + e);
    }
  }

  /** Whether to go on. */
  private boolean pause() {
    try {
      return !closed.await(BranchLink.PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }

  private void exchange() throws IOException {
    for (Long number = unwanted.poll(); number != null; number = unwanted.poll()) {
      link.endCommand(number);
    }
    @Nullable String stop;
    do {
      List<BranchEvent> batch = batch();
      stop = link.exchange(sent, batch);
      sent(batch.size());
    } while (more());
    if (stop != null) {
      cancellation.cancel(stop);
    }
  }

  private synchronized List<BranchEvent> batch() {
    List<BranchEvent> batch = new ArrayList<>();
    for (BranchEvent event : waiting) {
      if (batch.size() < BranchLink.MOST_EVENTS) {
        batch.add(event);
      }
    }
    return batch;
  }

  private synchronized void sent(int count) {
    sent += count;
    for (int i = 0; i < count; i++) {
      waiting.removeFirst();
    }
  }

  private synchronized boolean more() {
    return waiting.size() >= BranchLink.MOST_EVENTS;
  }

  private synchronized boolean isLeft() {
    return !waiting.isEmpty();
  }

  private synchronized void add(String of, BranchEvent event) {
    waiting.addLast(of.equals(name) ? event : new BranchEvent.OfPart(of, event));
  }

  @Override
  public void taskStarted(String environment, TaskKind task) {
    add(environment, new BranchEvent.TaskStarted(task));
  }

  @Override
  public void taskFinished(String environment, TaskReport task) {
    add(environment, new BranchEvent.TaskFinished(task));
  }

  @Override
  public void scriptStarted(String environment, String script, int index, int count) {
    add(environment, new BranchEvent.ScriptStarted(script, index, count));
  }

  @Override
  public void scriptFinished(String environment, ScriptReport script) {
    add(environment, new BranchEvent.ScriptFinished(script));
  }

  @Override
  public void laneFinished(LaneReport lane) {
    add(lane.name(), new BranchEvent.LaneFinished(lane));
  }

  @Override
  public void message(String environment, String text) {
    add(environment, new BranchEvent.Message(text));
  }

  @Override
  public Passage enter(TaskKind step, Cancellation waits) {
    try {
      while (!link.tryEnter(step)) {
        waits.check();
        Thread.sleep(BranchLink.PERIOD_MILLIS);
      }
      return () -> leave(step);
    } catch (IOException e) {
      throw new CancelledException(LOST + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while waiting to enter " + step.step());
    }
  }

  private void leave(TaskKind step) {
    try {
      link.leave(step);
    } catch (IOException e) {
      // The controller lets go of what a lost branch held.
      cancellation.cancel(LOST + ": " + e.getMessage());
    }
  }

  @Override
  public void stopAll(String reason) {
    try {
      link.stopAll(reason);
    } catch (IOException e) {
      cancellation.cancel(LOST + ": " + e.getMessage());
    }
  }

  @Override
  public void journalled(String line) throws IOException {
    try {
      link.journal(line);
    } catch (RuntimeException e) {
      throw new IOException(LOST, e);
    }
  }

  /** The controller ends it with the branch too; with the connection it ends by itself. */
  @Override
  public Ended run(Command command, ClientProcess.Listener children, Cancellation with)
      throws IOException {
    long number = commands.getAndIncrement();
    // Told with the next exchange: whoever cancels is not to wait for the controller.
    Cancellation.Registration registration = with.onCancel(() -> unwanted.add(number));
    try {
      return link.command(number, command);
    } catch (RuntimeException e) {
      throw new IOException(LOST, e);
    } finally {
      registration.close();
      // The controller would wait for a command of that number.
      unwanted.remove(number);
    }
  }

  @Override
  public WrittenFile read(String path, int most) throws IOException {
    try {
      return link.read(path, most);
    } catch (RuntimeException e) {
      throw new IOException(LOST, e);
    }
  }

  /** Sends what is left. */
  @Override
  public void close() {
    closed.countDown();
    try {
      pump.join(BranchLink.PERIOD_MILLIS * 40);
      if (!pump.isAlive()) {
        do {
          exchange();
        } while (isLeft());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      // The result has everything that the events said.
      cancellation.cancel(LOST + ": " + e);
    }
  }
}
