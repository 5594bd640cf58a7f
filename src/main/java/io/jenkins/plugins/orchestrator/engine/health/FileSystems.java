package io.jenkins.plugins.orchestrator.engine.health;

import io.jenkins.plugins.orchestrator.engine.config.HealthLimit.Unit;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks at file systems, each on a thread of its own: one whose server is gone gives no answer, and
 * whoever asked it cannot be interrupted.
 *
 * @param limit how long an answer may take
 */
record FileSystems(Duration limit) {
  /** How long an answer may take where there is time enough. */
  private static final Duration LIMIT = Duration.ofSeconds(6);

  private static final String GIVEN_UP = "file system without an answer: ";

  static FileSystems within(Deadline deadline) {
    Duration left = deadline.remaining();
    return new FileSystems(left.compareTo(LIMIT) < 0 ? left : LIMIT);
  }

  /**
   * Looks at all of them at once.
   *
   * @param look gives what is seen of a path, null when there is nothing to see
   * @throws CancelledException when a look was cancelled
   */
  List<Measured.Row> look(List<String> paths, Function<String, Measured.@Nullable Row> look) {
    List<Asked> asked = new ArrayList<>();
    for (String path : paths) {
      asked.add(Asked.start(path, look));
    }
    Deadline deadline = Deadline.after(limit);
    List<Measured.Row> rows = new ArrayList<>();
    for (Asked each : asked) {
      Measured.Row row = each.await(deadline, limit);
      if (row != null) {
        rows.add(row);
      }
    }
    return rows;
  }

  /**
   * One that was asked.
   *
   * @param thread null when an earlier one still waits for an answer: they would become ever more
   */
  private record Asked(
      String path, FutureTask<Measured.@Nullable Row> answer, @Nullable Thread thread) {
    static Asked start(String path, Function<String, Measured.@Nullable Row> look) {
      FutureTask<Measured.@Nullable Row> answer = new FutureTask<>(() -> look.apply(path));
      boolean waits =
          Thread.getAllStackTraces().keySet().stream()
              .anyMatch(thread -> thread.getName().equals(GIVEN_UP + path));
      if (waits) {
        return new Asked(path, answer, null);
      }
      Thread thread = new Thread(answer, "file system " + path);
      thread.setDaemon(true);
      thread.start();
      return new Asked(path, answer, thread);
    }

    Measured.@Nullable Row await(Deadline deadline, Duration limit) {
      if (thread == null) {
        return silent("since an earlier look");
      }
      try {
        return answer.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        thread.setName(GIVEN_UP + path);
        return silent("within " + Amount.text(limit.toNanos() / 1e9, Unit.SECONDS));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return silent("before the look was interrupted");
      } catch (ExecutionException e) {
        if (e.getCause() instanceof CancelledException cancelled) {
          throw cancelled;
        }
        throw new IllegalStateException(e.getCause());
      }
    }

    private Measured.Row silent(String when) {
      return new Measured.Row(
          null,
          path + ": the file system gave no answer " + when,
          "is its server there: findmnt -T " + path,
          path);
    }
  }
}
