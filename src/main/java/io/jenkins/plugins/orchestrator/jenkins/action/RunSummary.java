package io.jenkins.plugins.orchestrator.jenkins.action;

import io.jenkins.plugins.orchestrator.engine.report.ReportWords;
import io.jenkins.plugins.orchestrator.engine.report.Verdict;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What {@code build.xml} keeps of a run; everything else is in its report. No record: XStream
 * cannot read those back.
 */
public final class RunSummary implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String id;
  private final String title;
  private final @Nullable String flowNode;
  private final boolean running;
  private final String status;
  private final String sentence;

  private RunSummary(
      String id,
      String title,
      @Nullable String flowNode,
      boolean running,
      Status status,
      String sentence) {
    this.id = id;
    this.title = title;
    this.flowNode = flowNode;
    this.running = running;
    this.status = status.name();
    this.sentence = sentence;
  }

  static RunSummary begun(String id, String title, @Nullable String flowNode) {
    return new RunSummary(id, title, flowNode, true, Status.UNKNOWN, "It goes on.");
  }

  RunSummary ended(RunReport report) {
    Verdict verdict = report.verdict();
    return new RunSummary(id, title, flowNode, false, verdict.status(), verdict.sentence());
  }

  /** One whose controller ended before it did. */
  RunSummary interrupted() {
    return new RunSummary(
        id,
        title,
        flowNode,
        false,
        Status.UNKNOWN,
        "Jenkins was stopped before it ended; what was measured until then is shown.");
  }

  /** Of its report's file and its part of the page; ten letters and digits. */
  public String getId() {
    return id;
  }

  public String getTitle() {
    return title;
  }

  /** The step's node in the flow, whose log the page leads to; null when it has none. */
  public @Nullable String getFlowNode() {
    return flowNode;
  }

  public boolean isRunning() {
    return running;
  }

  /** A word such as {@code PASSED}. */
  public String getStatus() {
    return status;
  }

  /** The status for people. */
  public String getWord() {
    return running ? "running" : ReportWords.of(Status.valueOf(status));
  }

  public String getSentence() {
    return sentence;
  }
}
