package jenkins.model;

public class Jenkins extends hudson.model.AbstractCIBase
    implements jenkins.model.DirectlyModifiableTopLevelItemGroup,
        org.kohsuke.stapler.StaplerProxy,
        org.kohsuke.stapler.StaplerFallback,
        hudson.model.ModifiableViewGroup,
        hudson.security.AccessControlled,
        hudson.model.DescriptorByNameOwner,
        jenkins.model.ModelObjectWithContextMenu,
        jenkins.model.ModelObjectWithChildren,
        jenkins.util.io.OnMaster,
        jenkins.model.Loadable {
  public static final hudson.security.Permission ADMINISTER = null;

  public static jenkins.model.Jenkins get() throws IllegalStateException {
    throw new UnsupportedOperationException();
  }

  public String getFullDisplayName() {
    throw new UnsupportedOperationException();
  }

  public hudson.model.Label getLabel(String p0) {
    throw new UnsupportedOperationException();
  }

  public String getDisplayName() {
    throw new UnsupportedOperationException();
  }

  public hudson.model.Node getNode(String p0) {
    throw new UnsupportedOperationException();
  }

  public java.io.File getRootDir() {
    throw new UnsupportedOperationException();
  }

  public hudson.FilePath getRootPath() {
    throw new UnsupportedOperationException();
  }

  public hudson.security.ACL getACL() {
    throw new UnsupportedOperationException();
  }

  public boolean isTerminating() {
    throw new UnsupportedOperationException();
  }

  public void load() throws java.io.IOException {
    throw new UnsupportedOperationException();
  }

  public void save() throws java.io.IOException {
    throw new UnsupportedOperationException();
  }

  public static org.springframework.security.core.Authentication getAuthentication2() {
    throw new UnsupportedOperationException();
  }

  public Object getTarget() {
    throw new UnsupportedOperationException();
  }

  Jenkins() {}
}
