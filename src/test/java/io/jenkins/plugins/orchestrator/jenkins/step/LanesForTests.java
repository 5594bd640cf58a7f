package io.jenkins.plugins.orchestrator.jenkins.step;

import io.jenkins.plugins.orchestrator.engine.operation.Coordination;
import io.jenkins.plugins.orchestrator.engine.operation.OperationPlan;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.Fact;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A plan whose lanes write a file of their name where they run, and end as their names say: {@code
 * good}, {@code bad}, {@code gone} (skipped) and {@code liar}, which gives another's result.
 */
record LanesForTests(List<String> names, @Nullable String label) implements OperationPlan {
  static final Secret SECRET = Secret.of("s3cret-Pw#9");

  LanesForTests {
    names = List.copyOf(names);
  }

  static LanesForTests named(String... names) {
    return new LanesForTests(List.of(names), null);
  }

  @Override
  public String operation() {
    return "backup";
  }

  @Override
  public String title() {
    return "Backup of test.yaml";
  }

  @Override
  public String configuration() {
    return "test.yaml";
  }

  @Override
  public List<Lane> lanes() {
    return names.stream().map(name -> new Lane(name, "for tests", label, List.of())).toList();
  }

  @Override
  public int maxParallel() {
    return 2;
  }

  @Override
  public List<Finding> findings() {
    return List.of(Finding.of(Finding.Severity.WARNING, "some", "not wise: s3cret-Pw#9", null));
  }

  @Override
  public List<Secret> secrets() {
    return List.of(SECRET);
  }

  @Override
  public OperationPlan of(String lane) {
    return new LanesForTests(List.of(lane), label);
  }

  @Override
  public LaneReport run(String lane, RunContext context, Coordination coordination) {
    Duration start = context.clock().elapsed();
    context.listener().taskStarted(lane, TaskKind.DUMP);
    try {
      Files.writeString(context.workingDirectory().resolve(lane), lane);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Status status =
        switch (lane) {
          case "bad" -> Status.FAILED;
          case "gone" -> Status.SKIPPED;
          default -> Status.PASSED;
        };
    TaskReport task =
        new TaskReport(TaskKind.DUMP, "dump", status, start, Duration.ofMillis(5), null);
    context.listener().taskFinished(lane, task);
    return new LaneReport(
        lane.equals("liar") ? "good" : lane,
        "for tests",
        status,
        start,
        Duration.ofMillis(7),
        status == Status.FAILED ? "pg_dump was refused: no space" : null,
        new ArrayList<>(List.of(new Fact("size", "12 MB"), new Fact("RTO", "12.4 s"))),
        List.of(task),
        List.of(),
        List.of(),
        List.of());
  }
}
