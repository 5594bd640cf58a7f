package io.jenkins.plugins.orchestrator.jenkins.branch;

import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lets one environment at a time into the steps that are not parallel. */
final class Turnstiles {
  private final Set<TaskKind> sequential = EnumSet.noneOf(TaskKind.class);
  private final Map<TaskKind, @Nullable String> inside = new EnumMap<>(TaskKind.class);

  Turnstiles(Collection<String> steps) {
    for (TaskKind kind : TaskKind.values()) {
      if (steps.contains(kind.step())) {
        sequential.add(kind);
      }
    }
  }

  /** Whether the environment is in now. */
  synchronized boolean tryEnter(String environment, TaskKind step) {
    if (!sequential.contains(step)) {
      return true;
    }
    return environment.equals(inside.computeIfAbsent(step, free -> environment));
  }

  synchronized void leave(String environment, TaskKind step) {
    inside.remove(step, environment);
  }

  /** Lets go of all that an environment held, which may have been lost. */
  synchronized void leaveAll(String environment) {
    inside.values().removeIf(environment::equals);
  }
}
