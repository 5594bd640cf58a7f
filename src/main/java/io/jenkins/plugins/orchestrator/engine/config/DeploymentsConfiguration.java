package io.jenkins.plugins.orchestrator.engine.config;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A file of deployments that was read and found right.
 *
 * @param file its path as the user gave it
 * @param deployments in the file's order, those that the user selected; at least one
 * @param maxParallel how many are looked at at once, at least 1
 * @param timeout for all of them together
 * @param findings what is allowed but not wise
 * @param values that must never be printed: of credentials, of headers by which somebody shows who
 *     he is, and of variables in headers, bodies and queries
 */
public record DeploymentsConfiguration(
    String file,
    List<Deployment> deployments,
    int maxParallel,
    Duration timeout,
    List<Finding> findings,
    List<Secret> values)
    implements Serializable {
  public DeploymentsConfiguration {
    deployments = List.copyOf(deployments);
    findings = List.copyOf(findings);
    values = List.copyOf(values);
  }

  /** The same for other deployments. */
  public DeploymentsConfiguration with(List<Deployment> others) {
    return new DeploymentsConfiguration(file, others, maxParallel, timeout, findings, values);
  }

  /** The same under another name, such as the path that the user gave. */
  public DeploymentsConfiguration named(String name) {
    return new DeploymentsConfiguration(name, deployments, maxParallel, timeout, findings, values);
  }

  /** The same with other limits. */
  public DeploymentsConfiguration withLimits(int most, Duration time) {
    return new DeploymentsConfiguration(file, deployments, most, time, findings, values);
  }

  /** The same, with one deployment asked by somebody else. */
  public DeploymentsConfiguration withCredentials(String deployment, String user, Secret password) {
    String header = HttpAccess.basic(user, password).reveal();
    return with(
        deployment,
        each -> each.withCredentials(user, password),
        List.of(password, Secret.of(header), Secret.of(header.substring("Basic ".length()))));
  }

  /** The same, with one deployment asked with a token. */
  public DeploymentsConfiguration withBearer(String deployment, Secret token) {
    return with(deployment, each -> each.withBearer(token), List.of(token));
  }

  private DeploymentsConfiguration with(
      String deployment, UnaryOperator<Deployment> change, List<Secret> secrets) {
    return new DeploymentsConfiguration(
        file,
        deployments.stream()
            .map(each -> each.name().equals(deployment) ? change.apply(each) : each)
            .toList(),
        maxParallel,
        timeout,
        findings,
        Stream.concat(values.stream(), secrets.stream()).toList());
  }

  /** Everything that must never be printed. */
  public List<Secret> secrets() {
    Stream<Secret> ofDatabases =
        deployments.stream()
            .map(Deployment::database)
            .filter(Objects::nonNull)
            .flatMap(check -> Stream.of(check.target(), check.sameAs()))
            .filter(Objects::nonNull)
            .flatMap(DeploymentsConfiguration::of);
    return Stream.concat(values.stream(), ofDatabases).distinct().toList();
  }

  private static Stream<Secret> of(DatabaseTarget target) {
    return Stream.concat(
        Stream.ofNullable(target.password()),
        Stream.ofNullable(target.parameters().get("sslpassword")).map(Secret::of));
  }
}
