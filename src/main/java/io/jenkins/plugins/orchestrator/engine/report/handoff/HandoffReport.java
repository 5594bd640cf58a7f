package io.jenkins.plugins.orchestrator.engine.report.handoff;

import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.HumanDuration;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.PlainText;
import io.jenkins.plugins.orchestrator.engine.report.ReportWords;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.Verdict;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** {@code handoff.yaml}: what the team, or the program, that deploys needs to know of the test. */
public final class HandoffReport {
  private HandoffReport() {}

  /**
   * Writes a report in UTF-8.
   *
   * @param out is flushed and stays open
   */
  public static void write(MigrationTestReport report, OutputStream out) throws IOException {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setSplitLines(false);
    options.setIndicatorIndent(2);
    options.setIndentWithIndicator(true);
    options.setLineBreak(DumperOptions.LineBreak.UNIX);
    Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    new Yaml(options).dump(content(report), writer);
    writer.flush();
  }

  private static Map<String, Object> content(MigrationTestReport report) {
    Verdict verdict = Verdict.of(report);
    Advice advice = Advice.of(report, verdict);
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("trigger", "migration_test_complete");
    content.put("context", context(report, verdict));
    content.put("results_summary", results(report));
    content.put("recommendation", PlainText.line(advice.recommendation()));
    content.put("next_steps", advice.nextSteps().stream().map(PlainText::line).toList());
    return content;
  }

  private static List<Map<String, Object>> context(MigrationTestReport report, Verdict verdict) {
    List<String> environments =
        report.environments().stream().map(e -> PlainText.line(e.name())).toList();
    return List.of(
        Map.of("test_id", PlainText.line(report.runId())),
        Map.of("environments_tested", environments),
        Map.of("all_tests_passed", verdict.passed()),
        Map.of("total_duration", HumanDuration.of(report.duration()) + " (parallel)"),
        Map.of("sequential_equivalent", "~" + HumanDuration.of(report.sequentialEquivalent())),
        Map.of("verdict", ReportWords.token(verdict.status())),
        Map.of("summary", verdict.sentence()),
        Map.of("started_at", report.startedAt().toString()));
  }

  private static Map<String, Object> results(MigrationTestReport report) {
    Map<String, Object> results = new LinkedHashMap<>();
    for (EnvironmentReport environment : report.environments()) {
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("migrations_applied", Verdict.applied(environment));
      result.put("schema_validation", outcome(environment, TaskKind.VALIDATE));
      result.put("integration_tests", outcome(environment, TaskKind.TEST));
      result.put("reversibility", ReportWords.of(environment.reversibility().verdict()));
      result.put("status", ReportWords.token(environment.status()));
      if (environment.failure() != null) {
        result.put("failure", PlainText.line(environment.failure()));
      }
      results.put(PlainText.line(environment.name()), result);
    }
    return results;
  }

  /** {@code pass} only when it ran and is good. */
  private static String outcome(EnvironmentReport environment, TaskKind kind) {
    List<Status> statuses =
        environment.tasks().stream()
            .filter(task -> task.kind() == kind)
            .map(task -> task.status())
            .toList();
    Status status = Status.ofParts(statuses);
    return switch (status) {
      case PASSED -> "pass";
      case FAILED, TIMED_OUT -> "fail";
      case SKIPPED, UNKNOWN -> "not run";
      case CANCELLED -> "cancelled";
    };
  }
}
