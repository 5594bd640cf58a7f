package io.jenkins.plugins.orchestrator.jenkins.action;

import io.jenkins.plugins.orchestrator.engine.report.json.JsonStateHistory;
import java.io.IOException;
import java.io.OutputStream;

/** {@code <job>/environments/api/json}: how every environment is now. */
public final class EnvironmentsApi extends JsonApi {
  private final EnvironmentsAction action;

  EnvironmentsApi(EnvironmentsAction action) {
    this.action = action;
  }

  @Override
  void write(OutputStream out) throws IOException {
    JsonStateHistory.write(action.history(), out);
  }
}
