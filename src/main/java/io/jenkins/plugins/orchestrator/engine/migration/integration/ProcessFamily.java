package io.jenkins.plugins.orchestrator.engine.migration.integration;

import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A process and all that it started. A child whose parent has ended is nobody's descendant; on
 * Linux it is still known by a variable that all of them inherit.
 */
public final class ProcessFamily {
  private static final String VARIABLE = "ORCHESTRATE_COMMAND";
  private static final Path PROCESSES = Path.of("/proc");

  /** How long they may take to end by themselves when they are asked to. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  /** How long the system may take to end those that were forced. */
  private static final Duration FORCED = Duration.ofSeconds(1);

  /** How often it is looked for those that were started while the others were ended. */
  private static final int ROUNDS = 5;

  private final String mark;

  private ProcessFamily(String mark) {
    this.mark = mark;
  }

  /** Marks the variables of a process that will be started. */
  public static ProcessFamily marking(Map<String, String> variables) {
    String value = RunId.random().value();
    variables.put(VARIABLE, value);
    return new ProcessFamily(VARIABLE + "=" + value);
  }

  /** Those that were started elsewhere with a {@link #mark}. */
  public static ProcessFamily marked(String mark) {
    return new ProcessFamily(mark);
  }

  /** What all of them have among their variables. */
  public String mark() {
    return mark;
  }

  /** Ends all that have the mark: asked, then forced. Without {@code /proc} nothing is found. */
  public void end() {
    end(this::marked);
  }

  /** Ends the first of them, which may have ended already, and all others: asked, then forced. */
  public void end(ProcessHandle first) {
    end(
        () ->
            Stream.concat(Stream.concat(first.descendants(), Stream.of(first)), marked())
                .filter(ProcessHandle::isAlive));
  }

  private static void end(Supplier<Stream<ProcessHandle>> family) {
    Set<ProcessHandle> living = family.get().collect(Collectors.toSet());
    for (int round = 0; round < ROUNDS && !living.isEmpty(); round++) {
      living.forEach(ProcessHandle::destroy);
      awaitAll(living, GRACE);
      Set<ProcessHandle> stubborn =
          living.stream().filter(ProcessHandle::isAlive).collect(Collectors.toSet());
      stubborn.forEach(ProcessHandle::destroyForcibly);
      // Whoever looks afterwards is to see them no more.
      awaitAll(stubborn, FORCED);
      living = family.get().collect(Collectors.toSet());
    }
  }

  private static void awaitAll(Set<ProcessHandle> processes, Duration most) {
    Deadline deadline = Deadline.after(most);
    for (ProcessHandle process : processes) {
      await(process, deadline);
    }
  }

  private static void await(ProcessHandle process, Deadline deadline) {
    try {
      process.onExit().get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    } catch (ExecutionException | TimeoutException e) {
      // It goes on: what then is the caller's.
      return;
    }
  }

  private Stream<ProcessHandle> marked() {
    return Files.isDirectory(PROCESSES)
        ? ProcessHandle.allProcesses().filter(this::isMarked).filter(ProcessHandle::isAlive)
        : Stream.of();
  }

  private boolean isMarked(ProcessHandle process) {
    Path variables = PROCESSES.resolve(process.pid() + "/environ");
    try {
      // Bytes of any encoding; ours are ASCII.
      String text = new String(Files.readAllBytes(variables), StandardCharsets.ISO_8859_1);
      return List.of(text.split("\0", -1)).contains(mark);
    } catch (IOException e) {
      // It has ended, or is somebody else's.
      return false;
    }
  }
}
