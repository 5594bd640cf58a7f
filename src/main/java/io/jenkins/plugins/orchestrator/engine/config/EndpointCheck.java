package io.jenkins.plugins.orchestrator.engine.config;

import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A request and what its answer must be.
 *
 * @param name for people, unique in its deployment
 * @param path behind the deployment's URL, with its query
 * @param headers besides those of the deployment; never printed
 * @param body of the request, never printed; null for none
 * @param statuses one of them is expected
 * @param conditions on the body, all of which must hold
 * @param maxTime the most that it may take with its whole body; null for no limit but the timeout
 * @param certificateDays how many days the certificate must still be good for; null when nobody
 *     asks
 * @param timeout of one try, the whole body included
 * @param retries how many further tries there are
 * @param retryDelay before each of them
 * @param redirects how many are followed
 * @param maxBody how many bytes of a body are read, at least 1
 */
public record EndpointCheck(
    String name,
    String path,
    String method,
    Map<String, Secret> headers,
    @Nullable Secret body,
    Set<Integer> statuses,
    List<Condition> conditions,
    @Nullable Duration maxTime,
    @Nullable Integer certificateDays,
    Duration timeout,
    int retries,
    Duration retryDelay,
    int redirects,
    int maxBody)
    implements Serializable {
  /** What {@code max_body} is by default. */
  public static final int MAX_BODY = 1_048_576;

  public EndpointCheck {
    headers = Map.copyOf(headers);
    statuses = java.util.Collections.unmodifiableSet(new TreeSet<>(statuses));
    conditions = List.copyOf(conditions);
  }

  /** A GET that is answered by 200 within a time. */
  public static EndpointCheck get(String name, String path, Duration timeout) {
    return new EndpointCheck(
        name,
        path,
        "GET",
        Map.of(),
        null,
        Set.of(200),
        List.of(),
        null,
        null,
        timeout,
        0,
        Duration.ofSeconds(1),
        5,
        MAX_BODY);
  }

  /**
   * What a body, or values in it, must be. Every part that is not null must hold.
   *
   * @param json where the values are; null for the body as text
   * @param equal a JSON text
   * @param notEqual a JSON text
   * @param min the least number
   * @param max the greatest number
   * @param matches a regular expression that is found
   * @param notMatches a regular expression that is not found
   * @param minLength of a text, a list or a mapping; in bytes of the body
   * @param maxLength likewise
   * @param any whether one of the values is enough
   */
  public record Condition(
      @Nullable JsonPath json,
      @Nullable String equal,
      @Nullable String notEqual,
      @Nullable BigDecimal min,
      @Nullable BigDecimal max,
      @Nullable String matches,
      @Nullable String notMatches,
      @Nullable Integer minLength,
      @Nullable Integer maxLength,
      boolean any)
      implements Serializable {}
}
