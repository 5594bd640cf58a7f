package io.jenkins.plugins.orchestrator.jenkins.action;

import io.jenkins.plugins.orchestrator.engine.report.json.JsonStateHistory;
import java.io.BufferedOutputStream;
import java.io.IOException;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.verb.GET;

/** {@code <job>/environments/api/json}: how every environment is now, for programs. */
public final class EnvironmentsApi {
  private final EnvironmentsAction action;

  EnvironmentsApi(EnvironmentsAction action) {
    this.action = action;
  }

  /** Jenkins' pages link to it as their <em>REST API</em>. */
  @GET
  public void doIndex(StaplerResponse2 response) throws IOException {
    response.sendRedirect("json");
  }

  /** Writes what the page shows. */
  @GET
  public void doJson(StaplerResponse2 response) throws IOException {
    response.setContentType("application/json");
    response.setHeader("X-Content-Type-Options", "nosniff");
    JsonStateHistory.write(action.history(), new BufferedOutputStream(response.getOutputStream()));
  }
}
