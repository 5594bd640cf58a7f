package io.jenkins.plugins.orchestrator.jenkins.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationLoader;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationUse;
import io.jenkins.plugins.orchestrator.engine.health.HealthPlan;
import io.jenkins.plugins.orchestrator.engine.health.HistoryEntry;
import io.jenkins.plugins.orchestrator.engine.health.QuotaProbe;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.jenkins.action.OperationRunReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the controller keeps of a health check, of what agents say. */
class PlannedHealthTest {
  @TempDir private Path directory;
  private final Run<?, ?> build = mock(Run.class);
  private Path job;
  private PlannedHealth planned;

  @BeforeEach
  void plan() throws Exception {
    job = Files.createDirectories(directory.resolve("jobs/health"));
    Job<?, ?> parent = mock(Job.class);
    when(parent.getRootDir()).thenReturn(job.toFile());
    doReturn(parent).when(build).getParent();
    HealthPlan plan =
        HealthPlan.of(
            ConfigurationLoader.load(
                "health.yaml",
                """
                health: {machine: {check: false}, history: 2}
                environments:
                  "../odd/ näme": {db_url: 'postgresql://monitor@db.example/app'}
                """,
                new ConfigurationLoader.Options(Map.of(), Set.of(), false, directory)
                    .with(ConfigurationUse.HEALTH)),
            QuotaProbe.none());
    planned = new PlannedHealth(plan, IdleBuild.site(build));
  }

  private String lane() {
    return planned.lanes().get(0).name();
  }

  private CheckedLane said(String entry) {
    HeardLane heard =
        new HeardLane(
            lane(), "", Status.PASSED, Duration.ZERO, Duration.ZERO, null, List.of(), List.of());
    return new CheckedLane(planned.heard(heard).report(), entry);
  }

  private static String entry(String run) {
    return new HistoryEntry(
            Instant.EPOCH, run, "db", "", Map.of("connections", 1.0), Map.of(), Map.of())
        .line();
  }

  private List<Finding> findings() {
    RunContext context = IdleBuild.context(RunId.random(), directory);
    return ((OperationRunReport) planned.report(context, List.of(said(null)), 1))
        .report()
        .findings();
  }

  @Test
  void asManyEntriesAsTheConfigurationSaysLieBelowTheJobWhateverTheEnvironmentIsCalled()
      throws Exception {
    for (String run : List.of("a", "b", "c")) {
      planned.given(said(entry(run)));
    }

    assertThat(PlannedHealth.history(build).read(lane()))
        .extracting(HistoryEntry::run)
        .containsExactly("b", "c");
    try (var files = Files.walk(directory)) {
      assertThat(files.filter(file -> file.toString().endsWith(".jsonl")))
          .singleElement()
          .satisfies(
              file -> assertThat(file).hasParent(job.resolve("parallel-orchestrator/health")));
    }
    assertThat(findings()).isEmpty();
  }

  @Test
  void whatIsNoEntryIsNotKeptAndIsSaid() {
    planned.given(said("{\"time\": \"now\"}"));
    planned.given(said(entry("x".repeat(2_000_000))));
    planned.given(said(null));

    assertThat(job).isEmptyDirectory();
    assertThat(findings())
        .hasSize(2)
        .allSatisfy(
            finding -> assertThat(finding.message()).contains("the agent's numbers of this check"));
  }

  @Test
  void aJobThatWasDeletedMeanwhileDoesNotComeBack() throws Exception {
    Files.delete(job);

    planned.given(said(entry("a")));

    assertThat(job).doesNotExist();
  }
}
