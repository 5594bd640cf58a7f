package io.jenkins.plugins.orchestrator.cli;

import io.jenkins.plugins.orchestrator.engine.config.Deployment;
import io.jenkins.plugins.orchestrator.engine.config.DeploymentsConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.EndpointCheck;
import io.jenkins.plugins.orchestrator.engine.report.HumanDuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What {@code validate --plan} prints: what a run would ask. */
final class DeploymentsText {
  private DeploymentsText() {}

  static String of(DeploymentsConfiguration configuration) {
    int count = configuration.deployments().size();
    List<String> lines = new ArrayList<>();
    lines.add("Plan of " + configuration.file() + "; nothing is asked.");
    lines.add(
        "Deployments: "
            + count
            + ", at most "
            + Math.min(configuration.maxParallel(), count)
            + " at once, within "
            + HumanDuration.of(configuration.timeout()));
    configuration.deployments().forEach(deployment -> deployment(deployment, lines));
    configuration.findings().forEach(finding -> lines.add("Note: " + finding.message()));
    return String.join("\n", lines) + "\n";
  }

  private static void deployment(Deployment deployment, List<String> lines) {
    lines.add("");
    lines.add(
        deployment.name() + (deployment.purpose().isEmpty() ? "" : " - " + deployment.purpose()));
    lines.add("  url            " + deployment.url() + proxy(deployment));
    for (EndpointCheck check : deployment.endpoints()) {
      lines.add("  health         " + check.name() + retries(check));
    }
    for (Deployment.SmokeTest test : deployment.smokeTests()) {
      lines.add(
          "  smoke test     bash "
              + test.script()
              + (test.group() == null ? "" : " (group " + test.group() + ")"));
    }
    Deployment.Slo slo = deployment.slo();
    if (slo != null) {
      lines.add("  service level  " + measured(slo));
    }
    Deployment.VersionCheck version = deployment.version();
    if (version != null) {
      lines.add("  version        " + version.path() + " says " + version.expected());
    }
    Deployment.DatabaseCheck database = deployment.database();
    if (database != null) {
      lines.add("  database       " + database.target());
    }
  }

  private static String proxy(Deployment deployment) {
    return deployment.access().proxy() == null ? "" : " through " + deployment.access().proxy();
  }

  private static String retries(EndpointCheck check) {
    int most = check.retries();
    return most == 0 ? "" : " (up to " + most + (most == 1 ? " retry)" : " retries)");
  }

  private static String measured(Deployment.Slo slo) {
    Deployment.Probe probe = slo.probe();
    if (probe == null) {
      return "by queries of Prometheus";
    }
    Duration lasts = Duration.ofMillis(1000L * probe.requests() / probe.rate());
    return probe.requests()
        + " requests of "
        + probe.path()
        + " in "
        + HumanDuration.of(lasts)
        + ", "
        + probe.rate()
        + " in a second";
  }
}
