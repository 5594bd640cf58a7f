package io.jenkins.plugins.orchestrator.jenkins.branch;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.CopiedJournal;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import jenkins.security.MasterToSlaveCallable;

/** What a {@link RecoveryTask} does on its agent. */
final class RecoveryCallable extends MasterToSlaveCallable<CopiedJournal.Recovered, IOException> {
  private static final long serialVersionUID = 1L;

  private final RunId id;
  private final String journal;
  private final ArrayList<DatabaseTarget> servers;
  private final String scratch;

  RecoveryCallable(RunId id, String journal, List<DatabaseTarget> servers, String scratch) {
    this.id = id;
    this.journal = journal;
    this.servers = new ArrayList<>(servers);
    this.scratch = scratch;
  }

  @Override
  public CopiedJournal.Recovered call() throws IOException {
    Redactor redactor =
        Redactor.of(
            servers.stream().map(DatabaseTarget::password).filter(Objects::nonNull).toList());
    return CopiedJournal.of(id, journal).recover(servers, Path.of(scratch), redactor);
  }
}
