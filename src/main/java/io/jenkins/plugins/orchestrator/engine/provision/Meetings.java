package io.jenkins.plugins.orchestrator.engine.provision;

import io.jenkins.plugins.orchestrator.engine.run.RunId;
import java.io.Serializable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The meetings of a plan's runs in this process; in another one they begin anew. */
final class Meetings implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int lanes;
  private final transient Map<RunId, Meeting> meetings = new ConcurrentHashMap<>();

  Meetings(int lanes) {
    this.lanes = lanes;
  }

  Meeting of(RunId run) {
    return meetings.computeIfAbsent(run, key -> new Meeting(lanes));
  }

  private Object readResolve() {
    return new Meetings(lanes);
  }
}
