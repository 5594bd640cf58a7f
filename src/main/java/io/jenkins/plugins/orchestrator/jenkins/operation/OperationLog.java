package io.jenkins.plugins.orchestrator.jenkins.operation;

import hudson.console.HyperlinkNote;
import hudson.model.TaskListener;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.report.PlainText;

/**
 * The lines that an operation writes into its build's log: free of secrets, and of characters that
 * would make a log say what it does not.
 */
public final class OperationLog {
  private final TaskListener listener;
  private final Redactor redactor;

  public OperationLog(TaskListener listener, Redactor redactor) {
    this.listener = listener;
    this.redactor = redactor;
  }

  public void line(String text) {
    listener.getLogger().println(PlainText.visible(redactor.redact(text)));
  }

  public void line(String environment, String text) {
    line("[" + environment + "] " + text);
  }

  /** A line that leads to a page of this Jenkins. */
  public void link(String url, String text) {
    listener.getLogger().println(HyperlinkNote.encodeTo(url, text));
  }
}
