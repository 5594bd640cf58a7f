package io.jenkins.plugins.orchestrator.jenkins.action;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** {@code orchestration/api/json}: the reports of all runs of the build, {@code {"runs": […]}}. */
public final class ReportApi extends JsonApi {
  private final OrchestrationAction action;

  ReportApi(OrchestrationAction action) {
    this.action = action;
  }

  /** One after the other: a build may have many. */
  @Override
  void write(OutputStream out) throws IOException {
    write(out, "{\"runs\":[");
    String separator = "";
    for (RunPage page : action.getPages()) {
      Optional<RunReport> report = page.report();
      if (report.isPresent()) {
        write(out, separator);
        report.get().write(ReportFormat.JSON, out);
        separator = ",";
      }
    }
    write(out, "]}");
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
