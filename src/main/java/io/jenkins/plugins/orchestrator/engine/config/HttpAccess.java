package io.jenkins.plugins.orchestrator.engine.config;

import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import java.io.Serializable;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a host is reached by HTTP.
 *
 * @param headers of every request to it, and to no other host; never printed
 * @param certificates PEM of further ones that are trusted, null for none
 * @param proxy {@code http://HOST:PORT}, null for none
 */
public record HttpAccess(
    Map<String, Secret> headers, @Nullable String certificates, @Nullable URI proxy)
    implements Serializable {
  public HttpAccess {
    headers = Map.copyOf(headers);
  }

  /** The same with Basic authentication, in place of any other. */
  public HttpAccess withCredentials(String user, Secret password) {
    return with(Map.of("Authorization", basic(user, password)));
  }

  /** The same with a token (RFC 6750), in place of any other authentication. */
  public HttpAccess withBearer(Secret token) {
    return with(Map.of("Authorization", Secret.of("Bearer " + token.reveal())));
  }

  /** The same with further headers, which replace those of the same name. */
  public HttpAccess with(Map<String, Secret> others) {
    Map<String, Secret> all = new LinkedHashMap<>(headers);
    all.keySet().removeIf(name -> others.keySet().stream().anyMatch(name::equalsIgnoreCase));
    all.putAll(others);
    return new HttpAccess(all, certificates, proxy);
  }

  /** The value of {@code Authorization} (RFC 7617, in UTF-8). */
  static Secret basic(String user, Secret password) {
    byte[] bytes = (user + ":" + password.reveal()).getBytes(StandardCharsets.UTF_8);
    return Secret.of("Basic " + Base64.getEncoder().encodeToString(bytes));
  }
}
