package hudson.model;

public abstract class Descriptor<T extends hudson.model.Describable<T>>
    implements jenkins.model.Loadable, hudson.model.Saveable, jenkins.util.io.OnMaster {
  protected Descriptor() {}

  public String getDisplayName() {
    throw new UnsupportedOperationException();
  }

  public String getId() {
    throw new UnsupportedOperationException();
  }

  public void save() {
    throw new UnsupportedOperationException();
  }

  public void load() {
    throw new UnsupportedOperationException();
  }
}
