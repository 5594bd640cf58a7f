package io.jenkins.plugins.orchestrator.engine.report.svg;

import java.time.Duration;

/** Turns times into fractions of an axis. */
record Scale(Duration total) {
  double at(Duration time) {
    return (double) time.toNanos() / (double) total.toNanos();
  }
}
