package io.jenkins.plugins.orchestrator.engine.backup.restore;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether what is restored to belongs to an environment that its owner has protected. */
public final class ProtectedTarget {
  private ProtectedTarget() {}

  /**
   * Looks at what is written; connects to nothing. The database of an environment is known by host,
   * port and name: under another name of its host only who names the environment is protected.
   *
   * @param environment to which the target belongs, whatever its host is called; null when only the
   *     configuration's URLs tell
   * @throws ConfigurationException when there is no such environment
   */
  public static boolean is(
      DatabaseTarget to, MigrationTestConfiguration configuration, @Nullable String environment)
      throws ConfigurationException {
    List<EnvironmentConfiguration> all = configuration.environments();
    if (environment != null && all.stream().noneMatch(each -> each.name().equals(environment))) {
      throw new ConfigurationException(
          List.of(
              new ConfigurationProblem(
                  configuration.file(),
                  0,
                  0,
                  "",
                  "no environment \"" + environment + "\"",
                  all.isEmpty()
                      ? "one"
                      : "one of "
                          + all.stream()
                              .map(EnvironmentConfiguration::name)
                              .collect(Collectors.joining(", ")),
                  null)));
    }
    return all.stream()
        .filter(EnvironmentConfiguration::isProtected)
        .anyMatch(each -> each.name().equals(environment) || isSame(each.source(), to));
  }

  private static boolean isSame(DatabaseTarget source, DatabaseTarget to) {
    return source.database().equals(to.database())
        && source.hosts().stream()
            .anyMatch(one -> to.hosts().stream().anyMatch(other -> isSame(one, other)));
  }

  private static boolean isSame(DatabaseTarget.Host one, DatabaseTarget.Host other) {
    return one.port() == other.port() && one.name().equalsIgnoreCase(other.name());
  }
}
