package io.jenkins.plugins.orchestrator.engine.postgres;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The environment variables by which libpq's programs reach a target. They hold no password: that
 * goes through a {@code PGPASSFILE} ({@link PasswordFile#contentFor}). Parameters that libpq has no
 * variable for, such as {@code keepalives_idle}, are in {@link DatabaseUrl#render} only.
 */
public final class ClientEnvironment {
  private ClientEnvironment() {}

  /** {@code PGHOST}, {@code PGPORT}, {@code PGDATABASE}, {@code PGUSER}, {@code PGSSLMODE}, …. */
  public static Map<String, String> of(DatabaseTarget target) {
    Map<String, String> environment = new TreeMap<>();
    environment.put(
        "PGHOST",
        target.hosts().stream().map(DatabaseTarget.Host::name).collect(Collectors.joining(",")));
    environment.put(
        "PGPORT",
        target.hosts().stream()
            .map(host -> Integer.toString(host.port()))
            .collect(Collectors.joining(",")));
    environment.put("PGDATABASE", target.database());
    environment.put("PGUSER", target.user());
    target
        .parameters()
        .forEach(
            (name, value) -> {
              ConnectionParameter parameter = ConnectionParameter.all().get(name);
              if (parameter != null && parameter.variable() != null) {
                environment.put(parameter.variable(), value);
              }
            });
    return environment;
  }

  /**
   * All environment variables that libpq knows a connection parameter for: a child process that is
   * to reach a target must inherit none of them.
   */
  public static Set<String> names() {
    return ConnectionParameter.all().values().stream()
        .map(ConnectionParameter::variable)
        .filter(Objects::nonNull)
        .collect(Collectors.toUnmodifiableSet());
  }
}
