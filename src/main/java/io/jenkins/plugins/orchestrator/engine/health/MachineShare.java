package io.jenkins.plugins.orchestrator.engine.health;

import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.HealthSettings;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What several environments want to know of one machine, which is asked once: those whose checks
 * run on the same agents.
 *
 * @param lane its name, unlike any environment's
 * @param agent label of the agents, null for any
 * @param settings the limits of the first environment, and what any of them names
 */
record MachineShare(String lane, @Nullable String agent, HealthSettings settings)
    implements Serializable {
  /** One for every agent, in the order of the environments; none where nothing is looked at. */
  static List<MachineShare> of(List<EnvironmentConfiguration> environments) {
    Map<String, List<EnvironmentConfiguration>> byAgent = new LinkedHashMap<>();
    for (EnvironmentConfiguration each : environments) {
      byAgent
          .computeIfAbsent(Objects.requireNonNullElse(each.agent(), ""), k -> new ArrayList<>())
          .add(each);
    }
    Set<String> taken =
        environments.stream().map(EnvironmentConfiguration::name).collect(Collectors.toSet());
    List<MachineShare> shares = new ArrayList<>();
    byAgent.forEach(
        (agent, members) -> {
          HealthSettings settings =
              together(members.stream().map(EnvironmentConfiguration::health).toList());
          if (hasAny(settings)) {
            String name = agent.isEmpty() ? "machine" : "machine " + agent;
            while (!taken.add(name)) {
              name += "'";
            }
            shares.add(new MachineShare(name, agent.isEmpty() ? null : agent, settings));
          }
        });
    return shares;
  }

  /** The variables that hold keys of web services. */
  Set<String> keyVariables() {
    return settings.quotas().stream()
        .map(HealthSettings.Quota::keyVariable)
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }

  private static boolean hasAny(HealthSettings settings) {
    return settings.machine().check()
        || !settings.services().isEmpty()
        || !settings.variables().isEmpty()
        || !settings.credentials().isEmpty()
        || !settings.quotas().isEmpty();
  }

  private static HealthSettings together(List<HealthSettings> all) {
    HealthSettings first = all.get(0);
    List<HealthSettings> checking = all.stream().filter(each -> each.machine().check()).toList();
    return new HealthSettings(
        first.deadline(),
        first.connectTimeout(),
        first.statementTimeout(),
        first.limits(),
        first.skip(),
        List.of(),
        List.of(),
        List.of(),
        new HealthSettings.Machine(
            !checking.isEmpty(), distinct(checking, each -> each.machine().disks())),
        distinct(all, HealthSettings::services),
        distinct(all, HealthSettings::variables),
        distinct(all, HealthSettings::credentials),
        distinct(all, HealthSettings::quotas),
        first.history());
  }

  private static <T> List<T> distinct(
      List<HealthSettings> all, Function<HealthSettings, List<T>> part) {
    return all.stream().map(part).flatMap(Collection::stream).distinct().toList();
  }
}
