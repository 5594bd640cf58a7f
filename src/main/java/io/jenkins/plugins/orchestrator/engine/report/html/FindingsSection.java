package io.jenkins.plugins.orchestrator.engine.report.html;

import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.ReportFindings;
import io.jenkins.plugins.orchestrator.engine.report.markup.Markup;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** All findings of the run, each once with the environments that have it. */
final class FindingsSection {
  private static final int MOST = 50;
  private static final int MOST_PLACES = 30;

  private FindingsSection() {}

  static void write(List<ReportFindings.Located> findings, Markup to) throws IOException {
    Map<Finding, Set<String>> places = new LinkedHashMap<>();
    for (ReportFindings.Located located : findings) {
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
      Blocks.finding(to, entry.getKey(), where(entry.getValue()));
    }
    to.close();
    Blocks.rest(to, places.size(), MOST);
    to.close().line();
  }

  private static String where(Set<String> places) {
    String first = places.stream().limit(MOST_PLACES).collect(Collectors.joining(", "));
    int more = places.size() - MOST_PLACES;
    return more > 0 ? first + " and " + more + " more" : first;
  }
}
