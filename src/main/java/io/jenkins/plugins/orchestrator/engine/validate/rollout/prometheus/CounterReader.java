package io.jenkins.plugins.orchestrator.engine.validate.rollout.prometheus;

import io.jenkins.plugins.orchestrator.engine.config.HttpAccess;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.validate.http.Exchanges;
import io.jenkins.plugins.orchestrator.engine.validate.http.Request;
import io.jenkins.plugins.orchestrator.engine.validate.http.Result;
import io.jenkins.plugins.orchestrator.engine.validate.prometheus.PrometheusRequest;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.MeasurementException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Asks a Prometheus server for all counters at once. */
public final class CounterReader {
  private static final int MOST_BODY = 8 * 1024 * 1024;

  private static final String NO_SERIES =
      "the query gives nothing: no series has its labels, or none now; when that is right, append"
          + " 'or vector(0)'";

  private CounterReader() {}

  /**
   * Reads them, on the calling thread.
   *
   * @param access of the server; what it holds does not get into messages
   * @param timeout of each query
   * @param mayLack which of them may be in no series
   * @throws MeasurementException when one of them cannot be read, with all that cannot
   * @throws InterruptedException when it is interrupted; nothing is under way any more then
   */
  public static CounterReading read(
      GateQueries queries, HttpAccess access, Duration timeout, Set<Counter> mayLack)
      throws MeasurementException, InterruptedException {
    Redactor redactor = redactor(access);
    Cancellation cancellation = new Cancellation();
    Instant now = Instant.now();
    Map<Counter, CompletableFuture<Result>> sent = new EnumMap<>(Counter.class);
    try (Exchanges exchanges = new Exchanges()) {
      try {
        for (Counter counter : queries.texts().keySet()) {
          Request request = request(queries, counter, access, timeout);
          sent.put(counter, exchanges.send(request, cancellation));
        }
        CompletableFuture.allOf(sent.values().toArray(CompletableFuture[]::new)).get();
      } catch (InterruptedException e) {
        cancellation.cancel("interrupted");
        throw e;
      } catch (ExecutionException e) {
        throw new IllegalStateException(e.getCause());
      }
    }
    return reading(sent, mayLack, now, redactor);
  }

  private static CounterReading reading(
      Map<Counter, CompletableFuture<Result>> sent,
      Set<Counter> mayLack,
      Instant now,
      Redactor redactor)
      throws MeasurementException {
    List<String> problems = new ArrayList<>();
    Map<Counter, Map<Series, Long>> counters = new EnumMap<>(Counter.class);
    double at = Double.POSITIVE_INFINITY;
    for (Map.Entry<Counter, CompletableFuture<Result>> each : sent.entrySet()) {
      Counter counter = each.getKey();
      try {
        CounterAnswer answer =
            CounterAnswer.of(counter, each.getValue().join(), now, redactor::redact);
        counters.put(counter, answer.counts());
        at = Math.min(at, answer.at());
        if (answer.counts().isEmpty() && !mayLack.contains(counter)) {
          problems.add(counter.parameter() + ": " + NO_SERIES);
        }
      } catch (MeasurementException e) {
        problems.add(counter.parameter() + ": " + e.getMessage());
      }
    }
    if (!problems.isEmpty()) {
      throw new MeasurementException(redactor.redact(String.join("; ", problems)));
    }
    return new CounterReading(at, counters);
  }

  /** The header as a whole, and what stands in it behind the kind of authentication. */
  private static Redactor redactor(HttpAccess access) {
    List<Secret> secrets = new ArrayList<>(access.headers().values());
    for (Secret header : access.headers().values()) {
      secrets.add(Secret.of(header.reveal().substring(header.reveal().indexOf(' ') + 1)));
    }
    return Redactor.of(secrets);
  }

  private static Request request(
      GateQueries queries, Counter counter, HttpAccess access, Duration timeout) {
    Map<String, String> form = Map.of("query", queries.text(counter));
    return PrometheusRequest.of(queries.url(), "query", form, access, MOST_BODY, timeout);
  }
}
