package io.jenkins.plugins.orchestrator.jenkins.branch;

import hudson.Extension;
import hudson.model.Queue;
import java.util.List;
import jenkins.security.QueueItemAuthenticator;
import jenkins.security.QueueItemAuthenticatorProvider;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;

/** Branches have the rights of their build, so that they use no agent that it may not use. */
@Extension
public final class BranchIdentity extends QueueItemAuthenticatorProvider {
  @Override
  public List<QueueItemAuthenticator> getAuthenticators() {
    return List.of(new OfBuild());
  }

  private static final class OfBuild extends QueueItemAuthenticator {
    @Override
    public @Nullable Authentication authenticate2(Queue.Task task) {
      return task instanceof BranchTask branch ? branch.identity() : null;
    }
  }
}
