package io.jenkins.plugins.orchestrator.engine.report.svg;

import io.jenkins.plugins.orchestrator.engine.report.Direction;
import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.HumanDuration;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneSelection;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where on a time axis everything of a run lies, as fractions of its length; {@link TimelineSvg}
 * draws it.
 *
 * @param total the length of the axis, more than zero
 * @param ticks marks of the axis, from its start
 * @param lanes one per environment, in the report's order
 * @param scripts whether lanes have room for scripts
 * @param left how many more lanes the report has
 */
public record Timeline(
    Duration total, List<Tick> ticks, List<Lane> lanes, boolean scripts, int left) {
  /** Shorter pauses are the program's own and not worth a bar. */
  private static final double LEAST_PAUSE = 0.004;

  /** More lanes than a person looks through. */
  private static final int MOST_LANES = 60;

  public Timeline {
    ticks = List.copyOf(ticks);
    lanes = List.copyOf(lanes);
  }

  /** A mark of the axis, {@code at} from 0 to 1. */
  public record Tick(double at, String label) {}

  /**
   * One environment.
   *
   * @param tasks waiting and tasks, in order
   * @param scripts the scripts of all passes, in order; neighbours too short to be seen are one bar
   */
  public record Lane(
      String environment, Status status, Duration duration, List<Bar> tasks, List<Bar> scripts) {
    public Lane {
      tasks = List.copyOf(tasks);
      scripts = List.copyOf(scripts);
    }
  }

  /**
   * One bar.
   *
   * @param start from 0 to 1
   * @param width from 0 to 1
   * @param count how many scripts it stands for, 1 for everything else
   * @param name what it is, for people
   * @param from from the start of the run
   * @param duration how long it took
   */
  public record Bar(
      Kind kind,
      Status status,
      double start,
      double width,
      int count,
      String name,
      Duration from,
      Duration duration) {}

  /** What a bar stands for. */
  public enum Kind {
    WAITING("waiting"),
    SNAPSHOT("snapshot"),
    APPLY("apply"),
    REVERSE("reverse"),
    VALIDATE("validate"),
    TEST("tests"),
    DUMP("dump"),
    HASH("hash"),
    RESTORE("restore"),
    COMPARE("compare"),
    UPLOAD("upload"),
    SWAP("swap"),
    RETAIN("retention"),
    ANONYMIZE("anonymize"),
    CHECK("check"),
    USE("use"),
    SHIFT("shift"),
    OBSERVE("observe"),
    CLEANUP("cleanup"),
    UP("script up"),
    DOWN("script down"),
    UP_AGAIN("script up again");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** A word for legends. */
    public String label() {
      return label;
    }

    boolean isScript() {
      return this == UP || this == DOWN || this == UP_AGAIN;
    }

    static Kind of(Direction direction) {
      return switch (direction) {
        case UP -> UP;
        case DOWN -> DOWN;
        case UP_AGAIN -> UP_AGAIN;
      };
    }
  }

  /** Lays a report out. */
  public static Timeline of(MigrationTestReport report) {
    Duration total =
        Stream.concat(
                Stream.of(report.duration(), Duration.ofMillis(1)),
                report.environments().stream().flatMap(Timeline::ends))
            .max(Comparator.naturalOrder())
            .orElseThrow();
    Scale scale = new Scale(total);
    return new Timeline(
        total,
        Axis.ticks(total),
        report.environments().stream().map(environment -> lane(environment, scale)).toList(),
        true,
        0);
  }

  /** Lays an operation's report out; of very many lanes first those that did not pass. */
  public static Timeline of(OperationReport report) {
    List<LaneReport> lanes =
        LaneSelection.of(report.lanes(), MOST_LANES).stream().map(report.lanes()::get).toList();
    Duration total =
        Stream.concat(
                Stream.of(report.duration(), Duration.ofMillis(1)),
                lanes.stream()
                    .flatMap(
                        lane ->
                            Stream.concat(
                                Stream.of(lane.start().plus(lane.duration())), ends(lane.tasks()))))
            .max(Comparator.naturalOrder())
            .orElseThrow();
    Scale scale = new Scale(total);
    return new Timeline(
        total,
        Axis.ticks(total),
        lanes.stream()
            .map(
                lane ->
                    new Lane(
                        lane.name(),
                        lane.status(),
                        lane.duration(),
                        tasks(lane.tasks(), lane.start(), scale),
                        List.of()))
            .toList(),
        false,
        report.lanes().size() - lanes.size());
  }

  private static Stream<Duration> ends(List<TaskReport> tasks) {
    return tasks.stream().map(task -> task.start().plus(task.duration()));
  }

  private static Stream<Duration> ends(EnvironmentReport environment) {
    return Stream.of(
            Stream.of(environment.start().plus(environment.duration())),
            ends(environment.tasks()),
            environment.scripts().stream().map(script -> script.start().plus(script.duration())))
        .flatMap(ends -> ends);
  }

  private static Lane lane(EnvironmentReport environment, Scale scale) {
    return new Lane(
        environment.name(),
        environment.status(),
        environment.duration(),
        tasks(environment.tasks(), environment.start(), scale),
        ScriptBars.of(environment.scripts(), scale));
  }

  private static List<Bar> tasks(List<TaskReport> reports, Duration start, Scale scale) {
    List<Bar> bars = new ArrayList<>();
    Duration end = Duration.ZERO;
    List<TaskReport> tasks =
        reports.stream().sorted(Comparator.comparing(TaskReport::start)).toList();
    for (TaskReport task : tasks) {
      pause(end, task.start(), scale, bars);
      bars.add(
          new Bar(
              Kind.valueOf(task.kind().name()),
              task.status(),
              scale.at(task.start()),
              scale.at(task.duration()),
              1,
              task.name(),
              task.start(),
              task.duration()));
      Duration taskEnd = task.start().plus(task.duration());
      end = taskEnd.compareTo(end) > 0 ? taskEnd : end;
    }
    if (tasks.isEmpty()) {
      pause(end, start, scale, bars);
    }
    return bars;
  }

  private static void pause(Duration from, Duration to, Scale scale, List<Bar> bars) {
    Duration length = to.minus(from);
    if (scale.at(length) >= LEAST_PAUSE) {
      bars.add(
          new Bar(
              Kind.WAITING,
              Status.PASSED,
              scale.at(from),
              scale.at(length),
              1,
              "waiting",
              from,
              length));
    }
  }

  /** The length of the axis in words. */
  public String length() {
    return HumanDuration.of(total);
  }
}
