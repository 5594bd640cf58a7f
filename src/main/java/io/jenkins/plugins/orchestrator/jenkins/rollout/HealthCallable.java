package io.jenkins.plugins.orchestrator.jenkins.rollout;

import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.PairedProbes;
import java.io.File;
import java.net.URI;
import java.time.Duration;
import jenkins.MasterToSlaveFileCallable;
import org.jspecify.annotations.Nullable;

/** Whether an endpoint answers well, from the node of a workspace; null when it does. */
final class HealthCallable extends MasterToSlaveFileCallable<@Nullable String> {
  private static final long serialVersionUID = 1L;

  private final URI uri;
  private final Duration timeout;

  HealthCallable(URI uri, Duration timeout) {
    this.uri = uri;
    this.timeout = timeout;
  }

  @Override
  public @Nullable String invoke(File workspace, VirtualChannel channel)
      throws InterruptedException {
    return PairedProbes.check(uri, timeout);
  }
}
