package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The copy of a journal for somebody who answers for clones after their run: in the copy they are
 * not settled when they are handed out, so that whoever has it can take them away. Nothing is ever
 * missing in it: what is not settled though it is gone is found to be gone. Safe for several
 * threads.
 */
public final class HandedOutJournal implements JournalCopy {
  private final JournalCopy copy;
  private final List<String> heldBack = new ArrayList<>();

  /**
   * @param copy takes the lines
   */
  public HandedOutJournal(JournalCopy copy) {
    this.copy = copy;
  }

  @Override
  public void append(String line) throws IOException {
    synchronized (this) {
      if (settledDatabase(line).isPresent()) {
        // Dropped, or handed out? The end of the run tells.
        heldBack.add(line);
        return;
      }
    }
    copy.append(line);
  }

  /**
   * The run has ended: passes on what was held back, but for the clones that are handed out.
   *
   * @param handedOut clones that somebody uses now; empty when nothing was handed out
   */
  public void end(Collection<KeptClone> handedOut) throws IOException {
    Set<String> names = handedOut.stream().map(KeptClone::name).collect(Collectors.toSet());
    List<String> lines;
    synchronized (this) {
      lines = List.copyOf(heldBack);
      heldBack.clear();
    }
    for (String line : lines) {
      if (settledDatabase(line).filter(names::contains).isEmpty()) {
        copy.append(line);
      }
    }
  }

  private static Optional<String> settledDatabase(String line) {
    return DeadJournal.parseAll(line).stream()
        .filter(each -> each.is(JournalLine.SETTLED))
        .filter(each -> JournalLine.DATABASE.equals(each.kind()))
        .map(each -> String.valueOf(each.name()))
        .findFirst();
  }
}
