package hudson.model;

@SuppressWarnings("rawtypes") // as in the real one
public abstract class AbstractItem extends hudson.model.Actionable
    implements jenkins.model.Loadable,
        hudson.model.Item,
        org.kohsuke.stapler.HttpDeletable,
        hudson.security.AccessControlled,
        hudson.model.DescriptorByNameOwner,
        org.kohsuke.stapler.StaplerProxy {
  protected AbstractItem(hudson.model.ItemGroup p0, String p1) {}

  public String getDisplayName() {
    throw new UnsupportedOperationException();
  }

  public final String getFullDisplayName() {
    throw new UnsupportedOperationException();
  }

  public java.io.File getRootDir() {
    throw new UnsupportedOperationException();
  }

  public hudson.security.ACL getACL() {
    throw new UnsupportedOperationException();
  }

  public void save() throws java.io.IOException {
    throw new UnsupportedOperationException();
  }

  public void load() throws java.io.IOException {
    throw new UnsupportedOperationException();
  }

  public Object getTarget() {
    throw new UnsupportedOperationException();
  }
}
