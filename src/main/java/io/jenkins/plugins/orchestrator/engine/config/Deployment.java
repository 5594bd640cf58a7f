package io.jenkins.plugins.orchestrator.engine.config;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One deployment and all that is looked at, with every default filled in.
 *
 * @param name unique in its file
 * @param purpose the user's words, may be empty
 * @param url of scheme http or https, with a host, without user, query and fragment
 * @param access how its host is reached
 * @param endpoints requests that must be answered rightly
 * @param smokeTests scripts, in order
 * @param slo what is measured, null for nothing
 * @param version which version must run, null when nobody asks
 * @param database whose schema must be the tested one, null for none
 * @param agent label of the Jenkins agents that may look at it, null for any
 * @param credentialsId of Jenkins' credentials, null when none are named
 */
public record Deployment(
    String name,
    String purpose,
    URI url,
    HttpAccess access,
    List<EndpointCheck> endpoints,
    List<SmokeTest> smokeTests,
    @Nullable Slo slo,
    @Nullable VersionCheck version,
    @Nullable DatabaseCheck database,
    @Nullable String agent,
    @Nullable String credentialsId)
    implements Serializable {
  public Deployment {
    endpoints = List.copyOf(endpoints);
    smokeTests = List.copyOf(smokeTests);
  }

  /** The same deployment, asked by somebody else. */
  public Deployment withCredentials(String user, Secret password) {
    return with(access.withCredentials(user, password), agent);
  }

  /** The same deployment, asked with a token. */
  public Deployment withBearer(Secret token) {
    return with(access.withBearer(token), agent);
  }

  /** The same deployment, looked at by other agents. */
  public Deployment withAgent(String label) {
    return with(access, label);
  }

  private Deployment with(HttpAccess access, @Nullable String agent) {
    return new Deployment(
        name,
        purpose,
        url,
        access,
        endpoints,
        smokeTests,
        slo,
        version,
        database,
        agent,
        credentialsId);
  }

  /**
   * A script, run as {@code bash SCRIPT URL} in the working directory.
   *
   * @param name for people, unique in its deployment
   * @param group those of one group run one after the other and end at the first failure; null when
   *     it belongs to none
   * @param junit the JUnit XML file that it writes, relative to the working directory; null for
   *     none
   */
  public record SmokeTest(
      String name, String script, @Nullable String group, Duration timeout, @Nullable String junit)
      implements Serializable {}

  /**
   * Objectives, at least one of them, and how they are measured.
   *
   * @param availability the least share of requests that get an answer with a status below 500,
   *     from 0 to 1; null when it is not asked for
   * @param p95 the most that 95 of a hundred may take; null likewise
   * @param errorRate the greatest share of requests that get no answer or a status from 400, from 0
   *     to 1; null likewise
   * @param confidence with which something is said to be met or breached, in between of 0.5 and 1
   * @param mustBeMet whether only what is shown to be met passes
   * @param probe null when Prometheus is asked
   * @param prometheus null when it is probed
   */
  public record Slo(
      @Nullable Double availability,
      @Nullable Duration p95,
      @Nullable Double errorRate,
      double confidence,
      boolean mustBeMet,
      @Nullable Probe probe,
      @Nullable Prometheus prometheus)
      implements Serializable {}

  /**
   * Requests at an even pace.
   *
   * @param path behind the deployment's URL
   * @param requests how many, at least 1
   * @param rate how many per second, at least 1
   */
  public record Probe(String path, int requests, int rate, Duration timeout)
      implements Serializable {}

  /**
   * Queries of a Prometheus server. A query is null when nothing asks for it.
   *
   * @param headers of the requests, never printed
   * @param samples how many requests the ratios are about, null when nothing says
   * @param range how far to look back; null to look at one moment
   */
  public record Prometheus(
      URI url,
      Map<String, Secret> headers,
      @Nullable String availability,
      @Nullable String errorRate,
      @Nullable String p95,
      @Nullable String samples,
      @Nullable Duration range,
      Duration step,
      Duration timeout)
      implements Serializable {
    public Prometheus {
      headers = Map.copyOf(headers);
    }
  }

  /**
   * The endpoint that says which version runs.
   *
   * @param json where in its body; null when the body, or the header, is it
   * @param header of the answer; null when it stands in the body
   */
  public record VersionCheck(
      String path,
      String expected,
      @Nullable JsonPath json,
      @Nullable String header,
      Duration timeout,
      int retries,
      Duration retryDelay)
      implements Serializable {}

  /**
   * A schema that must be the tested one, which exactly one of the two last names.
   *
   * @param fingerprint SHA-256 in hexadecimal, lower case
   * @param sameAs a database that has it
   */
  public record DatabaseCheck(
      DatabaseTarget target,
      Duration timeout,
      @Nullable String fingerprint,
      @Nullable DatabaseTarget sameAs)
      implements Serializable {}
}
