package org.kohsuke.stapler;

public class HttpResponses {
  public static org.kohsuke.stapler.HttpResponses.HttpResponseException notFound() {
    throw new UnsupportedOperationException();
  }

  HttpResponses() {}

  public abstract static class HttpResponseException extends RuntimeException
      implements org.kohsuke.stapler.HttpResponse {
    private static final long serialVersionUID = 1L;

    HttpResponseException() {}
  }
}
