package io.jenkins.plugins.orchestrator.jenkins.action;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.TreeMap;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;

/** Requests and responses of Stapler, as far as the pages use them. */
final class Servlets {
  private Servlets() {}

  /** A request with these parameters. */
  static StaplerRequest2 request(Map<String, String> parameters) {
    return (StaplerRequest2)
        Proxy.newProxyInstance(
            Servlets.class.getClassLoader(),
            new Class<?>[] {StaplerRequest2.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("getParameter")) {
                return parameters.get((String) arguments[0]);
              }
              throw new UnsupportedOperationException(method.toString());
            });
  }

  /** A response that keeps what is written. */
  static final class Response {
    final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    final ByteArrayOutputStream body = new ByteArrayOutputStream();
    int status = 200;

    StaplerResponse2 stapler() {
      return (StaplerResponse2)
          Proxy.newProxyInstance(
              Servlets.class.getClassLoader(),
              new Class<?>[] {StaplerResponse2.class},
              (proxy, method, arguments) -> call(method.getName(), arguments));
    }

    private Object call(String method, Object[] arguments) {
      switch (method) {
        case "setStatus" -> status = (Integer) arguments[0];
        case "setHeader" -> headers.put((String) arguments[0], (String) arguments[1]);
        case "setContentType" -> headers.put("Content-Type", (String) arguments[0]);
        case "getOutputStream" -> {
          return new Body(body);
        }
        default -> throw new UnsupportedOperationException(method);
      }
      return null;
    }
  }

  private static final class Body extends ServletOutputStream {
    private final ByteArrayOutputStream to;

    Body(ByteArrayOutputStream to) {
      this.to = to;
    }

    @Override
    public void write(int b) {
      to.write(b);
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {}
  }
}
