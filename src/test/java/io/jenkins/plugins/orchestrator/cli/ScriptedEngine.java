package io.jenkins.plugins.orchestrator.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jenkins.plugins.orchestrator.cli.embedded.Environments;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.DeploymentsConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.WorkflowStep;
import io.jenkins.plugins.orchestrator.engine.migration.EnvironmentPreview;
import io.jenkins.plugins.orchestrator.engine.migration.MigrationTestPlan;
import io.jenkins.plugins.orchestrator.engine.operation.LocalOperation;
import io.jenkins.plugins.orchestrator.engine.operation.OperationPlan;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.ReplacedDatabase;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.SwapResult;
import io.jenkins.plugins.orchestrator.engine.report.DriftReport;
import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.PendingReport;
import io.jenkins.plugins.orchestrator.engine.report.ReversibilityReport;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.report.console.ConsoleStyle;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Stands for the engine where only the commands' own behaviour is tested; notes what it is asked.
 */
final class ScriptedEngine implements Engine {
  final List<Object> calls = new ArrayList<>();
  List<EnvironmentConfiguration> environments =
      List.of(Environments.embedded("dev", 17, "CREATE TABLE t AS SELECT 1 AS a"));
  ConfigurationException problem;
  Function<RunContext, Status> run = context -> Status.PASSED;
  OperationPlan operation = ScriptedOperation.passing();
  boolean clean = true;

  @Override
  public MigrationTestConfiguration load(Load load) throws ConfigurationException {
    calls.add(load);
    if (problem != null) {
      throw problem;
    }
    return new MigrationTestConfiguration(
        load.file().toString(),
        environments,
        List.of(),
        List.of(new WorkflowStep(TaskKind.APPLY, true, true, List.of())),
        4,
        List.of());
  }

  @Override
  public MigrationTestPlan plan(
      MigrationTestConfiguration configuration, Path configurationDirectory, Path directory) {
    calls.add(configuration);
    return new MigrationTestPlan(configuration, Map.of());
  }

  @Override
  public List<EnvironmentPreview> preview(MigrationTestPlan plan, RunContext context) {
    return plan.configuration().environments().stream()
        .map(
            environment ->
                new EnvironmentPreview(
                    environment,
                    "template",
                    "nobody else uses it",
                    new PendingReport(
                        "plain",
                        "none",
                        0,
                        List.of("db/001_a.sql", "db/002_b.sql"),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of()),
                    List.of(
                        Finding.of(
                            Finding.Severity.INFO,
                            "note",
                            "password 'hunter2' stands in a note",
                            null)),
                    null))
        .toList();
  }

  @Override
  public MigrationTestReport run(MigrationTestPlan plan, RunContext context) {
    calls.add(plan);
    calls.add(context);
    return report(run.apply(context), TaskKind.APPLY);
  }

  static MigrationTestReport report(Status status, TaskKind failing) {
    TaskReport task =
        new TaskReport(failing, "task", status, Duration.ZERO, Duration.ofMillis(5), null);
    EnvironmentReport branch =
        new EnvironmentReport(
            "dev",
            "",
            status,
            Duration.ZERO,
            Duration.ofMillis(5),
            null,
            null,
            null,
            List.of(task),
            List.of(),
            ReversibilityReport.unknown("not tried"),
            List.of(),
            List.of(),
            List.of());
    return new MigrationTestReport(
        "aaaaaaaaaa",
        "test.yaml",
        java.time.Instant.EPOCH,
        Duration.ofMillis(5),
        Duration.ofMillis(5),
        status,
        List.of(branch),
        new DriftReport(Status.UNKNOWN, "", List.of()),
        List.of());
  }

  @Override
  public OperationPlan backup(Backup backup) throws ConfigurationException {
    return planned(backup);
  }

  @Override
  public DeploymentsConfiguration deployments(Validate validate) {
    throw new AssertionError("there are no deployments here");
  }

  @Override
  public OperationPlan validate(Validate validate) throws ConfigurationException {
    return planned(validate);
  }

  @Override
  public OperationPlan health(Health health) throws ConfigurationException {
    return planned(health);
  }

  @Override
  public OperationPlan verifyBackups(VerifyBackups verify) throws ConfigurationException {
    return planned(verify);
  }

  @Override
  public OperationPlan restore(Restore restore) throws ConfigurationException {
    return planned(restore);
  }

  @Override
  public List<ReplacedDatabase> replaced(ReplacedOn where) {
    calls.add(where);
    return List.of();
  }

  @Override
  public void dropReplaced(ReplacedOn where, String name, String confirm) {
    throw new AssertionError("nothing to drop");
  }

  @Override
  public SwapResult swapBack(ReplacedOn where, String name, Cancellation cancellation) {
    throw new AssertionError("nothing to swap back");
  }

  @Override
  public OperationPlan provision(Provision provision) throws ConfigurationException {
    return planned(provision);
  }

  private OperationPlan planned(Object asked) throws ConfigurationException {
    calls.add(asked);
    if (problem != null) {
      throw problem;
    }
    return operation;
  }

  @Override
  public OperationReport run(OperationPlan plan, RunContext context, Consumer<LaneReport> ended) {
    calls.add(context);
    return LocalOperation.run(plan, context, ended);
  }

  @Override
  public void writeFiles(OperationReport report, Path directory) throws IOException {
    Files.writeString(directory.resolve("report.json"), "{}");
  }

  @Override
  public void writeJson(OperationReport report, OutputStream out) throws IOException {
    out.write("{\"operation\":\"scripted\"}\n".getBytes(UTF_8));
  }

  @Override
  public String summary(OperationReport report, @Nullable Path page, ConsoleStyle style) {
    return "the summary\n" + (page == null ? "" : "Report: " + page + "\n");
  }

  @Override
  public void writeFiles(MigrationTestReport report, Path directory) throws IOException {
    Files.writeString(directory.resolve("report.json"), "{}");
  }

  @Override
  public void writeJson(MigrationTestReport report, OutputStream out) throws IOException {
    out.write("{\"status\":\"passed\"}\n".getBytes(UTF_8));
  }

  @Override
  public String summary(MigrationTestReport report, @Nullable Path page, ConsoleStyle style) {
    return "the summary\n" + (page == null ? "" : "Report: " + page + "\n");
  }

  @Override
  public boolean reap(Reap reap, Consumer<String> messages) {
    calls.add(reap);
    messages.accept("dropped orch_x");
    return clean;
  }

  /** The only call of a kind. */
  <T> T call(Class<T> kind) {
    List<T> found = calls.stream().filter(kind::isInstance).map(kind::cast).toList();
    if (found.size() != 1) {
      throw new AssertionError("expected one " + kind.getSimpleName() + ", found " + calls);
    }
    return found.get(0);
  }
}
