package io.jenkins.plugins.orchestrator.engine.health;

import io.jenkins.plugins.orchestrator.engine.config.HealthSettings.Quota;
import io.jenkins.plugins.orchestrator.engine.config.HttpAccess;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.validate.http.Exchanges;
import io.jenkins.plugins.orchestrator.engine.validate.http.Request;
import io.jenkins.plugins.orchestrator.engine.validate.http.Result;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Asks by HTTP. Has no state: client and threads are made where it is asked, and end with it. */
record HttpQuotaProbe() implements QuotaProbe {
  private static final long serialVersionUID = 1L;

  private static final int REDIRECTS = 5;
  private static final int NO_SUCCESS_FROM = 300;
  private static final int TOO_MANY_REQUESTS = 429;

  @Override
  public Optional<String> remaining(
      Quota quota, @Nullable String key, Duration timeout, Cancellation cancellation)
      throws IOException {
    Secret secret = key == null ? null : Secret.of(key.strip());
    Redactor redactor = Redactor.of(secret == null ? List.of() : List.of(secret));
    Request request = request(quota, secret, timeout);
    try (Exchanges exchanges = new Exchanges()) {
      Result result = await(exchanges, request, cancellation);
      if (result instanceof Result.NoAnswer none) {
        throw new IOException(redactor.redact(none.message()));
      }
      Result.Answer answer = (Result.Answer) result;
      Optional<String> left = answer.header(quota.header());
      boolean counts =
          answer.status() < NO_SUCCESS_FROM
              || (answer.status() == TOO_MANY_REQUESTS && left.isPresent());
      if (!counts) {
        throw new IOException("it answered with status " + answer.status());
      }
      return left;
    }
  }

  private static Request request(Quota quota, @Nullable Secret key, Duration timeout)
      throws IOException {
    Map<String, Secret> headers =
        key == null || quota.keyHeader() == null ? Map.of() : Map.of(quota.keyHeader(), key);
    String url = quota.url().strip();
    if (key != null) {
      url = url.replace("{key}", encoded(key));
    }
    try {
      return new Request(
          "GET",
          new URI(url),
          new HttpAccess(Map.of(), null, quota.proxy()),
          headers,
          null,
          REDIRECTS,
          0,
          timeout);
    } catch (URISyntaxException e) {
      // Its message holds the URL, and that the key.
      throw new IOException("the url of the quota is none (character " + e.getIndex() + ")");
    }
  }

  private static String encoded(Secret key) {
    return URLEncoder.encode(key.reveal(), StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static Result await(Exchanges exchanges, Request request, Cancellation cancellation)
      throws IOException {
    Cancellation own = cancellation.child();
    try {
      return exchanges.send(request, own).get();
    } catch (InterruptedException e) {
      own.cancel("interrupted");
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException("internal error, please report it: " + e.getCause().getClass(), e);
    }
  }
}
