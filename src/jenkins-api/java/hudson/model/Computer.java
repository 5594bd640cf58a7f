package hudson.model;

public abstract class Computer extends hudson.model.Actionable
    implements hudson.security.AccessControlled,
        jenkins.model.IComputer,
        hudson.model.ExecutorListener,
        hudson.model.DescriptorByNameOwner,
        org.kohsuke.stapler.StaplerProxy,
        jenkins.widgets.HasWidgets {
  // On the caller's thread: the static methods of mocks answer on no other.
  public static final java.util.concurrent.ExecutorService threadPoolForRemoting =
      com.google.common.util.concurrent.MoreExecutors.newDirectExecutorService();

  public abstract hudson.remoting.VirtualChannel getChannel();

  public String getName() {
    throw new UnsupportedOperationException();
  }

  public hudson.model.Node getNode() {
    throw new UnsupportedOperationException();
  }

  public String getDisplayName() {
    throw new UnsupportedOperationException();
  }

  public Object getTarget() {
    throw new UnsupportedOperationException();
  }

  Computer() {}
}
