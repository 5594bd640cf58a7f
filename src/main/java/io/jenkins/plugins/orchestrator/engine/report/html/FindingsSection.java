package io.jenkins.plugins.orchestrator.engine.report.html;

import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.ReportFindings;
import io.jenkins.plugins.orchestrator.engine.report.markup.Markup;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** All findings of the run, each once with the environments that have it. */
final class FindingsSection {
  private static final int MOST = 50;

  private FindingsSection() {}

  static void write(MigrationTestReport report, Markup to) throws IOException {
    Map<Finding, Set<String>> places = new LinkedHashMap<>();
    for (ReportFindings.Located located : ReportFindings.all(report)) {
      Set<String> where = places.computeIfAbsent(located.finding(), f -> new LinkedHashSet<>());
      where.add(located.environment() == null ? "the whole run" : located.environment());
    }
    if (places.isEmpty()) {
      return;
    }
    to.open("section", "aria-labelledby", "po-findings");
    to.element("h2", "Findings", "id", "po-findings");
    to.open("ul", "class", "po-findings");
    int shown = 0;
    for (Map.Entry<Finding, Set<String>> entry : places.entrySet()) {
      if (shown++ == MOST) {
        break;
      }
      Blocks.finding(to, entry.getKey(), String.join(", ", entry.getValue()));
    }
    to.close();
    Blocks.rest(to, places.size(), MOST);
    to.close().line();
  }
}
