package io.jenkins.plugins.orchestrator.cli;

import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Collects what a command must not print. */
final class Secrets {
  private Secrets() {}

  /** A redactor that knows all secrets of the configuration and of the process. */
  static Redactor redactor(
      MigrationTestConfiguration configuration, Map<String, String> variables) {
    List<Secret> secrets = new ArrayList<>(inVariables(variables));
    secrets.addAll(io.jenkins.plugins.orchestrator.engine.config.Secrets.of(configuration));
    return Redactor.of(secrets);
  }

  /** One that knows those of the process, as long as no configuration is read. */
  static Redactor ofProcess(Map<String, String> variables) {
    return Redactor.of(inVariables(variables));
  }

  /** Those of the process. */
  static List<Secret> inVariables(Map<String, String> variables) {
    String password = variables.get("PGPASSWORD");
    return password == null ? List.of() : List.of(Secret.of(password));
  }
}
