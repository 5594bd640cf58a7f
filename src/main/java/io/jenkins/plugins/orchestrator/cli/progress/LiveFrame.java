package io.jenkins.plugins.orchestrator.cli.progress;

import io.jenkins.plugins.orchestrator.engine.report.console.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Draws the lanes of a moment as lines that fit the terminal.
 *
 * @param columns width of the terminal
 * @param rows height of the terminal
 * @param color whether ANSI colours may be used
 * @param unicode whether more than ASCII may be used
 */
record LiveFrame(int columns, int rows, boolean color, boolean unicode) {
  private static final String[] BRAILLE = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};
  private static final String[] ASCII = {"|", "/", "-", "\\"};
  private static final int MAX_NAME = 30;
  private static final int TASK = 9;

  /**
   * The lines, never more than the terminal has: those that are over give way first.
   *
   * @param tick counts the frames; turns the spinner
   */
  List<String> lines(Map<String, Lane> lanes, long now, int tick) {
    int room = Math.max(1, rows - 1);
    List<Map.Entry<String, Lane>> shown = new ArrayList<>(lanes.entrySet());
    int hidden = shown.size() - room;
    if (hidden > 0) {
      // Room for the line that says how many there are.
      int toHide = hidden + 1;
      for (boolean finished : new boolean[] {true, false}) {
        for (int i = shown.size() - 1; i >= 0 && toHide > 0; i--) {
          if (shown.get(i).getValue().finished() == finished) {
            shown.remove(i);
            toHide--;
          }
        }
      }
    }
    int name = lanes.keySet().stream().mapToInt(LiveFrame::width).max().orElse(0);
    List<String> lines = new ArrayList<>();
    for (Map.Entry<String, Lane> lane : shown) {
      lines.add(line(lane.getKey(), Math.min(name, MAX_NAME), lane.getValue(), now, tick));
    }
    if (hidden > 0) {
      long finished = lanes.values().stream().filter(Lane::finished).count();
      lines.add(
          cut(
              "  " + lanes.size() + " environments, " + finished + " finished, some not shown",
              columns - 1));
    }
    return lines;
  }

  private String line(String name, int nameWidth, Lane lane, long now, int tick) {
    String state =
        lane.finished()
            ? Words.of(lane.worst())
            : lane.task() == null ? "waiting" : lane.task().label();
    String text =
        pad(name, nameWidth)
            + "  "
            + pad(state, TASK)
            + "  "
            + pad(lane.task() == null ? "" : Words.of(lane.elapsed(now)), 9)
            + "  "
            + lane.detail();
    // One column stays free: a full line makes some terminals wrap.
    return symbol(lane, tick) + " " + cut(text.stripTrailing(), Math.max(1, columns - 3));
  }

  private String symbol(Lane lane, int tick) {
    if (lane.worst().isFailure()) {
      return paint("31", unicode ? "✘" : "x");
    }
    if (lane.finished()) {
      return lane.worst() == io.jenkins.plugins.orchestrator.engine.run.Status.PASSED
          ? paint("32", unicode ? "✔" : "+")
          : paint("33", unicode ? "●" : "o");
    }
    String[] spinner = unicode ? BRAILLE : ASCII;
    return lane.task() == null ? " " : paint("36", spinner[tick % spinner.length]);
  }

  private String paint(String code, String text) {
    return color ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }

  private static String pad(String text, int width) {
    String cut = cut(text, width);
    return cut + " ".repeat(width - width(cut));
  }

  /** Control characters, which could move the cursor, become spaces. */
  private static String cut(String text, int width) {
    String safe = text.replaceAll("\\p{Cntrl}", " ");
    return width(safe) <= width
        ? safe
        : safe.substring(0, safe.offsetByCodePoints(0, Math.max(0, width)));
  }
}
