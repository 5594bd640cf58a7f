package io.jenkins.plugins.orchestrator.engine.migration;

import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Reaped;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Reaper;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.Finding.Severity;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** What every run begins with: taking away what killed runs left on the same servers. */
public final class Recovery {
  private Recovery() {}

  /** Does it, and says what was found. */
  public static List<Finding> run(List<EnvironmentConfiguration> environments, RunContext context) {
    List<DatabaseTarget> servers =
        environments.stream()
            .flatMap(each -> Stream.of(each.source(), each.snapshot().server()))
            .filter(Objects::nonNull)
            .distinct()
            .toList();
    return Reaper.recover(servers, context.state(), context.redactor()).stream()
        .filter(found -> found.outcome() != Reaped.Outcome.KEPT)
        .map(Recovery::finding)
        .toList();
  }

  private static Finding finding(Reaped found) {
    String what = found.kind() + " " + found.name() + " (" + found.place() + ")";
    return found.outcome() == Reaped.Outcome.FAILED
        ? Finding.of(
            Severity.WARNING,
            "not-recovered",
            "what an earlier run left could not be taken away: " + what + ": " + found.reason(),
            "run bin/orchestrate reap with the configuration, when the server can be reached")
        : Finding.of(
            Severity.INFO,
            "recovered",
            "took away what an earlier run left: " + what + ": " + found.reason(),
            null);
  }
}
