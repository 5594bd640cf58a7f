package io.jenkins.plugins.orchestrator.engine.health;

import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import java.io.Serializable;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What whoever plans a health check brings to it, as the place where a lane runs may know less.
 *
 * @param quotas asks web services
 * @param variables names of environment variables that are set where the check was planned; those
 *     of the place where a lane runs count besides
 * @param keys values of the variables that hold keys for web services, by their names; only a lane
 *     that asks a service gets its keys
 * @param credentials ids of those that exist and may be used; null where nobody knows of any
 * @param deadlineOfLane whether the deadline counts from the start of each lane and not from that
 *     of the run: lanes that wait for a machine would have none of it left
 */
public record HealthTerms(
    QuotaProbe quotas,
    Set<String> variables,
    Map<String, Secret> keys,
    @Nullable Set<String> credentials,
    boolean deadlineOfLane)
    implements Serializable {
  public HealthTerms {
    variables = Set.copyOf(variables);
    keys = Map.copyOf(keys);
    credentials = credentials == null ? null : Set.copyOf(credentials);
  }

  /** For a run in one process, whose own environment variables are all there are. */
  public static HealthTerms ofProcess(QuotaProbe quotas) {
    return new HealthTerms(quotas, Set.of(), Map.of(), null, false);
  }

  /** Those of a lane that asks no web services. */
  HealthTerms withoutKeys() {
    return new HealthTerms(quotas, variables, Map.of(), credentials, deadlineOfLane);
  }

  /** With the keys for these variables only. */
  HealthTerms withKeys(Set<String> names) {
    Map<String, Secret> some = new java.util.HashMap<>(keys);
    some.keySet().retainAll(names);
    return new HealthTerms(quotas, variables, some, credentials, deadlineOfLane);
  }
}
