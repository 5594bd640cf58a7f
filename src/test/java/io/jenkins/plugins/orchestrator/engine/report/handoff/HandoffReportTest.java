package io.jenkins.plugins.orchestrator.engine.report.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.DriftReport;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.SampleReports;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class HandoffReportTest {
  @Test
  void aCleanRunIsSafe() throws IOException {
    Map<String, Object> handoff = read(withoutFindings(SampleReports.passed()));

    assertThat(handoff)
        .containsEntry("trigger", "migration_test_complete")
        .containsEntry("recommendation", "Safe to apply migrations to production")
        .containsOnlyKeys("trigger", "context", "results_summary", "recommendation", "next_steps");
    assertThat(context(handoff))
        .containsEntry("test_id", "q3kd7mzx2a")
        .containsEntry(
            "environments_tested", List.of("dev_local", "staging_clone", "production_snapshot"))
        .containsEntry("all_tests_passed", true)
        .containsEntry("total_duration", "25.7 s (parallel)")
        .containsEntry("sequential_equivalent", "~46.9 s");
    assertThat(result(handoff, "staging_clone"))
        .containsEntry("migrations_applied", 8)
        .containsEntry("schema_validation", "pass")
        .containsEntry("integration_tests", "pass");
  }

  @Test
  void aFailedRunSaysWhatToRepair() throws IOException {
    Map<String, Object> handoff = read(SampleReports.failed());

    assertThat(context(handoff)).containsEntry("all_tests_passed", false);
    assertThat((String) handoff.get("recommendation"))
        .startsWith("Do not apply migrations to production.");
    assertThat(steps(handoff).get(0))
        .startsWith("Fix db/migrations/005_plays_epa_not_null.sql:12:3: ")
        .contains("in staging_clone; hint: Fill the column first");
    assertThat(steps(handoff)).last().isEqualTo("Run the migration test again");
    assertThat(result(handoff, "staging_clone"))
        .containsEntry("migrations_applied", 4)
        .containsEntry("schema_validation", "not run")
        .containsEntry("integration_tests", "not run");
    assertThat(result(handoff, "production_snapshot"))
        .containsEntry("schema_validation", "fail")
        .containsEntry("integration_tests", "fail");
  }

  @Test
  void aWarningKeepsItFromBeingCalledSafe() throws IOException {
    Map<String, Object> handoff = read(SampleReports.passed());

    assertThat((String) handoff.get("recommendation"))
        .isEqualTo(
            "Migrations work in every environment, but before production: 1 warning to look at");
    assertThat(steps(handoff)).contains("Use ${ENV_VAR}, PGPASSFILE or ~/.pgpass");
  }

  @Test
  void aLossyWayBackKeepsItFromBeingCalledSafe() throws IOException {
    MigrationTestReport failed = SampleReports.failed();
    MigrationTestReport lossy =
        SampleReports.report(
            Status.PASSED,
            failed.environments().subList(0, 1),
            new DriftReport(Status.UNKNOWN, "", List.of()));

    Map<String, Object> handoff = read(lossy);

    assertThat((String) handoff.get("recommendation")).contains("taking them back loses data");
    assertThat(steps(handoff)).anyMatch(step -> step.contains("verify a backup first"));
  }

  @Test
  void aCancelledRunProvesNothing() throws IOException {
    assertThat((String) read(SampleReports.cancelled()).get("recommendation"))
        .startsWith("Do not apply migrations to production: nothing is proved.");
  }

  @Test
  void textsCannotBecomeYaml() throws IOException {
    String text = "x: !!javax.script.ScriptEngineManager [a]\n- b: {c: *d} # e\n'\"%@`";
    Map<String, Object> handoff = read(SampleReports.ofText(text));

    assertThat(context(handoff)).containsEntry("test_id", text.replace('\n', ' '));
    assertThat(handoff).hasSize(5);
  }

  private static MigrationTestReport withoutFindings(MigrationTestReport report) {
    return new MigrationTestReport(
        report.runId(),
        report.configuration(),
        report.startedAt(),
        report.duration(),
        report.sequentialEquivalent(),
        report.status(),
        report.environments(),
        report.drift(),
        List.of());
  }

  private static Map<String, Object> read(MigrationTestReport report) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    HandoffReport.write(report, out);
    return new Yaml(new SafeConstructor(new LoaderOptions()))
        .load(out.toString(StandardCharsets.UTF_8));
  }

  @SuppressWarnings("unchecked") // The shape is what these tests are about.
  private static Map<String, Object> context(Map<String, Object> handoff) {
    Map<String, Object> context = new LinkedHashMap<>();
    ((List<Map<String, Object>>) handoff.get("context")).forEach(context::putAll);
    return context;
  }

  @SuppressWarnings("unchecked") // The shape is what these tests are about.
  private static Map<String, Object> result(Map<String, Object> handoff, String environment) {
    return ((Map<String, Map<String, Object>>) handoff.get("results_summary")).get(environment);
  }

  @SuppressWarnings("unchecked") // The shape is what these tests are about.
  private static List<String> steps(Map<String, Object> handoff) {
    return (List<String>) handoff.get("next_steps");
  }
}
