package io.jenkins.plugins.orchestrator.cli.progress;

import io.jenkins.plugins.orchestrator.engine.report.ProgressListener;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.report.console.Words;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Progress as one line per environment, drawn again ten times a second by a thread of its own; the
 * branches only note what they do. Closing draws the last state, gives the cursor back and leaves
 * the lines standing.
 */
public final class LiveProgress implements ProgressListener, AutoCloseable {
  private static final long FRAME_MILLIS = 100;
  private static final String HIDE_CURSOR = "\u001b[?25l";
  private static final String SHOW_CURSOR = "\u001b[?25h";
  private static final String CLEAR_LINE = "\r\u001b[2K";

  private final PrintStream out;
  private final LiveFrame frame;
  private final Map<String, Lane> lanes = new LinkedHashMap<>();
  private final ScheduledExecutorService painter;
  private int tick;
  private int drawn;
  private boolean closed;

  private LiveProgress(PrintStream out, LiveFrame frame, List<String> environments) {
    this.out = out;
    this.frame = frame;
    environments.forEach(environment -> lanes.put(environment, Lane.waiting()));
    this.painter =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "live-progress");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Begins to draw.
   *
   * @param environments in the order of their lines
   * @param columns width of the terminal
   * @param rows height of the terminal
   */
  public static LiveProgress start(
      PrintStream out,
      List<String> environments,
      int columns,
      int rows,
      boolean color,
      boolean unicode) {
    LiveProgress progress =
        new LiveProgress(out, new LiveFrame(columns, rows, color, unicode), environments);
    out.print(HIDE_CURSOR);
    var unused =
        progress.painter.scheduleAtFixedRate(
            progress::draw, 0, FRAME_MILLIS, TimeUnit.MILLISECONDS);
    return progress;
  }

  private synchronized void draw() {
    draw(List.of());
  }

  /** Draws again, below lines that stay. */
  private void draw(List<String> above) {
    if (closed) {
      return;
    }
    StringBuilder picture = new StringBuilder();
    if (drawn > 0) {
      picture.append("\u001b[").append(drawn).append('A');
    }
    above.forEach(line -> picture.append(CLEAR_LINE).append(line).append('\n'));
    List<String> lines = frame.lines(lanes, System.nanoTime(), tick++);
    for (String line : lines) {
      picture.append(CLEAR_LINE).append(line).append('\n');
    }
    // Erases what a longer picture left below.
    picture.append("\u001b[J");
    drawn = lines.size();
    out.print(picture);
    out.flush();
  }

  private synchronized void change(String environment, UnaryOperator<Lane> change) {
    lanes.put(environment, change.apply(lanes.getOrDefault(environment, Lane.waiting())));
  }

  @Override
  public void taskStarted(String environment, TaskKind task) {
    change(environment, lane -> lane.start(task, System.nanoTime()));
  }

  @Override
  public void taskFinished(String environment, TaskReport task) {
    change(
        environment,
        lane -> lane.finish(task.kind(), task.status(), task.message(), System.nanoTime()));
  }

  @Override
  public void scriptStarted(String environment, String script, int index, int count) {
    change(
        environment,
        lane -> lane.detail(Words.fileName(script) + " (" + index + "/" + count + ")"));
  }

  @Override
  public void message(String environment, String text) {
    change(environment, lane -> lane.detail(text));
  }

  @Override
  public synchronized void output(String line) {
    draw(List.of(line));
  }

  /**
   * A lane is over, also one that had no cleanup.
   *
   * @param failure what ended it, null when nothing did
   */
  public void ended(String lane, Status status, @Nullable String failure) {
    change(lane, former -> former.over(status, failure, System.nanoTime()));
  }

  @Override
  public void close() {
    painter.shutdownNow();
    synchronized (this) {
      if (!closed) {
        draw();
        closed = true;
        out.print(SHOW_CURSOR);
        out.flush();
      }
    }
  }
}
