package io.jenkins.plugins.orchestrator.engine.report.html;

import org.jspecify.annotations.Nullable;

/**
 * Where a report is shown, which decides what it can lead to. Links are relative to the page.
 *
 * @param log the log of the run; null when it has none that can be reached
 * @param statements the page that shows all statements; null when only the files do
 * @param running whether the run goes on: what is not measured yet is no failure then
 */
public record ReportView(@Nullable String log, @Nullable String statements, boolean running) {
  /** A page of its own, which leads nowhere. */
  public static ReportView alone() {
    return new ReportView(null, null, false);
  }
}
