package io.jenkins.plugins.orchestrator.engine.validate;

import io.jenkins.plugins.orchestrator.engine.config.Deployment.Prometheus;
import io.jenkins.plugins.orchestrator.engine.config.EndpointCheck;
import io.jenkins.plugins.orchestrator.engine.config.HttpAccess;
import io.jenkins.plugins.orchestrator.engine.validate.http.Request;
import io.jenkins.plugins.orchestrator.engine.validate.prometheus.PrometheusEnvelope;
import io.jenkins.plugins.orchestrator.engine.validate.prometheus.PrometheusRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Asks a Prometheus server. */
final class PrometheusQueries {
  private final Site site;
  private final Prometheus prometheus;

  PrometheusQueries(Site site, Prometheus prometheus) {
    this.site = site;
    this.prometheus = prometheus;
  }

  /** At one moment, now. */
  CompletableFuture<PrometheusAnswer> now(String query) {
    return ask("query", Map.of("query", query), PrometheusEnvelope.STALE);
  }

  /** As the configuration says: at one moment, or at every step of the range. */
  CompletableFuture<PrometheusAnswer> asConfigured(String query) {
    Duration range = prometheus.range();
    if (range == null) {
      return now(query);
    }
    Instant end = Instant.now();
    Map<String, String> form = new LinkedHashMap<>();
    form.put("query", query);
    form.put("start", seconds(end.minus(range)));
    form.put("end", seconds(end));
    form.put("step", Double.toString(prometheus.step().toMillis() / 1000.0));
    return ask("query_range", form, prometheus.step().multipliedBy(2));
  }

  private static String seconds(Instant time) {
    return time.getEpochSecond()
        + "."
        + String.format(Locale.ROOT, "%03d", time.getNano() / 1_000_000);
  }

  private CompletableFuture<PrometheusAnswer> ask(
      String endpoint, Map<String, String> form, Duration oldest) {
    HttpAccess access =
        new HttpAccess(
            prometheus.headers(),
            site.deployment().access().certificates(),
            site.deployment().access().proxy());
    Request request =
        PrometheusRequest.of(
            prometheus.url(), endpoint, form, access, EndpointCheck.MAX_BODY, prometheus.timeout());
    Instant now = Instant.now();
    return site.send(request)
        .thenApply(result -> PrometheusAnswer.of(result, now, oldest, site::redact));
  }
}
