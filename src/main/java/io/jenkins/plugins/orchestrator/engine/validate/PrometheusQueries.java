package io.jenkins.plugins.orchestrator.engine.validate;

import io.jenkins.plugins.orchestrator.engine.config.Deployment.Prometheus;
import io.jenkins.plugins.orchestrator.engine.config.EndpointCheck;
import io.jenkins.plugins.orchestrator.engine.config.HttpAccess;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import io.jenkins.plugins.orchestrator.engine.validate.http.Request;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
    return ask("query", Map.of("query", query), PrometheusAnswer.STALE);
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
    Map<String, String> all = new LinkedHashMap<>(form);
    all.put("timeout", prometheus.timeout().toMillis() + "ms");
    String body =
        all.entrySet().stream()
            .map(each -> each.getKey() + "=" + encoded(each.getValue()))
            .collect(Collectors.joining("&"));
    HttpAccess access =
        new HttpAccess(
            prometheus.headers(),
            site.deployment().access().certificates(),
            site.deployment().access().proxy());
    Request request =
        new Request(
            "POST",
            uri(endpoint),
            access,
            Map.of("Content-Type", Secret.of("application/x-www-form-urlencoded")),
            Secret.of(body),
            0,
            EndpointCheck.MAX_BODY,
            prometheus.timeout());
    Instant now = Instant.now();
    return site.send(request)
        .thenApply(result -> PrometheusAnswer.of(result, now, oldest, site::redact));
  }

  private URI uri(String endpoint) {
    String base = prometheus.url().toString().replaceAll("/+$", "");
    return URI.create(base + "/api/v1/" + endpoint);
  }

  private static String encoded(@Nullable String text) {
    return URLEncoder.encode(String.valueOf(text), StandardCharsets.UTF_8);
  }
}
