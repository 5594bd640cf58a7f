package io.jenkins.plugins.orchestrator.jenkins.action;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.verb.GET;

/** What a page shows, for programs: {@code api/json} below it. */
public abstract class JsonApi {
  /** Jenkins' pages link to it as their <em>REST API</em>. */
  @GET
  public void doIndex(StaplerResponse2 response) throws IOException {
    response.sendRedirect("json");
  }

  /** Sends it. */
  @GET
  public void doJson(StaplerResponse2 response) throws IOException {
    response.setContentType("application/json");
    response.setHeader("X-Content-Type-Options", "nosniff");
    OutputStream out = new BufferedOutputStream(response.getOutputStream());
    write(out);
    out.flush();
  }

  /**
   * Writes one JSON object in UTF-8.
   *
   * @param out stays open
   */
  abstract void write(OutputStream out) throws IOException;
}
