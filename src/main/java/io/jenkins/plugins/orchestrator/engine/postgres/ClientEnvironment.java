package io.jenkins.plugins.orchestrator.engine.postgres;

import java.util.Map;
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
   * Makes the environment of a child process speak of this target only: what it inherited of
   * libpq's variables ({@code PGSERVICE}, {@code PGPASSWORD}, {@code PGOPTIONS}, …) goes.
   */
  public static void replaceIn(Map<String, String> environment, DatabaseTarget target) {
    for (ConnectionParameter parameter : ConnectionParameter.all().values()) {
      if (parameter.variable() != null) {
        environment.remove(parameter.variable());
      }
    }
    environment.putAll(of(target));
  }
}
