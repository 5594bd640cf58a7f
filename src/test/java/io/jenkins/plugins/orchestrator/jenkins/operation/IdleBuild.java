package io.jenkins.plugins.orchestrator.jenkins.operation;

import static org.mockito.Mockito.mock;

import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.operation.UserCommands;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.report.ProgressListener;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.RunClock;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.run.StateDirectory;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.jenkins.branch.HeldNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.security.core.Authentication;

/** What an operation gets of a build that holds no node, runs no commands and hears nothing. */
final class IdleBuild {
  private IdleBuild() {}

  static OperationSite site() {
    return site(mock(Run.class));
  }

  static OperationSite site(Run<?, ?> build) {
    return new OperationSite(
        build,
        mock(TaskListener.class),
        null,
        new HeldNode(null),
        UserCommands.none("no commands"),
        Map.of(),
        null,
        mock(Authentication.class));
  }

  static RunContext context(RunId run, Path directory) {
    return new RunContext(
        run,
        RunClock.start(),
        new StateDirectory(directory),
        Redactor.of(List.of()),
        ProgressListener.silent(),
        new Cancellation(),
        Map.of(),
        directory,
        UserCommands.none("no commands"));
  }

  /** What a lane gives that has passed, from its first second to its third. */
  static LaneReport passed(String lane) {
    return new LaneReport(
        lane,
        "",
        Status.PASSED,
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        null,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }
}
