package io.jenkins.plugins.orchestrator.engine.validate.http;

import io.jenkins.plugins.orchestrator.engine.config.HttpAccess;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is asked.
 *
 * @param method in capital letters
 * @param uri absolute, of http or https
 * @param access the headers of which only its own origin gets to see
 * @param headers further ones, likewise; they replace those of the same name
 * @param body null for none
 * @param redirects how many are followed
 * @param maxBody how many bytes of the answer's body are read; 0 for none, when the headers are
 *     answer enough and the connection is closed after them
 * @param timeout from now to the last byte of the body of the last redirect
 */
public record Request(
    String method,
    URI uri,
    HttpAccess access,
    Map<String, Secret> headers,
    @Nullable Secret body,
    int redirects,
    int maxBody,
    Duration timeout) {
  public Request {
    headers = Map.copyOf(headers);
  }

  /** A GET with the usual limits. */
  public static Request get(URI uri, HttpAccess access, int maxBody, Duration timeout) {
    return new Request("GET", uri, access, Map.of(), null, 5, maxBody, timeout);
  }
}
