package io.jenkins.plugins.orchestrator.jenkins.step;

import hudson.console.ConsoleLogFilter;
import hudson.console.LineTransformationOutputStream;
import hudson.model.Run;
import hudson.util.Secret;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Masks a password in the log of a body, as it is and as it stands in URLs. It is saved with the
 * build, encrypted as Jenkins' secrets are, and sent to agents, which write to the log too.
 */
final class PasswordMask extends ConsoleLogFilter implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Secret password;

  PasswordMask(Secret password) {
    this.password = password;
  }

  @Override
  @SuppressWarnings("rawtypes") // as in the class that it extends
  public OutputStream decorateLogger(Run build, OutputStream log) {
    return new Masked(
        log,
        Redactor.of(
            List.of(
                io.jenkins.plugins.orchestrator.engine.postgres.Secret.of(
                    password.getPlainText()))));
  }

  /** Line by line: a password has no line end. */
  static final class Masked extends LineTransformationOutputStream.Delegating {
    private final Redactor redactor;

    Masked(OutputStream log, Redactor redactor) {
      super(log);
      this.redactor = redactor;
    }

    @Override
    protected void eol(byte[] bytes, int length) throws IOException {
      String line = new String(bytes, 0, length, StandardCharsets.UTF_8);
      String masked = redactor.redact(line);
      if (masked.equals(line)) {
        // As it is: it need not be UTF-8.
        out.write(bytes, 0, length);
      } else {
        out.write(masked.getBytes(StandardCharsets.UTF_8));
      }
    }
  }
}
