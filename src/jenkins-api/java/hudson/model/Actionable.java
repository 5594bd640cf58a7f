package hudson.model;

public abstract class Actionable extends hudson.model.AbstractModelObject
    implements jenkins.model.ModelObjectWithContextMenu {
  public Actionable() {}

  public boolean addOrReplaceAction(hudson.model.Action p0) {
    throw new UnsupportedOperationException();
  }

  public <T extends hudson.model.Action> java.util.List<T> getActions(Class<T> p0) {
    throw new UnsupportedOperationException();
  }

  public <T extends hudson.model.Action> T getAction(Class<T> p0) {
    throw new UnsupportedOperationException();
  }
}
