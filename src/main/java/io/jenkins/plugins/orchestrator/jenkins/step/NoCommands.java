package io.jenkins.plugins.orchestrator.jenkins.step;

import io.jenkins.plugins.orchestrator.engine.operation.UserCommands;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientProcess;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.io.IOException;

/** Outside of {@code node} there is no place for commands, which planning has said before. */
final class NoCommands implements UserCommands {
  @Override
  public Ended run(Command command, ClientProcess.Listener children, Cancellation cancellation)
      throws IOException {
    throw new IOException("commands need a workspace: call the step inside node { }");
  }
}
