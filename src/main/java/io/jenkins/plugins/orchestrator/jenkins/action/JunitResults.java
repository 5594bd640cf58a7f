package io.jenkins.plugins.orchestrator.jenkins.action;

import hudson.Extension;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.tasks.junit.TestResult;
import hudson.tasks.junit.TestResultAction;
import hudson.tasks.test.PipelineTestDetails;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Gives the results to the junit plugin, where it is installed: without it this class cannot be
 * loaded, and Jenkins passes it over.
 */
@SuppressWarnings("deprecation") // what replaces it needs one plugin more, variant
@Extension(optional = true)
public final class JunitResults extends RunEndedListener {
  @Override
  protected void ended(
      Run<?, ?> build, @Nullable String flowNode, RunReport report, TaskListener listener)
      throws IOException {
    TestResult result = parse(flowNode, report);
    synchronized (build) {
      TestResultAction present = build.getAction(TestResultAction.class);
      if (present == null) {
        build.addAction(new TestResultAction(build, result, listener));
      } else {
        result.freeze(present);
        present.mergeResult(result, listener);
      }
    }
    build.save();
  }

  /** The plugin reads files only. */
  private static TestResult parse(@Nullable String flowNode, RunReport report) throws IOException {
    PipelineTestDetails details = new PipelineTestDetails();
    if (flowNode != null) {
      details.setNodeId(flowNode);
    }
    Path file = Files.createTempFile("junit-", ".xml");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
        report.write(ReportFormat.JUNIT, out);
      }
      TestResult result = new TestResult();
      result.parse(file.toFile(), details);
      result.tally();
      return result;
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
