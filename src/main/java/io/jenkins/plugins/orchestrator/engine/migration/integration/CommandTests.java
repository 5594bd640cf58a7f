package io.jenkins.plugins.orchestrator.engine.migration.integration;

import io.jenkins.plugins.orchestrator.engine.config.IntegrationTest;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.ApplicationName;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientProcess;
import io.jenkins.plugins.orchestrator.engine.report.TestReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.time.Duration;
import java.util.Map;

/** Runs the user's test commands against a clone. */
public final class CommandTests {
  private final RunContext context;
  private final ShellCommand shell;

  /**
   * @param children writes the commands' processes down, so that they are found when this one is
   *     killed
   */
  public CommandTests(RunContext context, String environment, ClientProcess.Listener children) {
    this.context = context;
    String application = ApplicationName.of(context.run(), environment, "command");
    this.shell = new ShellCommand(context, application, Map.of(), children);
  }

  /**
   * Runs one, to its end, its time limit or the cancellation; with it end the processes that it
   * started.
   */
  public TestReport run(
      IntegrationTest.Command test, DatabaseTarget target, Cancellation cancellation) {
    Duration start = context.clock().elapsed();
    ShellCommand.Ended ended = shell.run(test.command(), test.timeout(), target, cancellation);
    return new TestReport(
        test.name(),
        "command",
        ended.status(),
        start,
        context.clock().elapsed().minus(start),
        ended.exitCode(),
        ended.output(),
        null,
        ended.message());
  }
}
