package io.jenkins.plugins.orchestrator.jenkins.action;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;

/** Sends a report as a file, which a browser stores and never shows as a page of Jenkins. */
final class ReportDownload implements HttpResponse {
  private final ReportFormat format;
  private final String id;
  private final RunReport report;

  ReportDownload(ReportFormat format, String id, RunReport report) {
    this.format = format;
    this.id = id;
    this.report = report;
  }

  @Override
  public void generateResponse(StaplerRequest2 request, StaplerResponse2 response, Object node)
      throws IOException {
    response.setContentType(format.contentType());
    response.setHeader(
        "Content-Disposition", "attachment; filename=" + report.fileName(format, id));
    response.setHeader("Content-Security-Policy", "sandbox; default-src 'none'");
    response.setHeader("X-Content-Type-Options", "nosniff");
    OutputStream out = new BufferedOutputStream(response.getOutputStream());
    report.write(format, out);
    out.flush();
  }
}
