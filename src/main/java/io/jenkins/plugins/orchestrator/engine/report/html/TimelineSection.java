package io.jenkins.plugins.orchestrator.engine.report.html;

import io.jenkins.plugins.orchestrator.engine.report.ReportWords;
import io.jenkins.plugins.orchestrator.engine.report.markup.Markup;
import io.jenkins.plugins.orchestrator.engine.report.svg.Timeline;
import io.jenkins.plugins.orchestrator.engine.report.svg.TimelineSvg;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/** When each environment did what. */
final class TimelineSection {
  private TimelineSection() {}

  static void write(Timeline timeline, ReportView view, Markup to) throws IOException {
    if (timeline.lanes().isEmpty()) {
      return;
    }
    to.open("section", "aria-labelledby", "po-time");
    to.element("h2", "Timeline", "id", "po-time");
    to.open("figure", "class", "po-figure");
    TimelineSvg.write(timeline, view.running(), to);
    legend(timeline, to);
    to.close();
    if (timeline.left() > 0) {
      to.element(
          "p",
          ReportWords.count(timeline.left(), "more lane is", "more lanes are") + " not drawn.",
          "class",
          "po-note");
    }
    to.close().line();
  }

  private static void legend(Timeline timeline, Markup to) throws IOException {
    Set<Timeline.Kind> kinds = EnumSet.noneOf(Timeline.Kind.class);
    boolean failures = false;
    for (Timeline.Lane lane : timeline.lanes()) {
      for (Timeline.Bar bar : lane.tasks()) {
        kinds.add(bar.kind());
        failures |= bar.status().isFailure();
      }
      for (Timeline.Bar bar : lane.scripts()) {
        kinds.add(bar.kind());
        failures |= bar.status().isFailure();
      }
    }
    to.open("figcaption").open("ul", "class", "po-legend", "aria-label", "Legend");
    for (Timeline.Kind kind : kinds) {
      entry(to, "po-bar-" + ReportWords.token(kind).replace('_', '-'), kind.label());
    }
    if (failures) {
      entry(to, "po-bar-failed", "failed");
    }
    to.close(2);
  }

  private static void entry(Markup to, String kind, String label) throws IOException {
    to.open("li");
    to.open("svg", "class", "po-swatch", "width", "14", "height", "10", "aria-hidden", "true");
    to.open("g", "class", kind).empty("rect", "width", "14", "height", "10", "rx", "2");
    to.close(2).text(label).close();
  }
}
