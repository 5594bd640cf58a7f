package io.jenkins.plugins.orchestrator.engine.config;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The secrets of a configuration, wherever they came from: URLs, variables, password files. */
public final class Secrets {
  private Secrets() {}

  /** The passwords of all sources and servers, and of their keys. */
  public static List<Secret> of(MigrationTestConfiguration configuration) {
    return configuration.environments().stream()
        .flatMap(environment -> Stream.of(environment.source(), environment.snapshot().server()))
        .filter(Objects::nonNull)
        .flatMap(Secrets::of)
        .distinct()
        .toList();
  }

  private static Stream<Secret> of(DatabaseTarget target) {
    return Stream.concat(
        Stream.ofNullable(target.password()),
        Stream.ofNullable(target.parameters().get("sslpassword")).map(Secret::of));
  }

  /** One that masks them, in all the forms that texts give them. */
  public static Redactor redactor(MigrationTestConfiguration configuration) {
    return Redactor.of(of(configuration));
  }
}
