package io.jenkins.plugins.orchestrator.cli;

import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects what a command must not print. */
final class Secrets {
  private Secrets() {}

  /** A redactor that knows all passwords of these environments and of the process. */
  static Redactor redactor(
      List<EnvironmentConfiguration> environments, Map<String, String> variables) {
    List<Secret> secrets = new ArrayList<>();
    for (EnvironmentConfiguration environment : environments) {
      add(secrets, environment.source());
      add(secrets, environment.snapshot().server());
    }
    String password = variables.get("PGPASSWORD");
    if (password != null) {
      secrets.add(Secret.of(password));
    }
    return Redactor.of(secrets);
  }

  private static void add(List<Secret> secrets, @Nullable DatabaseTarget target) {
    if (target != null && target.password() != null) {
      secrets.add(target.password());
    }
  }
}
