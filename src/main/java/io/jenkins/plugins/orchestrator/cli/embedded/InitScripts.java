package io.jenkins.plugins.orchestrator.cli.embedded;

import io.jenkins.plugins.orchestrator.engine.config.EmbeddedSettings.InitScript;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.io.IOException;
import java.util.List;

/** Fills the database of an embedded server. */
public interface InitScripts {
  /**
   * Runs scripts one after the other in one session, so that what one sets ({@code set_config}) the
   * next can read.
   *
   * @throws IOException with file, line and the server's message when one fails
   */
  void run(DatabaseTarget database, List<InitScript> scripts, Cancellation cancellation)
      throws IOException;
}
