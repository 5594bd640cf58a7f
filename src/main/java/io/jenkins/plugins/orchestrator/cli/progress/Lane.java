package io.jenkins.plugins.orchestrator.cli.progress;

import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one environment is doing at a moment.
 *
 * @param task null before the first
 * @param detail the script or message of the moment, may be empty
 * @param worst of the tasks that have ended
 * @param finished whether the branch is over
 * @param startNanos when its first task began
 * @param endNanos when it was over; meaningless before
 */
record Lane(
    @Nullable TaskKind task,
    String detail,
    Status worst,
    boolean finished,
    long startNanos,
    long endNanos) {
  static Lane waiting() {
    return new Lane(null, "", Status.PASSED, false, 0, 0);
  }

  Lane start(TaskKind next, long now) {
    // What went wrong first stays to be read while the cleanup goes on.
    String kept = worst.isFailure() ? detail : "";
    return new Lane(next, kept, worst, false, task == null ? now : startNanos, 0);
  }

  Lane detail(String text) {
    return new Lane(task, text.lines().findFirst().orElse(""), worst, finished, startNanos, 0);
  }

  /** A branch is over when its cleanup is. */
  Lane finish(TaskKind kind, Status status, @Nullable String message, long now) {
    Status whole = status.compareTo(worst) > 0 && status != Status.SKIPPED ? status : worst;
    boolean first = whole.isFailure() && !worst.isFailure();
    String text = first ? kind.label() + (message == null ? "" : ": " + message) : "";
    String shown = worst.isFailure() ? detail : text.lines().findFirst().orElse("");
    return new Lane(task, shown, whole, kind == TaskKind.CLEANUP, startNanos, now);
  }

  /** The branch is over. */
  Lane over(Status status, @Nullable String failure, long now) {
    String text = failure == null ? detail : failure.lines().findFirst().orElse("");
    return new Lane(
        task, text, status, true, task == null ? now : startNanos, finished ? endNanos : now);
  }

  Duration elapsed(long now) {
    return task == null
        ? Duration.ZERO
        : Duration.ofNanos((finished ? endNanos : now) - startNanos);
  }
}
