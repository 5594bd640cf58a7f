package io.jenkins.plugins.orchestrator.jenkins.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.SampleReports;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MigrationTestResultTest {
  /** What a Pipeline, which is saved at any moment, may hold of it. */
  private static final Set<Class<?>> PLAIN =
      Set.of(String.class, boolean.class, double.class, long.class, Integer.class, List.class);

  static Stream<Class<?>> types() {
    return Stream.concat(
        Stream.of(RunResult.class, MigrationTestResult.class),
        Arrays.stream(MigrationTestResult.class.getDeclaredClasses()));
  }

  private static List<Method> methods(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("types")
  void theSandboxAllowsEverythingThatAPipelineCanSee(Class<?> type) {
    assertThat(methods(type))
        .isNotEmpty()
        .allSatisfy(
            method ->
                assertThat(method.isAnnotationPresent(Whitelisted.class))
                    .as(method.getName())
                    .isTrue());
  }

  @ParameterizedTest
  @MethodSource("types")
  void valuesAreTextsAndNumbers(Class<?> type) {
    assertThat(type).isPublic();
    assertThat(Serializable.class).isAssignableFrom(type);
    assertThat(methods(type))
        .allSatisfy(
            method ->
                assertThat(
                        PLAIN.contains(method.getReturnType())
                            || method.getReturnType().getEnclosingClass()
                                == MigrationTestResult.class)
                    .as("%s gives %s", method.getName(), method.getReturnType())
                    .isTrue());
  }

  @Test
  void aPassedTestTellsWhatItMeasured() {
    MigrationTestReport report = SampleReports.passed();
    MigrationTestResult result = MigrationTestResult.of(report);

    assertThat(result.getRunId()).isEqualTo(report.runId());
    assertThat(result.getVerdict()).isEqualTo("PASSED");
    assertThat(result.isPassed()).isTrue();
    assertThat(result.getDrift()).isEqualTo("PASSED");
    assertThat(result.getSpeedup())
        .isEqualTo(Math.round(report.speedup() * 100) / 100.0)
        .isGreaterThan(1);
    assertThat(result.getDurationSeconds())
        .isEqualTo(report.duration().toMillis() / 1000.0)
        .isLessThan(result.getSequentialSeconds());
    assertThat(result.getFindings()).extracting("code").containsExactly("password-in-url");
    assertThat(result.toString()).isEqualTo("PASSED: " + result.getSentence());
  }

  @Test
  void environmentsAreFoundByName() {
    MigrationTestResult result = MigrationTestResult.of(SampleReports.failed());

    assertThat(result.getEnvironments())
        .extracting("name")
        .containsExactly("dev_local", "staging_clone", "production_snapshot");
    var failed = result.environment("staging_clone");
    assertThat(failed.getVerdict()).isEqualTo("FAILED");
    assertThat(failed.isPassed()).isFalse();
    assertThat(failed.getFailure()).contains("005_plays_epa_not_null.sql:12:3");
    assertThat(failed.getScripts()).as("that passed").isEqualTo(4);
    assertThat(failed.getReversibility()).isEqualTo("UNKNOWN");
    assertThat(failed.getTasks())
        .filteredOn(task -> task.getVerdict().equals("FAILED"))
        .singleElement()
        .satisfies(
            task -> {
              assertThat(task.getStep()).isEqualTo("apply_migrations");
              assertThat(task.getMessage()).isEqualTo("script 5 of 8 failed");
              assertThat(task.getDurationSeconds()).isPositive();
            });
    assertThat(result.environment("dev_local").getFindings())
        .filteredOn(finding -> finding.getCode().equals("long-lock"))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.getSeverity()).isEqualTo("INFO");
              assertThat(finding.getScript()).isEqualTo("db/migrations/005_plays_epa_not_null.sql");
              assertThat(finding.getLine()).isEqualTo(12);
              assertThat(finding.getAdvice()).isNull();
            });
    assertThat(result.environment("unheard_of")).isNull();
  }

  @Test
  void itSurvivesARestart() throws IOException, ClassNotFoundException {
    MigrationTestResult before = MigrationTestResult.of(SampleReports.failed());
    ByteArrayOutputStream saved = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(saved)) {
      out.writeObject(before);
    }
    MigrationTestResult after;
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(saved.toByteArray()))) {
      after = (MigrationTestResult) in.readObject();
    }

    assertThat(after).usingRecursiveComparison().isEqualTo(before);
  }

  @Test
  void aPipelineCannotChangeIt() {
    MigrationTestResult result = MigrationTestResult.of(SampleReports.passed());

    assertThat(result.getEnvironments()).isUnmodifiable();
    assertThat(result.getFindings()).isUnmodifiable();
    assertThat(result.environment("dev_local").getTasks()).isUnmodifiable();
    assertThat(result.environment("dev_local").getFindings()).isUnmodifiable();
  }
}
