package io.jenkins.plugins.orchestrator.engine.config;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The secrets of a configuration, wherever they came from: URLs, variables, password files. */
public final class Secrets {
  private Secrets() {}

  /** The passwords of all sources and servers, of their keys, and of URLs in commands. */
  public static List<Secret> of(MigrationTestConfiguration configuration) {
    return Stream.concat(
            configuration.environments().stream().flatMap(Secrets::of),
            configuration.folders().stream().flatMap(folder -> of(folder.backup())))
        .distinct()
        .toList();
  }

  private static Stream<Secret> of(EnvironmentConfiguration environment) {
    MigrationSettings migrations = environment.migrations();
    Stream<@Nullable String> ownCommands =
        Stream.of(migrations.command(), migrations.downCommand());
    Stream<String> tests =
        environment.integrationTests().stream()
            .filter(IntegrationTest.Command.class::isInstance)
            .map(test -> ((IntegrationTest.Command) test).command());
    return Stream.of(
            Stream.of(environment.source(), environment.snapshot().server())
                .filter(Objects::nonNull)
                .flatMap(Secrets::of),
            of(environment.backup()),
            ofCommands(Stream.concat(ownCommands, tests)),
            ofCommands(
                environment.health().commands().stream().map(HealthSettings.Command::command)))
        .flatMap(each -> each);
  }

  private static Stream<Secret> of(BackupSettings backup) {
    Stream<Secret> server = Stream.ofNullable(backup.verify().server()).flatMap(Secrets::of);
    BackupSettings.Upload upload = backup.upload();
    return upload == null
        ? server
        : Stream.concat(server, ofCommands(Stream.of(upload.command(), upload.verify())));
  }

  private static Stream<Secret> ofCommands(Stream<? extends @Nullable String> commands) {
    return commands
        .filter(Objects::nonNull)
        .flatMap(command -> CommandPasswords.in(command).stream());
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
