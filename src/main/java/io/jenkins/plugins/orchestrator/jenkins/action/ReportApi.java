package io.jenkins.plugins.orchestrator.jenkins.action;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.verb.GET;

/** {@code orchestration/api/json}: the reports of all runs of the build, {@code {"runs": […]}}. */
public final class ReportApi {
  private final OrchestrationAction action;

  ReportApi(OrchestrationAction action) {
    this.action = action;
  }

  /** Jenkins' pages link to it as their <em>REST API</em>. */
  @GET
  public void doIndex(StaplerResponse2 response) throws IOException {
    response.sendRedirect("json");
  }

  /** Writes them one after the other: a build may have many. */
  @GET
  public void doJson(StaplerResponse2 response) throws IOException {
    response.setContentType("application/json");
    response.setHeader("X-Content-Type-Options", "nosniff");
    OutputStream out = new BufferedOutputStream(response.getOutputStream());
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
    out.flush();
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
