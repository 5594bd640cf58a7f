package org.kohsuke.stapler;

public interface HttpResponse {
  default void generateResponse(
      org.kohsuke.stapler.StaplerRequest2 p0, org.kohsuke.stapler.StaplerResponse2 p1, Object p2)
      throws java.io.IOException, jakarta.servlet.ServletException {
    throw new UnsupportedOperationException();
  }
}
