package io.jenkins.plugins.orchestrator.engine.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All findings of a report, wherever they stand in it. */
public final class ReportFindings {
  private ReportFindings() {}

  /**
   * A finding and where it belongs.
   *
   * @param environment its name, null when it belongs to the run
   */
  public record Located(@Nullable String environment, Finding finding) {}

  /** Those of the run, the environments and their scripts, the worst first. */
  public static List<Located> all(MigrationTestReport report) {
    List<Located> all = new ArrayList<>();
    report.findings().forEach(finding -> all.add(new Located(null, finding)));
    for (EnvironmentReport environment : report.environments()) {
      of(environment).forEach(finding -> all.add(new Located(environment.name(), finding)));
    }
    all.sort(
        Comparator.comparing(located -> located.finding().severity(), Comparator.reverseOrder()));
    return all;
  }

  /**
   * Those of an environment and its scripts, the worst first. A finding that a script leaves in
   * several passes, or that the environment repeats, is listed once.
   */
  public static List<Finding> of(EnvironmentReport environment) {
    List<Finding> all = new ArrayList<>(environment.findings());
    environment.scripts().forEach(script -> all.addAll(script.findings()));
    return all.stream()
        .distinct()
        .sorted(Comparator.comparing(Finding::severity, Comparator.reverseOrder()))
        .toList();
  }
}
