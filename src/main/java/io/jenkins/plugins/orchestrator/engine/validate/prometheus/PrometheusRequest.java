package io.jenkins.plugins.orchestrator.engine.validate.prometheus;

import io.jenkins.plugins.orchestrator.engine.config.HttpAccess;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import io.jenkins.plugins.orchestrator.engine.validate.http.Request;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A query: by POST, as the queries of people get longer than URLs. */
public final class PrometheusRequest {
  private static final String FORM = "application/x-www-form-urlencoded";

  private PrometheusRequest() {}

  /**
   * A query that the server gives up, too, when its time is over.
   *
   * @param server its URL, without {@code /api/v1}
   * @param endpoint {@code query} or {@code query_range}
   * @param form its parameters
   * @param maxBody how many bytes of the answer are read
   */
  public static Request of(
      URI server,
      String endpoint,
      Map<String, String> form,
      HttpAccess access,
      int maxBody,
      Duration timeout) {
    Map<String, String> all = new LinkedHashMap<>(form);
    all.put("timeout", timeout.toMillis() + "ms");
    String body =
        all.entrySet().stream()
            .map(each -> each.getKey() + "=" + encoded(each.getValue()))
            .collect(Collectors.joining("&"));
    return new Request(
        "POST",
        URI.create(server.toString().replaceAll("/+$", "") + "/api/v1/" + endpoint),
        access,
        Map.of("Content-Type", Secret.of(FORM)),
        Secret.of(body),
        0,
        maxBody,
        timeout);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
