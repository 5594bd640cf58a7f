package io.jenkins.plugins.orchestrator.jenkins.plan;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.IdCredentials;
import hudson.model.Run;
import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.HealthSettings;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.engine.health.HealthTerms;
import io.jenkins.plugins.orchestrator.engine.health.QuotaProbe;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What only the controller knows of what a health check asks for: which credentials the build may
 * use, and what the step's environment holds. Of a credential nothing is read but that it is there.
 *
 * @param build in whose context credentials are looked up
 * @param variables the step's environment
 */
public record HealthKnowledge(Run<?, ?> build, Map<String, String> variables) {
  /** For a configuration's checks. */
  public HealthTerms terms(MigrationTestConfiguration configuration, QuotaProbe quotas) {
    List<HealthSettings> all =
        configuration.environments().stream().map(EnvironmentConfiguration::health).toList();
    Map<String, Secret> keys = new HashMap<>();
    for (HealthSettings settings : all) {
      for (HealthSettings.Quota quota : settings.quotas()) {
        String name = quota.keyVariable();
        if (name != null && isSet(name)) {
          keys.put(name, Secret.of(variables.get(name)));
        }
      }
    }
    return new HealthTerms(
        quotas,
        all.stream()
            .flatMap(settings -> settings.variables().stream())
            .filter(this::isSet)
            .collect(Collectors.toSet()),
        keys,
        all.stream()
            .flatMap(settings -> settings.credentials().stream())
            .distinct()
            .filter(this::isUsable)
            .collect(Collectors.toSet()),
        true);
  }

  private boolean isSet(String variable) {
    return !variables.getOrDefault(variable, "").isBlank();
  }

  private boolean isUsable(String id) {
    return CredentialsProvider.findCredentialById(id, IdCredentials.class, build, List.of())
        != null;
  }
}
