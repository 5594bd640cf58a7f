package io.jenkins.plugins.orchestrator.engine.report.html;

import io.jenkins.plugins.orchestrator.engine.report.DriftReport;
import io.jenkins.plugins.orchestrator.engine.report.markup.Markup;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;

/** Whether all environments have the same schema. */
final class DriftSection {
  private DriftSection() {}

  static void write(DriftReport drift, Markup to) throws IOException {
    to.open("section", "aria-labelledby", "po-drift");
    to.open("h2", "id", "po-drift").text("Drift between environments ");
    Badges.status(to, drift.status());
    to.close();
    to.element("p", sentence(drift));
    for (DriftReport.Drift environment : drift.environments()) {
      if (environment.before().isEmpty() && environment.after().isEmpty()) {
        continue;
      }
      to.element("h3", environment.environment());
      Blocks.differences(
          to,
          "Differences after the scripts",
          drift.reference(),
          environment.environment(),
          environment.after());
      if (environment.before().equals(environment.after())) {
        to.element("p", "All of them were there before the scripts.", "class", "po-note");
      } else if (!environment.before().isEmpty()) {
        to.line().open("details", "class", "po-part");
        to.open("summary");
        to.element("h4", "Differences before the scripts (" + environment.before().size() + ")");
        to.close();
        Blocks.differences(
            to,
            "Differences before the scripts",
            drift.reference(),
            environment.environment(),
            environment.before());
        to.close();
      }
    }
    to.close().line();
  }

  private static String sentence(DriftReport drift) {
    if (drift.status() == Status.PASSED) {
      return "All environments have the same schema after the scripts.";
    }
    return drift.status().isFailure()
        ? "The schemas are not the same after the scripts; each environment is compared with "
            + drift.reference()
            + "."
        : "The schemas were not compared: fewer than two environments got so far.";
  }
}
