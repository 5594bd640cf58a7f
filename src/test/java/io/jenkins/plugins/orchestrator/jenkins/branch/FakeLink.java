package io.jenkins.plugins.orchestrator.jenkins.branch;

import io.jenkins.plugins.orchestrator.engine.operation.UserCommands;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A controller, or one that is gone. */
final class FakeLink implements BranchLink {
  private final List<BranchEvent> events = new ArrayList<>();
  private volatile Commands commands =
      number -> {
        throw new IOException("this branch has no commands");
      };
  private volatile Runnable onCommandEnd = () -> {};
  private final List<Long> endedCommands = new ArrayList<>();
  private final List<String> journal = new ArrayList<>();
  private @Nullable String stop;
  private @Nullable Exception lost;
  private boolean free = true;

  @Override
  public synchronized @Nullable String exchange(long first, List<BranchEvent> more)
      throws IOException {
    answer();
    for (int i = 0; i < more.size(); i++) {
      if (first + i == events.size()) {
        events.add(more.get(i));
      }
    }
    return stop;
  }

  @Override
  public synchronized void journal(String line) throws IOException {
    answer();
    journal.add(line);
  }

  @Override
  public synchronized boolean tryEnter(TaskKind step) throws IOException {
    answer();
    return free;
  }

  @Override
  public synchronized void leave(TaskKind step) throws IOException {
    answer();
  }

  @Override
  public synchronized void stopAll(String reason) throws IOException {
    answer();
    stop = reason;
  }

  private void answer() throws IOException {
    if (lost instanceof IOException checked) {
      throw checked;
    } else if (lost instanceof RuntimeException unchecked) {
      throw unchecked;
    }
  }

  synchronized void stop(String reason) {
    stop = reason;
  }

  /** From now on every call throws this. */
  synchronized void lose(Exception how) {
    lost = how;
  }

  synchronized void occupy(boolean occupied) {
    free = !occupied;
  }

  synchronized List<BranchEvent> events() {
    return List.copyOf(events);
  }

  synchronized List<String> journal() {
    return List.copyOf(journal);
  }

  @Override
  public UserCommands.Ended command(long number, UserCommands.Command command) throws IOException {
    try {
      return commands.run(number);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** Runs the command of a number. */
  interface Commands {
    UserCommands.Ended run(long number) throws IOException, InterruptedException;
  }

  void commands(Commands how) {
    commands = how;
  }

  void onCommandEnd(Runnable action) {
    onCommandEnd = action;
  }

  @Override
  public synchronized void endCommand(long number) throws IOException {
    answer();
    endedCommands.add(number);
    onCommandEnd.run();
  }

  @Override
  public UserCommands.WrittenFile read(String path, int most) throws IOException {
    throw new IOException("this branch has no files");
  }

  synchronized List<Long> endedCommands() {
    return List.copyOf(endedCommands);
  }
}
