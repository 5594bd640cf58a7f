package io.jenkins.plugins.orchestrator.engine.validate;

import io.jenkins.plugins.orchestrator.engine.config.Deployment;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.report.PlainText;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.engine.validate.http.Exchanges;
import io.jenkins.plugins.orchestrator.engine.validate.http.Request;
import io.jenkins.plugins.orchestrator.engine.validate.http.Result;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A deployment that is looked at, and by what.
 *
 * @param ending given when the run is cancelled, and when its time limit is over
 * @param deadline the time limit
 * @param blocking runs what can only be waited for
 */
record Site(
    Deployment deployment,
    RunContext context,
    Cancellation ending,
    Deadline deadline,
    Exchanges exchanges,
    Executor blocking) {
  static final String TIME_OVER = "the time limit of the run was over before this was known";

  private static final int LONGEST_TEXT = 1000;

  /** The deployment's URL with a path behind it. */
  URI uri(String path) {
    String base = deployment.url().toString();
    while (base.endsWith("/")) {
      base = base.substring(0, base.length() - 1);
    }
    return URI.create(base + (path.equals("/") && !base.isEmpty() ? "/" : path));
  }

  CompletableFuture<Result> send(Request request) {
    return exchanges.send(request, ending);
  }

  /** Does something later; at once when the run ends before. */
  <T> CompletableFuture<T> later(Duration delay, Supplier<CompletableFuture<T>> action) {
    CompletableFuture<Void> time = new CompletableFuture<>();
    Cancellation.Registration registration = ending.onCancel(() -> time.complete(null));
    try {
      var unused =
          exchanges
              .timer()
              .schedule(() -> time.complete(null), delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      time.complete(null);
    }
    return time.thenComposeAsync(
        nothing -> {
          registration.close();
          return action.get();
        },
        exchanges.executor());
  }

  /** How something ended that was given up. */
  Status givenUp() {
    return context.cancellation().isCancelled() ? Status.CANCELLED : Status.UNKNOWN;
  }

  /** Why something was given up. */
  String whyGivenUp() {
    String why = context.cancellation().reason();
    return why == null ? TIME_OVER : text(why);
  }

  /** A text of somebody else's, on one line and free of secrets. */
  String text(String raw) {
    String line = PlainText.line(redact(raw));
    return line.length() > LONGEST_TEXT ? line.substring(0, LONGEST_TEXT) + "…" : line;
  }

  /** A text without secrets. */
  String redact(String raw) {
    return context.redactor().redact(raw);
  }

  @Nullable String nullable(@Nullable String raw) {
    return raw == null ? null : text(raw);
  }
}
