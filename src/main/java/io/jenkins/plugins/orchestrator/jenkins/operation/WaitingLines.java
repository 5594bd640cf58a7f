package io.jenkins.plugins.orchestrator.jenkins.operation;

import io.jenkins.plugins.orchestrator.jenkins.branch.Branches.Waiting;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says what branches wait for: not at once, and again when the cause changes or time goes by. */
final class WaitingLines {
  static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration AGAIN = Duration.ofMinutes(5);

  private record Said(Duration since, @Nullable String why, Duration at) {}

  private final OperationLog log;
  private final Map<String, Said> said = new HashMap<>();

  WaitingLines(OperationLog log) {
    this.log = log;
  }

  /** Looks at those that wait now. */
  synchronized void tick(List<Waiting> waiting, Duration now) {
    said.keySet()
        .removeIf(name -> waiting.stream().noneMatch(each -> each.environment().equals(name)));
    for (Waiting each : waiting) {
      Said before =
          said.computeIfAbsent(each.environment(), name -> new Said(now, null, Duration.ZERO));
      boolean patient = now.minus(before.since()).compareTo(PATIENCE) < 0;
      boolean fresh =
          each.why().equals(before.why()) && now.minus(before.at()).compareTo(AGAIN) < 0;
      if (!patient && !fresh) {
        log.line(each.environment(), "still waiting for " + place(each) + ": " + each.why());
        said.put(each.environment(), new Said(before.since(), each.why(), now));
      }
    }
  }

  private static String place(Waiting waiting) {
    return waiting.label() == null
        ? "an executor"
        : "an executor with the label '" + waiting.label() + "'";
  }
}
