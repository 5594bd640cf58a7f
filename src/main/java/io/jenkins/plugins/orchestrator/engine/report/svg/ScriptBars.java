package io.jenkins.plugins.orchestrator.engine.report.svg;

import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.report.svg.Timeline.Bar;
import io.jenkins.plugins.orchestrator.engine.report.svg.Timeline.Kind;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A bar per script, but never more than can be seen: neighbours of one pass that all passed and are
 * narrower than a few pixels become one bar. Ten thousand scripts are some hundred bars.
 */
final class ScriptBars {
  /** Two pixels on a wide screen. */
  private static final double NARROWEST = 1.0 / 500;

  private ScriptBars() {}

  static List<Bar> of(List<ScriptReport> scripts, Scale scale) {
    List<Bar> bars = new ArrayList<>();
    for (ScriptReport script : scripts) {
      Bar bar = bar(script, scale);
      int last = bars.size() - 1;
      if (last >= 0 && joins(bars.get(last), bar)) {
        bars.set(last, joined(bars.get(last), bar));
      } else {
        bars.add(bar);
      }
    }
    return bars;
  }

  private static Bar bar(ScriptReport script, Scale scale) {
    return new Bar(
        Kind.of(script.direction()),
        script.status(),
        scale.at(script.start()),
        scale.at(script.duration()),
        1,
        script.name(),
        script.start(),
        script.duration());
  }

  private static boolean joins(Bar former, Bar next) {
    return former.kind() == next.kind()
        && former.status() == Status.PASSED
        && next.status() == Status.PASSED
        && former.width() < NARROWEST
        && next.width() < NARROWEST
        && next.start() - former.start() < NARROWEST;
  }

  private static Bar joined(Bar former, Bar next) {
    Duration duration = next.from().plus(next.duration()).minus(former.from());
    int count = former.count() + next.count();
    return new Bar(
        former.kind(),
        former.status(),
        former.start(),
        next.start() + next.width() - former.start(),
        count,
        count + " scripts",
        former.from(),
        duration);
  }
}
