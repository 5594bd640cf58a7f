package io.jenkins.plugins.orchestrator.engine.config;

import io.jenkins.plugins.orchestrator.engine.config.Deployment.DatabaseCheck;
import io.jenkins.plugins.orchestrator.engine.config.Deployment.Probe;
import io.jenkins.plugins.orchestrator.engine.config.Deployment.Prometheus;
import io.jenkins.plugins.orchestrator.engine.config.Deployment.Slo;
import io.jenkins.plugins.orchestrator.engine.config.Deployment.SmokeTest;
import io.jenkins.plugins.orchestrator.engine.config.Deployment.VersionCheck;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;

/** Reads a deployment, its section lying over the top of the file. */
final class DeploymentReader {
  private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-fA-F]{64}");
  private static final List<String> OBJECTIVES = List.of("availability", "p95", "error_rate");

  private final Reading reading;
  private final String name;
  private final Section section;
  private final HttpReader http;

  /**
   * @param secrets where they are put
   */
  DeploymentReader(String name, Section section, Set<Secret> secrets) {
    this.reading = section.reading();
    this.name = name;
    this.section = section;
    this.http = new HttpReader(reading, secrets);
  }

  Optional<Deployment> read() {
    Optional<URI> url = section.find("url").flatMap(http::url);
    Map<String, Secret> headers = new LinkedHashMap<>(http.headers(section));
    Map<String, Secret> credentials = http.credentials(section);
    if (!credentials.isEmpty()
        && headers.keySet().stream().anyMatch("Authorization"::equalsIgnoreCase)) {
      section.wrong("headers", "Authorization beside credentials", "one of them", null);
    }
    headers.putAll(credentials);
    Optional<String> certificates =
        section
            .optionalText("ca")
            .flatMap(file -> reading.file(section.find("ca").orElseThrow(), file));
    URI proxy = section.find("proxy").flatMap(http::proxy).orElse(null);
    List<EndpointCheck> endpoints = new EndpointReader(section, http).read();
    List<SmokeTest> smokeTests = smokeTests();
    Slo slo = section.optionalSection("slo").flatMap(this::slo).orElse(null);
    VersionCheck version = section.optionalSection("version").flatMap(this::version).orElse(null);
    DatabaseCheck database =
        section.optionalSection("database").flatMap(this::database).orElse(null);
    String purpose = section.text("purpose");
    String agent = section.optionalText("agent").orElse(null);
    String credentialsId = section.optionalText("credentialsId").orElse(null);
    if (reading.problems().isEmpty()
        && endpoints.isEmpty()
        && smokeTests.isEmpty()
        && slo == null
        && version == null
        && database == null) {
      reading.wrong(
          section.at(),
          "nothing that could be looked at",
          "health_check_endpoint, health_checks, smoke_tests, slo, version or database",
          null);
    }
    return url.map(
        found ->
            new Deployment(
                name,
                purpose,
                found,
                new HttpAccess(headers, certificates.orElse(null), proxy),
                endpoints,
                smokeTests,
                slo,
                version,
                database,
                agent,
                credentialsId));
  }

  private List<SmokeTest> smokeTests() {
    List<SmokeTest> tests = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Located element : section.list("smoke_tests")) {
      Optional<SmokeTest> test = smokeTest(element);
      if (test.isPresent() && !names.add(test.get().name())) {
        reading.wrong(
            element,
            "a second smoke test " + reading.problems().quote(test.get().name()),
            "a name of its own",
            null);
      }
      test.ifPresent(tests::add);
    }
    return tests;
  }

  private Optional<SmokeTest> smokeTest(Located at) {
    if (!(at.node() instanceof MappingNode)) {
      return reading
          .text(at, true)
          .map(script -> new SmokeTest(script, script, null, Duration.ofMinutes(5), null));
    }
    Section test = Section.of(reading, DeploymentKeys.SMOKE_TEST, at, null);
    Optional<String> script = test.optionalText("script");
    Optional<String> own = test.optionalText("name");
    String group = test.optionalText("group").orElse(null);
    Duration timeout = test.time("timeout");
    String junit =
        test.optionalText("junit").map(file -> file.replace("{name}", name)).orElse(null);
    return script.map(file -> new SmokeTest(own.orElse(file), file, group, timeout, junit));
  }

  private Optional<Slo> slo(Section slo) {
    List<String> objectives = OBJECTIVES.stream().filter(key -> slo.find(key).isPresent()).toList();
    if (objectives.isEmpty()) {
      reading.wrong(slo.at(), "no objective", "one of " + String.join(", ", OBJECTIVES), null);
    }
    Optional<Double> availability = slo.optionalPercent("availability").map(this::number);
    Optional<Double> errorRate = slo.optionalPercent("error_rate").map(this::number);
    double confidence = slo.optionalPercent("confidence").map(this::number).orElse(0.95);
    if (confidence < 0.5 || confidence > 0.9999) {
      slo.wrong("confidence", "another confidence", "50 to 99.99", null);
    }
    Optional<Section> prometheus = slo.optionalSection("prometheus");
    if (prometheus.isPresent() && slo.find("probe").isPresent()) {
      slo.wrong("probe", "probe beside prometheus", "one of them", null);
    }
    Optional<Prometheus> queries = prometheus.flatMap(found -> prometheus(found, objectives));
    Optional<Probe> probe =
        prometheus.isPresent() ? Optional.empty() : probe(slo, slo.section("probe"));
    Slo read =
        new Slo(
            availability.orElse(null),
            slo.optionalTime("p95").orElse(null),
            errorRate.orElse(null),
            confidence,
            slo.text("require").equals("met"),
            probe.orElse(null),
            queries.orElse(null));
    return probe.isEmpty() && queries.isEmpty() ? Optional.empty() : Optional.of(read);
  }

  private double number(BigDecimal share) {
    return share.doubleValue();
  }

  private Optional<Probe> probe(Section slo, Section probe) {
    Optional<String> own = probe.find("path").flatMap(http::path);
    Optional<String> path =
        probe.find("path").isPresent()
            ? own
            : section.find("health_check_endpoint").flatMap(http::path);
    if (path.isEmpty() && probe.find("path").isEmpty()) {
      reading.wrong(
          slo.at(), "no path to probe", "probe: {path: /PATH}, or health_check_endpoint", null);
    }
    int requests = probe.whole("requests");
    int rate = probe.whole("rate");
    Duration timeout = probe.time("timeout");
    return path.map(found -> new Probe(found, requests, rate, timeout));
  }

  private Optional<Prometheus> prometheus(Section prometheus, List<String> objectives) {
    Optional<URI> url = prometheus.find("url").flatMap(http::url);
    for (String objective : objectives) {
      if (prometheus.find(objective).isEmpty()) {
        reading.wrong(
            prometheus.at(), "no query " + objective, objective + ": PROMQL, as slo asks", null);
      }
    }
    for (String key : OBJECTIVES) {
      if (prometheus.find(key).isPresent() && !objectives.contains(key)) {
        prometheus.wrong(key, "a query that no objective needs", "slo." + key + " too", null);
      }
    }
    Optional<Duration> range = prometheus.optionalTime("range");
    Duration step = prometheus.time("step");
    if (range.isPresent()
        && (step.compareTo(range.get()) > 0 || range.get().dividedBy(step) > 1000)) {
      prometheus.wrong("step", "another step", "range / 1000 to range", null);
    }
    Map<String, Secret> headers = http.headers(prometheus);
    Optional<String> availability = prometheus.optionalText("availability");
    Optional<String> errorRate = prometheus.optionalText("error_rate");
    Optional<String> p95 = prometheus.optionalText("p95");
    Optional<String> samples = prometheus.optionalText("samples");
    Duration timeout = prometheus.time("timeout");
    return url.map(
        found ->
            new Prometheus(
                found,
                headers,
                availability.orElse(null),
                errorRate.orElse(null),
                p95.orElse(null),
                samples.orElse(null),
                range.orElse(null),
                step,
                timeout));
  }

  private Optional<VersionCheck> version(Section version) {
    Optional<String> path = version.find("path").flatMap(http::path);
    Optional<String> expected =
        version
            .find("expected")
            .flatMap(
                at ->
                    reading
                        .version(at)
                        .flatMap(
                            raw ->
                                reading.accept(
                                    at, Variables.expand(raw, reading.options().variables())))
                        .filter(text -> isSomething(at, text)));
    Optional<JsonPath> json = EndpointReader.path(version, "json");
    Optional<String> header = version.optionalText("header");
    if (json.isPresent() && header.isPresent()) {
      version.wrong("header", "header beside json", "one of them", null);
    }
    if (json.isPresent() && json.get().isPlural()) {
      version.wrong("json", "a path of several values", "a path without [*]", null);
    }
    Duration timeout = version.time("timeout");
    int retries = version.whole("retries");
    Duration delay = version.time("retry_delay");
    return path.isEmpty() || expected.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new VersionCheck(
                path.get(),
                expected.get().strip(),
                json.orElse(null),
                header.orElse(null),
                timeout,
                retries,
                delay));
  }

  /** An empty version would be equal to one that the endpoint does not know. */
  private boolean isSomething(Located at, String version) {
    if (version.isBlank()) {
      reading.wrong(at, "an empty version", "the version that was deployed", null);
    }
    return !version.isBlank();
  }

  private Optional<DatabaseCheck> database(Section database) {
    UrlReader urls = new UrlReader(reading, name, false);
    Optional<DatabaseTarget> target = database.find("db_url").flatMap(urls::read);
    Optional<DatabaseTarget> sameAs = database.find("same_as").flatMap(urls::read);
    Optional<String> fingerprint = database.optionalText("fingerprint").map(String::strip);
    if (database.find("same_as").isPresent() == database.find("fingerprint").isPresent()) {
      reading.wrong(
          database.at(), "both or none of fingerprint and same_as", "exactly one of them", null);
    }
    if (fingerprint.isPresent() && !FINGERPRINT.matcher(fingerprint.get()).matches()) {
      database.wrong(
          "fingerprint",
          reading.problems().quote(fingerprint.get()),
          "64 hexadecimal digits",
          null);
    }
    Duration timeout = database.time("timeout");
    return target.map(
        found ->
            new DatabaseCheck(
                found,
                timeout,
                fingerprint.map(text -> text.toLowerCase(Locale.ROOT)).orElse(null),
                sameAs.orElse(null)));
  }
}
