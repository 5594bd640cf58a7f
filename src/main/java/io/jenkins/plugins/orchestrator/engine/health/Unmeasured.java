package io.jenkins.plugins.orchestrator.engine.health;

import io.jenkins.plugins.orchestrator.engine.report.Finding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Says once what several checks could not be measured for: a server that is down is one thing to
 * look at, not thirty.
 */
final class Unmeasured {
  private static final int MOST_NAMES = 8;

  private Unmeasured() {}

  /** The results as they are told, in their order; those of one reason stand where its first is. */
  static List<CheckResult> together(List<CheckResult> results) {
    Map<Object, List<CheckResult>> groups = new LinkedHashMap<>();
    for (CheckResult result : results) {
      // Nothing equals a new object: what was measured stays for itself.
      Object key = result.level() == Level.UNKNOWN ? result.found() : new Object();
      groups.computeIfAbsent(key, k -> new ArrayList<>()).add(result);
    }
    return groups.values().stream().map(Unmeasured::one).toList();
  }

  private static CheckResult one(List<CheckResult> group) {
    CheckResult first = group.get(0);
    if (group.size() == 1) {
      return first;
    }
    String names = names(group.stream().map(CheckResult::name).toList());
    return new CheckResult(
        first.kind(),
        null,
        names,
        first.level(),
        first.expected(),
        first.found(),
        first.advice(),
        List.of(),
        List.of(
            Finding.of(
                Finding.Severity.WARNING,
                "health-unknown",
                group.size() + " checks (" + names + "): " + first.found(),
                null)),
        first.duration());
  }

  private static String names(List<String> names) {
    int more = names.size() - MOST_NAMES;
    return more > 0
        ? String.join(", ", names.subList(0, MOST_NAMES)) + " and " + more + " more"
        : String.join(", ", names);
  }
}
