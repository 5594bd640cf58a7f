package hudson.model;

public abstract class Computer extends hudson.model.Actionable
    implements hudson.security.AccessControlled,
        jenkins.model.IComputer,
        hudson.model.ExecutorListener,
        hudson.model.DescriptorByNameOwner,
        org.kohsuke.stapler.StaplerProxy,
        jenkins.widgets.HasWidgets {
  public static final java.util.concurrent.ExecutorService threadPoolForRemoting = null;

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
