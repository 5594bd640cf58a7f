package io.jenkins.plugins.orchestrator.engine.report.svg;

import io.jenkins.plugins.orchestrator.engine.report.HumanDuration;
import io.jenkins.plugins.orchestrator.engine.report.PlainText;
import io.jenkins.plugins.orchestrator.engine.report.ReportWords;
import io.jenkins.plugins.orchestrator.engine.report.markup.Markup;
import io.jenkins.plugins.orchestrator.engine.report.svg.Timeline.Bar;
import io.jenkins.plugins.orchestrator.engine.report.svg.Timeline.Kind;
import io.jenkins.plugins.orchestrator.engine.report.svg.Timeline.Lane;
import io.jenkins.plugins.orchestrator.engine.report.svg.Timeline.Tick;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;

/**
 * Draws a timeline. Times are percentages of the width, heights are pixels: the picture fits every
 * screen and its letters keep their size. Geometry stands in attributes, colours in classes, so
 * that it works under a strict content security policy.
 */
public final class TimelineSvg {
  private static final int AXIS = 22;
  private static final int LABEL = 18;
  private static final int TASK = 20;
  private static final int SCRIPT = 8;
  private static final int GAP = 16;
  private static final int SCRIPTS = 3 + 3 * SCRIPT;

  /** Widths of the drawing on a telephone and on a desktop, in pixels; letters of a bar's label. */
  private static final double NARROW = 320;

  /** A bar that an outline would cover, as a part of the width. */
  private static final double THIN = 0.008;

  private static final double WIDE = 860;
  private static final double LETTER = 6.8;

  private final Timeline timeline;
  private final Markup to;

  private final boolean running;

  private TimelineSvg(Timeline timeline, boolean running, Markup to) {
    this.timeline = timeline;
    this.running = running;
    this.to = to;
  }

  /**
   * Draws; classes begin with {@code po-}, ids with {@code po-timeline}.
   *
   * @param running whether the run goes on
   */
  public static void write(Timeline timeline, boolean running, Markup to) throws IOException {
    new TimelineSvg(timeline, running, to).write();
  }

  private String ending(Lane lane) {
    return running && lane.status() == Status.UNKNOWN ? "not ended" : ReportWords.of(lane.status());
  }

  private void write() throws IOException {
    int height = AXIS + timeline.lanes().size() * laneHeight();
    to.open(
        "svg",
        "xmlns",
        "http://www.w3.org/2000/svg",
        "class",
        "po-timeline",
        "role",
        "img",
        "aria-labelledby",
        "po-timeline-title po-timeline-desc",
        "width",
        "100%",
        "height",
        String.valueOf(height));
    to.element("title", "When each environment did what", "id", "po-timeline-title");
    to.element("desc", description(), "id", "po-timeline-desc");
    hatch();
    axis(height);
    int y = AXIS;
    for (Lane lane : timeline.lanes()) {
      lane(lane, y);
      y += laneHeight();
    }
    to.close().line();
  }

  private int laneHeight() {
    return LABEL + TASK + (timeline.scripts() ? SCRIPTS : 0) + GAP;
  }

  private String description() {
    StringBuilder text =
        new StringBuilder("A lane for each environment on an axis of ")
            .append(timeline.length())
            .append(". ");
    for (Lane lane : timeline.lanes().subList(0, Math.min(10, timeline.lanes().size()))) {
      text.append(PlainText.line(lane.environment()))
          .append(": ")
          .append(ending(lane))
          .append(" after ")
          .append(HumanDuration.of(lane.duration()))
          .append(". ");
    }
    return text.append("The same times stand in the tables of tasks")
        .append(timeline.scripts() ? " and scripts." : ".")
        .toString();
  }

  /** Stripes say "not finished" to those who do not see the colour. */
  private void hatch() throws IOException {
    to.open("defs");
    to.open(
        "pattern",
        "id",
        "po-timeline-hatch",
        "width",
        "6",
        "height",
        "6",
        "patternUnits",
        "userSpaceOnUse",
        "patternTransform",
        "rotate(45)");
    to.empty("rect", "class", "po-hatch-stripe", "width", "2.5", "height", "6");
    to.close(2);
  }

  private void axis(int height) throws IOException {
    for (Tick tick : timeline.ticks()) {
      String x = percent(tick.at());
      to.empty(
          "line",
          "class",
          "po-tick",
          "x1",
          x,
          "x2",
          x,
          "y1",
          String.valueOf(AXIS - 6),
          "y2",
          String.valueOf(height));
      String anchor = tick.at() < 0.03 ? "start" : tick.at() > 0.94 ? "end" : "middle";
      to.element(
          "text", tick.label(), "class", "po-tick-label", "x", x, "y", "12", "text-anchor", anchor);
    }
  }

  private void lane(Lane lane, int y) throws IOException {
    to.line().open("g", "class", "po-lane");
    String baseline = String.valueOf(y + LABEL - 5);
    to.open("text", "class", "po-lane-label", "x", "0", "y", baseline);
    to.text(shortened(PlainText.line(lane.environment())));
    to.element("title", PlainText.line(lane.environment()));
    to.close();
    to.element(
        "text",
        ending(lane) + ", " + HumanDuration.shortly(lane.duration()),
        "class",
        "po-lane-status po-status-" + ReportWords.token(lane.status()),
        "x",
        "100%",
        "y",
        baseline,
        "text-anchor",
        "end");
    for (Bar bar : lane.tasks()) {
      bar(bar, y + LABEL, TASK);
    }
    for (Bar bar : lane.scripts()) {
      bar(bar, scriptY(bar, y), SCRIPT - 1);
    }
    if (lane.tasks().isEmpty()) {
      to.element(
          "text",
          "did not begin",
          "class",
          "po-lane-status po-status-unknown",
          "x",
          "0",
          "y",
          String.valueOf(y + LABEL + 14));
    }
    // Last, so that no neighbour covers them.
    for (Bar bar : lane.tasks()) {
      cross(bar, y + LABEL + TASK / 2);
    }
    for (Bar bar : lane.scripts()) {
      cross(bar, scriptY(bar, y) + SCRIPT / 2);
    }
    to.close();
  }

  private static int scriptY(Bar bar, int lane) {
    return lane + LABEL + TASK + 3 + row(bar.kind()) * SCRIPT;
  }

  /** Each pass has a row of its own, so that colour is not all that tells them apart. */
  private static int row(Kind kind) {
    return kind == Kind.UP ? 0 : kind == Kind.DOWN ? 1 : 2;
  }

  private void bar(Bar bar, int y, int height) throws IOException {
    to.open(
        "g",
        "class",
        "po-bar po-bar-"
            + ReportWords.token(bar.kind()).replace('_', '-')
            + (bar.width() < THIN ? " po-bar-thin" : "")
            + (bar.status() == Status.PASSED ? "" : " po-bar-" + ReportWords.token(bar.status())));
    to.element("title", tooltip(bar));
    String[] area = {
      "x", percent(bar.start()), "y", String.valueOf(y),
      "width", percent(bar.width()), "height", String.valueOf(height)
    };
    to.empty("rect", with(area, "rx", bar.kind().isScript() ? "1" : "2"));
    if (!bar.status().isFailure() && bar.status() != Status.PASSED) {
      to.empty("rect", with(area, "fill", "url(#po-timeline-hatch)"));
    }
    if (!bar.kind().isScript()) {
      label(bar, y);
    }
    to.close();
  }

  private void label(Bar bar, int y) throws IOException {
    double letters = (bar.kind().label().length() + 1) * LETTER;
    if (bar.width() * WIDE < letters) {
      return;
    }
    to.element(
        "text",
        bar.kind().label(),
        "class",
        bar.width() * NARROW < letters ? "po-bar-label po-wide-only" : "po-bar-label",
        "x",
        percent(bar.start() + bar.width() / 2),
        "y",
        String.valueOf(y + 14),
        "text-anchor",
        "middle");
  }

  /** At the end of what failed; a picture of its own, so that its shape is in pixels. */
  private void cross(Bar bar, int y) throws IOException {
    if (!bar.status().isFailure()) {
      return;
    }
    to.open(
        "svg",
        "class",
        "po-cross",
        "x",
        percent(Math.min(1, bar.start() + bar.width())),
        "y",
        String.valueOf(y),
        "overflow",
        "visible",
        "width",
        "1",
        "height",
        "1");
    to.empty("circle", "r", "7");
    to.empty("path", "d", "M-3 -3L3 3M3 -3L-3 3");
    to.close();
  }

  private static String tooltip(Bar bar) {
    return PlainText.line(bar.name())
        + "\n"
        + bar.kind().label()
        + (bar.status() == Status.PASSED ? "" : ", " + ReportWords.of(bar.status()))
        + ": "
        + HumanDuration.of(bar.duration())
        + ", from "
        + HumanDuration.of(bar.from());
  }

  private static String shortened(String name) {
    return name.codePointCount(0, name.length()) <= 28
        ? name
        : name.substring(0, name.offsetByCodePoints(0, 27)) + "…";
  }

  private static String[] with(String[] attributes, String name, String value) {
    String[] more = Arrays.copyOf(attributes, attributes.length + 2);
    more[attributes.length] = name;
    more[attributes.length + 1] = value;
    return more;
  }

  private static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.3f%%", 100 * fraction);
  }
}
