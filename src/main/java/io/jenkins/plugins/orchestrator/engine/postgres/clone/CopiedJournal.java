package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.orchestrator.engine.files.PrivateFiles;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.run.StateDirectory;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The copy of a run's journal that {@link JournalCopy} made, on whatever machine it is now. It
 * tells of databases, swaps and roles only: processes and files are for the machine they are on,
 * whose own journal names them too.
 */
public final class CopiedJournal {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> OF_SERVERS =
      Set.of(JournalLine.DATABASE, JournalLine.ROLE, JournalLine.SWAP);

  private final List<JournalLine> left;
  private final RunId run;

  private CopiedJournal(RunId run, List<JournalLine> left) {
    this.run = run;
    this.left = left;
  }

  /**
   * What recovering did.
   *
   * @param found everything of the run that was there
   * @param settled whether nothing of it is left
   */
  public record Recovered(List<Reaped> found, boolean settled) implements Serializable {}

  /**
   * Reads a copy.
   *
   * @param run whose it is
   * @param text its lines; half a line at the end is left out, as what it announced was not done
   */
  public static CopiedJournal of(RunId run, String text) {
    List<JournalLine> left = new ArrayList<>(DeadJournal.unsettled(DeadJournal.parseAll(text)));
    left.removeIf(line -> !OF_SERVERS.contains(String.valueOf(line.kind())));
    return new CopiedJournal(run, List.copyOf(left));
  }

  /** Whether nothing is left of the run. */
  public boolean isSettled() {
    return left.isEmpty();
  }

  /**
   * Takes away what is left of the run, which must have ended: its sessions, databases and roles.
   *
   * @param servers a database of each server it worked on
   * @param scratch a directory for this alone, empty or not there yet; deleted afterwards
   */
  public Recovered recover(List<DatabaseTarget> servers, Path scratch, Redactor redactor)
      throws IOException {
    StateDirectory state = new StateDirectory(scratch);
    Path directory = scratch.resolve(IntentJournal.DIRECTORY);
    PrivateFiles.createDirectories(directory);
    try {
      Path file = directory.resolve(run + IntentJournal.SUFFIX);
      Files.writeString(file, text());
      List<Reaped> found = Reaper.recover(servers, state, redactor);
      return new Recovered(List.copyOf(found), !Files.exists(file));
    } finally {
      CloneWork.deleteAll(scratch);
    }
  }

  private String text() throws IOException {
    StringBuilder text = new StringBuilder();
    // Of no process: nobody is asked whether it still lives.
    text.append(JSON.writeValueAsString(JournalLine.begin(run.value(), "", ""))).append('\n');
    for (JournalLine line : left) {
      text.append(JSON.writeValueAsString(line)).append('\n');
    }
    return text.toString();
  }
}
