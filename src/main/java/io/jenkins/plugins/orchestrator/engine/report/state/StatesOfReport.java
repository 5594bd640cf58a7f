package io.jenkins.plugins.orchestrator.engine.report.state;

import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.PlainText;
import io.jenkins.plugins.orchestrator.engine.report.ReportFindings;
import io.jenkins.plugins.orchestrator.engine.report.ReportWords;
import io.jenkins.plugins.orchestrator.engine.report.operation.Fact;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationFindings;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Takes from a report how it found each environment. */
public final class StatesOfReport {
  /** So many environments of a run are told of on the page of its job. */
  private static final int MOST = 5_000;

  private static final int LONGEST = 300;

  private StatesOfReport() {}

  /**
   * Those of a migration test.
   *
   * @param places ids on the report's page, by the environment's place in the report
   */
  public static List<EnvironmentState> of(
      MigrationTestReport report, IntFunction<@Nullable String> places) {
    List<EnvironmentState> states = new ArrayList<>();
    for (int i = 0; i < Math.min(MOST, report.environments().size()); i++) {
      EnvironmentReport each = report.environments().get(i);
      states.add(
          state(
              each.name(),
              each.status(),
              each.failure(),
              List.of(),
              ReportFindings.of(each),
              places.apply(i)));
    }
    return states;
  }

  /**
   * Those of any other operation. A restore or a clone says nothing of how its environment is.
   *
   * @param places ids on the report's page, by the lane's place in the report
   */
  public static List<EnvironmentState> of(
      OperationReport report, IntFunction<@Nullable String> places) {
    return switch (report.operation()) {
      case "restore", "provision" -> List.of();
      case "verify-backups" -> verified(report, places);
      default -> lanes(report, places);
    };
  }

  private static List<EnvironmentState> lanes(
      OperationReport report, IntFunction<@Nullable String> places) {
    List<EnvironmentState> states = new ArrayList<>();
    for (int i = 0; i < Math.min(MOST, report.lanes().size()); i++) {
      LaneReport lane = report.lanes().get(i);
      states.add(lane(lane.name(), lane, places.apply(i)));
    }
    return states;
  }

  /** A lane is a backup there; the worst of an environment's backups counts. */
  private static List<EnvironmentState> verified(
      OperationReport report, IntFunction<@Nullable String> places) {
    Map<String, EnvironmentState> worst = new TreeMap<>();
    for (int i = 0; i < Math.min(MOST, report.lanes().size()); i++) {
      LaneReport lane = report.lanes().get(i);
      String environment = fact(lane, "Environment");
      if (environment == null && lane.status() == Status.SKIPPED) {
        continue;
      }
      String name = environment == null ? lane.name() : environment;
      worst.merge(
          name,
          lane(name, lane, places.apply(i)),
          (one, other) -> other.condition().compareTo(one.condition()) < 0 ? other : one);
    }
    return List.copyOf(worst.values());
  }

  private static EnvironmentState lane(String name, LaneReport lane, @Nullable String place) {
    return state(
        name, lane.status(), lane.failure(), lane.checks(), OperationFindings.of(lane), place);
  }

  /** The value of a lane's fact; null when it has none. */
  static @Nullable String fact(LaneReport lane, String label) {
    return lane.facts().stream()
        .filter(fact -> fact.label().equals(label))
        .map(Fact::value)
        .findFirst()
        .orElse(null);
  }

  private static EnvironmentState state(
      String name,
      Status status,
      @Nullable String failure,
      List<CheckReport> checks,
      List<Finding> findings,
      @Nullable String place) {
    Condition condition = Condition.of(status, findings);
    String why =
        switch (condition) {
          case PASSED, SKIPPED -> null;
          case WARNING -> findings.get(0).message();
          case FAILED, UNKNOWN -> reason(status, failure, checks, findings);
        };
    return new EnvironmentState(name, condition, why == null ? null : shortened(why), place);
  }

  private static String reason(
      Status status, @Nullable String failure, List<CheckReport> checks, List<Finding> findings) {
    if (failure != null && !failure.isBlank()) {
      return failure;
    }
    for (CheckReport check : checks) {
      if (check.status() == status) {
        return check.name() + ": " + check.found();
      }
    }
    return findings.isEmpty() ? ReportWords.of(status) : findings.get(0).message();
  }

  private static String shortened(String text) {
    String line = PlainText.line(text);
    int length = line.codePointCount(0, line.length());
    return length <= LONGEST
        ? line
        : line.substring(0, line.offsetByCodePoints(0, LONGEST - 1)) + "…";
  }
}
