package io.jenkins.plugins.orchestrator.engine.migration;

import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.migration.script.MigrationScript;
import io.jenkins.plugins.orchestrator.engine.migration.undo.UndoProof;
import io.jenkins.plugins.orchestrator.engine.postgres.ApplicationName;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Snapshot;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.SnapshotException;
import io.jenkins.plugins.orchestrator.engine.report.Direction;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A second clone of what the first one was at its birth, made when it is first asked for. */
final class ReferenceCopy implements UndoProof.Reference {
  private final EnvironmentConfiguration environment;
  private final Snapshot first;
  private final TestRun run;
  private final Cancellation cancellation;
  private String format = "";
  private List<MigrationScript> scripts = List.of();
  private @Nullable Snapshot second;

  ReferenceCopy(
      EnvironmentConfiguration environment,
      Snapshot first,
      TestRun run,
      Cancellation cancellation) {
    this.environment = environment;
    this.first = first;
    this.run = run;
    this.cancellation = cancellation;
  }

  /** Whether there can be one. */
  boolean isPossible() {
    return !first.report().strategy().equals("none");
  }

  /** Says what {@link #applyScripts} applies. */
  void scripts(String ofFormat, List<MigrationScript> toApply) {
    format = ofFormat;
    scripts = toApply;
  }

  @Override
  public Session open() throws SQLException, IOException {
    return CancellableSession.open(
        copy().target(),
        SessionSettings.named(
            ApplicationName.of(run.context().run(), environment.name(), "compare")),
        cancellation);
  }

  private Snapshot copy() throws IOException {
    Snapshot copy = second;
    if (copy == null) {
      try {
        copy = first.again();
        second = copy;
      } catch (SnapshotException e) {
        throw new IOException(e.getMessage(), e);
      }
    }
    return copy;
  }

  @Override
  public boolean applyScripts() throws SQLException, IOException {
    try (ScriptPass pass =
        ScriptPass.unheard(environment, format, copy(), run.site(), cancellation)) {
      for (int i = 0; i < scripts.size(); i++) {
        Status status = pass.run(scripts.get(i), Direction.UP, i + 1, scripts.size()).status();
        if (status != Status.PASSED) {
          return false;
        }
      }
    }
    return true;
  }

  /** Drops it, where it was made. */
  void drop() throws SnapshotException {
    Snapshot copy = second;
    second = null;
    if (copy != null) {
      copy.close();
    }
  }
}
