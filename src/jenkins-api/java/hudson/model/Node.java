package hudson.model;

public abstract class Node extends hudson.model.AbstractModelObject
    implements hudson.model.ReconfigurableDescribable<hudson.model.Node>,
        hudson.ExtensionPoint,
        hudson.security.AccessControlled,
        jenkins.util.io.OnMaster,
        hudson.model.PersistenceRoot {
  public Node() {}

  public String getDisplayName() {
    throw new UnsupportedOperationException();
  }

  public void save() throws java.io.IOException {
    throw new UnsupportedOperationException();
  }

  public final hudson.remoting.VirtualChannel getChannel() {
    throw new UnsupportedOperationException();
  }

  public hudson.model.labels.LabelAtom getSelfLabel() {
    throw new UnsupportedOperationException();
  }

  public abstract hudson.FilePath getRootPath();

  public hudson.security.ACL getACL() {
    throw new UnsupportedOperationException();
  }
}
