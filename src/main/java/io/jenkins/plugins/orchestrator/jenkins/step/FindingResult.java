package io.jenkins.plugins.orchestrator.jenkins.step;

import io.jenkins.plugins.orchestrator.engine.report.Finding;
import java.io.Serializable;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;
import org.jspecify.annotations.Nullable;

/** One finding, for Pipelines. */
public final class FindingResult implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String severity;
  private final String code;
  private final String message;
  private final @Nullable String script;
  private final @Nullable Integer line;
  private final @Nullable String advice;

  FindingResult(Finding finding) {
    severity = finding.severity().name();
    code = finding.code();
    message = finding.message();
    script = finding.script();
    line = finding.line();
    advice = finding.advice();
  }

  /** {@code INFO}, {@code WARNING} or {@code ERROR}. */
  @Whitelisted
  public String getSeverity() {
    return severity;
  }

  @Whitelisted
  public String getCode() {
    return code;
  }

  @Whitelisted
  public String getMessage() {
    return message;
  }

  @Whitelisted
  public @Nullable String getScript() {
    return script;
  }

  @Whitelisted
  public @Nullable Integer getLine() {
    return line;
  }

  @Whitelisted
  public @Nullable String getAdvice() {
    return advice;
  }
}
