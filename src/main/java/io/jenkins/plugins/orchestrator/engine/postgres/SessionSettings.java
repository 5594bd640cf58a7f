package io.jenkins.plugins.orchestrator.engine.postgres;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a session is opened with.
 *
 * @param applicationName see {@link ApplicationName}
 * @param connectTimeout for reaching the server and logging in
 * @param readOnly {@code default_transaction_read_only}: for sources
 * @param role {@code SET ROLE} after connecting, null for none
 * @param parameters further run-time parameters (GUCs) set when connecting
 */
public record SessionSettings(
    String applicationName,
    Duration connectTimeout,
    boolean readOnly,
    @Nullable String role,
    Map<String, String> parameters) {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  public SessionSettings {
    parameters = Map.copyOf(parameters);
  }

  /** An ordinary session. */
  public static SessionSettings named(String applicationName) {
    return new SessionSettings(applicationName, CONNECT_TIMEOUT, false, null, Map.of());
  }

  /** A session that cannot write, for sources. */
  public static SessionSettings readOnly(String applicationName) {
    return new SessionSettings(applicationName, CONNECT_TIMEOUT, true, null, Map.of());
  }

  /** The same with another limit for reaching the server; the driver makes whole seconds of it. */
  public SessionSettings withConnectTimeout(Duration newTimeout) {
    return new SessionSettings(applicationName, newTimeout, readOnly, role, parameters);
  }

  /** The same, working as a role. */
  public SessionSettings withRole(@Nullable String newRole) {
    return new SessionSettings(applicationName, connectTimeout, readOnly, newRole, parameters);
  }

  /** The same with other run-time parameters. */
  public SessionSettings withParameters(Map<String, String> newParameters) {
    return new SessionSettings(applicationName, connectTimeout, readOnly, role, newParameters);
  }
}
