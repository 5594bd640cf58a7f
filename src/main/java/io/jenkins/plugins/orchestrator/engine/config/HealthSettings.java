package io.jenkins.plugins.orchestrator.engine.config;

import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is looked at when the health of an environment is checked, and what is bad.
 *
 * @param deadline of the whole run, counted from its start
 * @param connectTimeout for reaching a server and logging in, at least 1 s
 * @param statementTimeout of one query of a check
 * @param limits of the checks, for every one of them
 * @param skip checks that are left out
 * @param queries the user's own checks by SQL
 * @param freshness how old data may be
 * @param commands the user's own checks by commands
 * @param machine of the machine on which the checks run
 * @param services that must run
 * @param variables environment variables that must be set
 * @param credentials ids of Jenkins' credentials that must be there
 * @param quotas of web services
 * @param history how many earlier runs are kept, at least 2
 */
public record HealthSettings(
    Duration deadline,
    Duration connectTimeout,
    Duration statementTimeout,
    Map<HealthLimit, Limit> limits,
    Set<HealthLimit> skip,
    List<Query> queries,
    List<Freshness> freshness,
    List<Command> commands,
    Machine machine,
    List<Service> services,
    List<String> variables,
    List<String> credentials,
    List<Quota> quotas,
    int history)
    implements Serializable {
  public HealthSettings {
    Map<HealthLimit, Limit> all = new EnumMap<>(HealthLimit.class);
    for (HealthLimit each : HealthLimit.values()) {
      all.put(each, limits.getOrDefault(each, each.byDefault()));
    }
    limits = Collections.unmodifiableMap(all);
    skip = Set.copyOf(skip);
    queries = List.copyOf(queries);
    freshness = List.copyOf(freshness);
    commands = List.copyOf(commands);
    services = List.copyOf(services);
    variables = List.copyOf(variables);
    credentials = List.copyOf(credentials);
    quotas = List.copyOf(quotas);
  }

  /** What holds when a configuration says nothing of health. */
  public static HealthSettings byDefault() {
    return new HealthSettings(
        Duration.ofSeconds(30),
        Duration.ofSeconds(5),
        Duration.ofSeconds(5),
        Map.of(),
        Set.of(),
        List.of(),
        List.of(),
        List.of(),
        new Machine(true, List.of("/")),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        500);
  }

  /** The limit of a check. */
  public Limit limit(HealthLimit check) {
    return limits.getOrDefault(check, check.byDefault());
  }

  /**
   * From where on a value is bad; the limits themselves are bad already.
   *
   * @param warning null for none
   * @param critical null for none
   */
  public record Limit(@Nullable Double warning, @Nullable Double critical) implements Serializable {
    /** One that nothing crosses. */
    public static Limit none() {
      return new Limit(null, null);
    }
  }

  /**
   * A query that gives one number in one row.
   *
   * @param name unique among the user's checks
   * @param lowerIsWorse whether small numbers are the bad ones
   */
  public record Query(String name, String sql, Limit limit, boolean lowerIsWorse)
      implements Serializable {}

  /**
   * A query that gives the moment of the newest data.
   *
   * @param name unique among the user's checks
   * @param limit of its age, in seconds
   * @param zone in which a timestamp without time zone is meant, null when nobody said
   */
  public record Freshness(String name, String sql, Limit limit, @Nullable String zone)
      implements Serializable {}

  /**
   * A command that ends with the exit code of a Nagios plugin.
   *
   * @param name unique among the user's checks
   * @param command for {@code sh -c}
   */
  public record Command(String name, String command, Duration timeout) implements Serializable {}

  /**
   * The machine.
   *
   * @param check whether it is looked at
   * @param disks paths on the file systems that are looked at
   */
  public record Machine(boolean check, List<String> disks) implements Serializable {
    public Machine {
      disks = List.copyOf(disks);
    }
  }

  /** What runs a service. */
  public enum ServiceKind {
    COMPOSE,
    KUBERNETES,
    SYSTEMD
  }

  /**
   * A service.
   *
   * @param kind what runs it
   * @param name of the Compose file, of the rollout (such as {@code deployment/web}), of the unit
   * @param namespace of Kubernetes, null for the current one
   */
  public record Service(ServiceKind kind, String name, @Nullable String namespace)
      implements Serializable {}

  /**
   * What a web service leaves of a quota, as a header of its answers says.
   *
   * @param name unique among the user's checks
   * @param url what is asked by GET; {@code {key}} in it stands for the key
   * @param header of the answer, such as {@code X-Requests-Remaining}
   * @param keyVariable the environment variable with the key, null for none
   * @param keyHeader the header of the request that holds the key, null for none
   * @param limit of what is left: small numbers are bad
   * @param proxy {@code http://HOST:PORT}, null for none
   */
  public record Quota(
      String name,
      String url,
      String header,
      @Nullable String keyVariable,
      @Nullable String keyHeader,
      Limit limit,
      @Nullable URI proxy)
      implements Serializable {}
}
