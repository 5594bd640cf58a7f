package jenkins.security;

public abstract class QueueItemAuthenticator
    implements hudson.model.Describable<jenkins.security.QueueItemAuthenticator>,
        hudson.ExtensionPoint {
  public QueueItemAuthenticator() {}

  public org.springframework.security.core.Authentication authenticate2(
      hudson.model.Queue.Task p0) {
    throw new UnsupportedOperationException();
  }
}
