package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientProcess;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Writes client programs down, so that those of a killed run can be ended. */
final class JournalledChildren implements ClientProcess.Listener {
  private final IntentJournal journal;
  private final Map<Long, JournalLine> lines = new ConcurrentHashMap<>();

  JournalledChildren(IntentJournal journal) {
    this.journal = journal;
  }

  @Override
  public void started(ProcessHandle child) throws IOException {
    JournalLine line =
        JournalLine.process(JournalLine.INTENT, ProcessName.of(child), ProcessName.host());
    lines.put(child.pid(), journal.intend(line));
  }

  @Override
  public void ended(ProcessHandle child) throws IOException {
    JournalLine line = lines.remove(child.pid());
    if (line != null) {
      journal.settle(line);
    }
  }
}
